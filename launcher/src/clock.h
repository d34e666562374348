#pragma once

#include "kernel.h"

#define SECOND INT64_C(1000000000)

static inline int64_t clock_read(int clock)
{
    struct __kernel_timespec now = {0};
    sys_clock(clock, &now);
    return now.tv_sec * SECOND + now.tv_nsec;
}

/* For records. */
static inline int64_t clock_date(void) { return clock_read(CLOCK_REALTIME); }

/* For waits: nobody sets it. */
static inline int64_t clock_steady(void) { return clock_read(CLOCK_MONOTONIC); }

/* Waits for one of the set, or until the steady clock shows this. */
static inline void wait_until(struct pollfd *set, unsigned count, int64_t until)
{
    int64_t left = until - clock_steady();
    if (left < 0)
        left = 0;
    struct __kernel_timespec wait = {.tv_sec = left / SECOND, .tv_nsec = left % SECOND};
    sys_poll(set, count, &wait);
}
