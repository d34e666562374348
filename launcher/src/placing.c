#include "placing.h"
#include "memory.h"
#include "removal.h"
#include "text.h"

static long attempt(int data, const struct tar_entry *entry)
{
    switch (entry->type) {
    case TAR_DIRECTORY: return sys_mkdir(data, entry->path, 0755);
    case TAR_SYMLINK: return sys_symlink(entry->target, data, entry->path);
    case TAR_LINK: return sys_link(data, entry->target, entry->path);
    default: return sys_open(data, entry->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    }
}

/* The directory of that name, open to go on from it, and made where it is not there. A link is followed, as the kernel does in a path. */
static long enter(int at, const char *name, size_t length)
{
    char parent[PATH_MAX];
    memcpy(parent, name, length);
    parent[length] = '\0';
    long result = sys_mkdir(at, parent, 0755);
    return result < 0 && result != -EEXIST ? result : sys_open(at, parent, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
}

/* Step by step: a call with the whole path for each of them would take a time by the square of their number. */
static long make_parents(int data, const char *path)
{
    int here = data;
    size_t name = 0;
    for (size_t i = 0; path[i] && here >= 0; i++) {
        if (path[i] != '/')
            continue;
        long next = enter(here, path + name, i - name);
        if (here != data)
            sys_close(here);
        here = (int)next;
        name = i + 1;
    }
    if (here < 0)
        return here;
    if (here != data)
        sys_close(here);
    return 0;
}

static bool is_directory(int data, const char *path)
{
    struct stat about;
    return sys_stat(data, path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Tries first and looks afterwards at what is in the way: nearly always nothing is. */
long place(int data, const struct tar_entry *entry)
{
    if (entry->type == TAR_LINK && string_is(entry->path, entry->target))
        return 0; /* to make room for it would destroy it */

    long result = attempt(data, entry);
    if (result == -ENOENT) {
        result = make_parents(data, entry->path);
        if (result == 0)
            result = attempt(data, entry);
    }
    if (result != -EEXIST)
        return result;
    if (entry->type == TAR_DIRECTORY && is_directory(data, entry->path))
        return 0;
    result = remove_whatever(data, entry->path);
    return result < 0 ? result : attempt(data, entry);
}
