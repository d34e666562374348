/* Finding the command's program and becoming it. */
#pragma once

#include <stddef.h>

/* How the file of a program begins that is there and yet not found: what a script's first line names is not. As much of it as the kernel looks at. */
struct beginning {
    size_t length;
    char bytes[256];
};

/* Returns only if that failed: the errno. */
long execute(char *const *words, char *const *environment, struct beginning *beginning);
