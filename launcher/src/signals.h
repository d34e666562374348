/* Signals are read from a descriptor; none interrupts anything. */
#pragma once

#include <stdbool.h>

/* Blocks all. They are not set to be ignored: that, unlike the mask, the function could not undo for programs that expect the default. */
int signals_take(void);

/* In the function's process, before its program: none blocked. */
void signals_release(void);

/* Forwards what has arrived to a process; 0: to none. Whether a child has ended, or may have. */
bool signals_forward(int descriptor, int process);
