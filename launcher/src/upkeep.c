#include "upkeep.h"
#include "clock.h"
#include "kernel.h"

/* A system with more has other worries; then the mask is left alone. */
#define MOST_PROCESSORS 8192

#define PRIORITY_OF_PROCESS 0
#define INPUT_OUTPUT_OF_PROCESS 1

static int64_t next = INT64_MAX;

/*
 * The launcher's OOM score. It is a file that root may write, so no filter (guard.c) keeps a root function from it. Functron mounts it
 * read-only: then it is not opened here, and there is nothing to put right. The other values matter in a container without the filter.
 * Without privileges the kernel lets the launcher restore processors and input/output, but not a priority that was lowered.
 */
static int memory_score = -1;
static char memory_score_text[16];
static long memory_score_length;

/* Its share beside other sessions, on a system that gives them shares and has no group of its own for the container. Likewise a file. */
static int share = -1;

static unsigned char processors[MOST_PROCESSORS / 8];
static long processors_size;
static long priority, input_output;

void upkeep_begin(void)
{
    memory_score = (int)sys_open(AT_FDCWD, "/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC, 0);
    memory_score_length = sys_pread(memory_score, memory_score_text, sizeof memory_score_text, 0);
    share = (int)sys_open(AT_FDCWD, "/proc/self/autogroup", O_WRONLY | O_CLOEXEC, 0);
    processors_size = CALL(sched_getaffinity, 0, sizeof processors, processors, 0, 0, 0);
    priority = 20 - CALL(getpriority, PRIORITY_OF_PROCESS, 0, 0, 0, 0, 0);
    input_output = CALL(ioprio_get, INPUT_OUTPUT_OF_PROCESS, 0, 0, 0, 0, 0);
    next = clock_steady();
}

static void put_right(void)
{
    const int ordinary = 0; /* the policy, and what it has of a priority of its own */
    if (memory_score_length > 0)
        sys_pwrite(memory_score, memory_score_text, (size_t)memory_score_length, 0);
    sys_write(share, "0", 1); /* has no positions */
    if (processors_size > 0)
        CALL(sched_setaffinity, 0, processors_size, processors, 0, 0, 0);
    CALL(sched_setscheduler, 0, ordinary, &ordinary, 0, 0, 0);
    CALL(setpriority, PRIORITY_OF_PROCESS, 0, priority, 0, 0, 0);
    if (input_output >= 0)
        CALL(ioprio_set, INPUT_OUTPUT_OF_PROCESS, 0, input_output, 0, 0, 0);
}

int64_t upkeep(void)
{
    if (next == INT64_MAX || clock_steady() < next)
        return next;
    put_right();
    return next = clock_steady() + SECOND;
}
