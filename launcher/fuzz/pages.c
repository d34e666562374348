/* In the place of src/memory.c: the C library's memory, for the sanitizer sees its bounds. */
#include <stdlib.h>

#define MOST 16

/* What an input that ended amid its work has not given back. */
static void *taken[MOST];

void *pages_take(size_t size);
void pages_give(void *pages, size_t size);
void pages_give_all(void);

void *pages_take(size_t size)
{
    for (int i = 0; i < MOST; i++)
        if (!taken[i])
            return taken[i] = calloc(1, size);
    return NULL;
}

void pages_give(void *pages, size_t size)
{
    (void)size;
    for (int i = 0; i < MOST; i++)
        if (taken[i] == pages)
            taken[i] = NULL;
    free(pages);
}

void pages_give_all(void)
{
    for (int i = 0; i < MOST; i++)
        pages_give(taken[i], 0);
}
