/* The one message that says what to run. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOST_GROUPS 65536

struct release {
    const char *run;
    const char *user_name; /* as it was written, for the record */
    uint32_t user, group;
    uint32_t *groups;
    size_t group_count;
    const char *home;
    uint64_t limit; /* milliseconds */
    uint64_t cap;
    const char *data;
    size_t word_count;
    const char *words; /* one after the other, each ended by a zero byte */

    int out, err, status;
    int input, tar; /* -1: does not come with it */

    char *body;
    size_t body_length;
};

/* Waits for the release. Ends the launcher if none comes, or none that it understands. */
void release_receive(int channel, struct release *release);

/* Gives the message's memory back: it would be in the container's account as long as the function runs. */
void release_forget(struct release *release);
