/* The record of the run. Each line is one write; one that fails ends the launcher, and with it all that runs in the container. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct ending {
    const char *reason;
    int code, signal;
    int64_t start, end;
    int64_t processor; /* microseconds */
    int64_t peak;
    uint64_t out, err;
    int64_t killed_for_memory;
    int spool_error;
};

/* Where the lines go. */
void status_to(int file);

void status_released(int file, const char *run);
void status_started(int64_t start);
void status_refused(
    const char *stage, long error, const char *name, size_t length, const char *beginning, size_t beginning_length);
void status_ended(const struct ending *ending);
