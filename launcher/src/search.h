/* Finding the command's program and becoming it. */
#pragma once

#include <stddef.h>

/* A program can be there and still not be found, because what a script's first line names is missing. This is how such a file begins:
   as many bytes as the kernel looks at. */
struct beginning {
    size_t length;
    char bytes[256];
};

/* Returns only if that failed: the errno. */
long execute(char *const *words, char *const *environment, struct beginning *beginning);
