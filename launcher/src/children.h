/* The ends of the function's process and of all that its processes left to process 1. */
#pragma once

#include <stdbool.h>

struct children {
    int function; /* its process */
    bool has_ended;
    int wait_status; /* the function's */
};

enum children_left { CHILDREN_NONE, CHILDREN_ALIVE, CHILDREN_DEAD };

/* Takes up the ends of some. CHILDREN_DEAD: there may be more of them. */
enum children_left children_reap(struct children *children);
