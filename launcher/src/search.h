/* Finding the command's program and becoming it. */
#pragma once

/* Returns only if that failed: the errno. */
long execute(char *const *words, char *const *environment);
