#pragma once

#include <stdint.h>

/* The same seed makes the same numbers. */
void random_begin(uint64_t seed);
uint32_t random_below(uint32_t limit);
