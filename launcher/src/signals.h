/* Signals are read from a descriptor; none interrupts anything. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t signal_bit(int signal) { return UINT64_C(1) << (signal - 1); }

/* Blocks all. They are not set to be ignored: that, unlike the mask, the function could not undo for programs that expect the default. */
int signals_take(void);

/* Whether this one has arrived and was not read yet: it stays so. */
bool signals_waits(int signal);

/* In the function's process, before its program: none blocked. */
void signals_release(void);

/* Forwards some of what has arrived to a process; 0: to none. Whether a child has ended, or may have. */
bool signals_forward(int descriptor, int process);

/* Those that have arrived so far and were sent by no process of this container. */
uint64_t signals_from_outside(void);
