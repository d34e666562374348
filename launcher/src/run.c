#include "run.h"
#include "capture.h"
#include "channel.h"
#include "children.h"
#include "clock.h"
#include "feed.h"
#include "kernel.h"
#include "memory_kills.h"
#include "signals.h"
#include "upkeep.h"

/* How long processes may take to die, and a writer outside of the container may keep a stream busy. */
#define PATIENCE (2 * SECOND)

/* A kill reaches all that there is; should one not have, the end would never come. */
#define KILL_AGAIN SECOND

#define NEVER INT64_MAX

struct run {
    struct children children;
    enum children_left left;
    int signals;
    int64_t deadline; /* after a kill, when to do it again */
    struct feed feed;
    struct capture out, err;
    const char *kill_reason;
    uint64_t signals_from_outside; /* until it ended */
    int first_spool_error;
};

static int64_t deadline_after(uint64_t limit)
{
    int64_t now = clock_steady();
    if (limit == 0 || limit > (uint64_t)(NEVER - now) / 1000000)
        return NEVER;
    return now + (int64_t)limit * 1000000;
}

static void kill_everything(void)
{
    sys_kill(-1, SIGKILL);
}

static void kill_for(struct run *run, const char *reason)
{
    if (!run->kill_reason)
        run->kill_reason = reason;
    run->deadline = clock_steady() + KILL_AGAIN;
    kill_everything();
}

static bool capture_one(struct run *run, struct capture *capture)
{
    bool some = capture_step(capture);
    if (!run->first_spool_error)
        run->first_spool_error = capture->error;
    return some;
}

static void wait_for(const struct run *run, struct pollfd *set, unsigned count)
{
    const int64_t next = upkeep();
    const int64_t until = run->left == CHILDREN_DEAD ? 0 : next < run->deadline ? next : run->deadline;
    if (until == NEVER)
        sys_poll(set, count, NULL);
    else
        wait_until(set, count, until);
}

/* One round: waits for something to do, looks at the kill request and the deadline whatever there is, and does a bounded piece of each:
   nothing that the function does, and be it without end, keeps it from the next look. A descriptor of -1 is not polled. */
static void step(struct run *run)
{
    struct pollfd set[] = {
        {.fd = run->signals, .events = POLLIN},  {.fd = channel_descriptor(), .events = POLLIN}, {.fd = run->out.pipe, .events = POLLIN},
        {.fd = run->err.pipe, .events = POLLIN}, {.fd = run->feed.pipe, .events = POLLOUT},
    };
    wait_for(run, set, sizeof set / sizeof *set);

    if (channel_says_kill())
        kill_for(run, "killed");
    if (run->deadline != NEVER && clock_steady() >= run->deadline)
        kill_for(run, "deadline");
    if (set[2].revents)
        capture_one(run, &run->out);
    if (set[3].revents)
        capture_one(run, &run->err);
    if (set[4].revents)
        feed_step(&run->feed);
    bool child = set[0].revents && signals_forward(run->signals, run->children.function);
    if (child || run->left == CHILDREN_DEAD)
        run->left = children_reap(&run->children);
}

static void clear_processes(struct run *run)
{
    const int64_t until = clock_steady() + PATIENCE;
    kill_everything();
    for (;;) {
        run->left = children_reap(&run->children);
        if (run->left == CHILDREN_NONE || clock_steady() >= until)
            return;
        struct pollfd set[] = {{.fd = run->signals, .events = POLLIN}};
        wait_until(set, 1, run->left == CHILDREN_DEAD ? 0 : until);
        signals_forward(run->signals, 0);
    }
}

static void drain(struct run *run, struct capture *capture)
{
    const int64_t until = clock_steady() + PATIENCE;
    while (capture->pipe >= 0 && capture_one(run, capture) && clock_steady() < until)
        ;
}

static int64_t microseconds(const struct __kernel_old_timeval *time)
{
    return time->tv_sec * INT64_C(1000000) + time->tv_usec;
}

/* SIGTERM is what the engine stops a container with, and then the end is its doing, even when the function still ended by itself. */
static bool was_stopped(const struct run *run, int signal)
{
    return run->signals_from_outside & (signal_bit(SIGTERM) | (signal ? signal_bit(signal) : 0));
}

static void describe(const struct run *run, struct ending *ending)
{
    struct rusage usage = {0};
    sys_usage(RUSAGE_CHILDREN, &usage);
    ending->processor = microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime);
    ending->peak = usage.ru_maxrss * INT64_C(1024);

    const int signal = run->children.wait_status & 0x7f;
    ending->signal = signal;
    ending->code = signal ? -1 : run->children.wait_status >> 8 & 0xff;
    ending->reason = run->kill_reason && signal == SIGKILL ? run->kill_reason : was_stopped(run, signal) ? "stopped" : "exit";
    ending->out = run->out.counted;
    ending->err = run->err.counted;
    ending->spool_error = run->first_spool_error;
    ending->killed_for_memory = memory_kills();
}

void run_function(const struct release *release, const struct command *command, int signals, struct ending *ending)
{
    struct run run = {
        .children = {.function = command->process},
        .left = CHILDREN_ALIVE,
        .signals = signals,
        .deadline = deadline_after(release->limit),
        .out = {.pipe = command->out, .spool = release->out, .cap = release->cap},
        .err = {.pipe = command->err, .spool = release->err, .cap = release->cap},
    };
    feed_begin(&run.feed, release->input, command->input);
    while (!run.children.has_ended)
        step(&run);
    run.signals_from_outside = signals_from_outside();
    ending->end = clock_date();

    clear_processes(&run);
    feed_end(&run.feed);
    drain(&run, &run.out);
    drain(&run, &run.err);
    describe(&run, ending);
}
