#pragma once

#include <stdint.h>

/* How many of the container's processes the kernel killed because its memory limit was reached, -1 if it does not say. */
int64_t memory_kills(void);
