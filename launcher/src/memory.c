/* The compiler calls the first four by name even when no library is there. */
#include "memory.h"
#include "kernel.h"

void *memcpy(void *to, const void *from, size_t size)
{
    char *target = to;
    const char *source = from;
    while (size--)
        *target++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    char *target = to;
    const char *source = from;
    if (target <= source)
        return memcpy(to, from, size);
    while (size--)
        target[size] = source[size];
    return to;
}

void *memset(void *to, int value, size_t size)
{
    char *target = to;
    while (size--)
        *target++ = (char)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *left = a, *right = b;
    for (size_t i = 0; i < size; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

void *pages_take(size_t size)
{
    long at = sys_map(size);
    return at < 0 && at > -4096 ? NULL : (void *)at;
}

void pages_give(void *pages, size_t size)
{
    if (pages)
        sys_unmap(pages, size);
}
