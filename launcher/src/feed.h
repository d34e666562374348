/* The function's standard input: a file's bytes into a pipe. */
#pragma once

#include <stdint.h>

struct feed {
    int file, pipe; /* the pipe is -1 when there is no more to write */
    uint64_t offset;
};

void feed_begin(struct feed *feed, int file, int pipe);

/* Writes what the pipe takes, at most a piece. */
void feed_step(struct feed *feed);

void feed_end(struct feed *feed);
