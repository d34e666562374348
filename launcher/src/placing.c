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

static long make_parents(int data, const char *path)
{
    char parent[PATH_MAX];
    for (size_t i = 0; path[i]; i++) {
        if (path[i] == '/') {
            parent[i] = '\0';
            long result = sys_mkdir(data, parent, 0755);
            if (result < 0 && result != -EEXIST)
                return result;
        }
        parent[i] = path[i];
    }
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
