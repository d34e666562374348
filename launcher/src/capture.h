/* One of the function's output streams: a pipe's bytes into a file, up to a cap. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct capture {
    int pipe; /* -1 when nobody can write any more */
    int spool;
    uint64_t cap;
    uint64_t kept, counted;
    int error; /* of the first write that failed; nothing is kept after it */
};

/* Reads once. Whether there was something. */
bool capture_step(struct capture *capture);
