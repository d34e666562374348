#include "looks.h"
#include "channel.h"
#include "clock.h"
#include "signals.h"

/* The function's time begins when it starts, so unpacking has a bound of its own: far more than the largest tar takes on a slow disk. */
#ifndef LONGEST
#define LONGEST (600 * SECOND)
#endif

#define EVERY (SECOND / 200)

static int64_t deadline, next;

void looks_begin(void)
{
    next = clock_steady();
    deadline = next + LONGEST;
}

long look(void)
{
    const int64_t now = clock_steady();
    if (now < next)
        return 0;
    next = now + EVERY;
    if (channel_says_kill())
        return LOOK_KILLED;
    if (signals_waits(SIGTERM))
        return LOOK_STOPPED;
    return now < deadline ? 0 : -ETIME;
}
