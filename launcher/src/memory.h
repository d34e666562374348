#pragma once

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

/* Zeroed memory straight from the kernel, NULL if there is none. What is not touched costs nothing. */
void *pages_take(size_t size);
void pages_give(void *pages, size_t size);
