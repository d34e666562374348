/* Names in an archive. */
#pragma once

#include <stddef.h>

/* The name as a path below the data directory: without leading slashes and "." segments. ".." is refused. */
long tar_path(const char *name, size_t length, char *path);

/* The bytes as a string. */
long tar_text(const char *bytes, size_t length, char *string);
