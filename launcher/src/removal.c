#include "removal.h"
#include "kernel.h"
#include "looks.h"
#include "text.h"

/* Each level costs a piece of the stack and a descriptor. */
#define DEEPEST 200

static long remove_below(int at, const char *path, int depth);

struct directory_entry {
    uint64_t inode, position;
    unsigned short length;
    unsigned char type;
    char name[];
};

/* Removes what one reading of the list shows. Whether it showed something, or a negative error. */
static long empty_once(int directory, int depth)
{
    bool found = false;
    for (;;) {
        _Alignas(struct directory_entry) char list[2048];
        long count = sys_entries(directory, list, sizeof list);
        if (count <= 0)
            return count < 0 ? count : found;
        for (long at = 0; at < count;) {
            struct directory_entry *entry = (struct directory_entry *)(list + at);
            at += entry->length;
            if (string_is(entry->name, ".") || string_is(entry->name, ".."))
                continue;
            found = true;
            long result = remove_below(directory, entry->name, depth);
            if (result < 0)
                return result;
        }
    }
}

/* Until a reading shows nothing: positions in a directory that is being emptied are not to be relied on, so one may pass things over.
   But to start over after each piece of the list would take a time by the square of its length where what was removed leaves gaps. */
static long empty(int directory, int depth)
{
    for (;;) {
        long result = empty_once(directory, depth);
        if (result <= 0)
            return result;
        result = sys_rewind(directory);
        if (result < 0)
            return result;
    }
}

static long remove_below(int at, const char *path, int depth)
{
    long result = look(); /* what is removed may be the image's, and much */
    if (result == 0)
        result = sys_unlink(at, path, 0);
    if (result != -EISDIR)
        return result;
    if (depth == DEEPEST)
        return -ELOOP;
    result = sys_open(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    if (result < 0)
        return result;
    int directory = (int)result;
    result = empty(directory, depth + 1);
    sys_close(directory);
    return result < 0 ? result : sys_unlink(at, path, AT_REMOVEDIR);
}

long remove_whatever(int at, const char *path)
{
    return remove_below(at, path, 0);
}
