#include "attributes.h"
#include "text.h"
#include "xattrs.h"

/* The engine knows times from 1970 to 2262 only, so that a function finds the same ones whichever way it is run. */
#define LATEST (INT64_MAX / 1000000000)

/* There is no call for a name relative to a directory, so it goes by way of /proc. */
static void full_path(int data, const char *path, char *to)
{
    struct text text = {.data = to};
    text_string(&text, "/proc/self/fd/");
    text_number(&text, data);
    text_string(&text, "/");
    text_string(&text, path);
    text_bytes(&text, "", 1);
}

long set_time(int data, int file, const struct tar_entry *entry)
{
    struct __kernel_timespec time = {.tv_sec = entry->mtime, .tv_nsec = entry->mtime_fraction};
    if (time.tv_sec < 0)
        time = (struct __kernel_timespec){0};
    if (time.tv_sec >= LATEST)
        time = (struct __kernel_timespec){.tv_sec = LATEST};
    const struct __kernel_timespec times[2] = {time, time};
    return file >= 0 ? sys_times(file, NULL, times, 0) : sys_times(data, entry->path, times, AT_SYMLINK_NOFOLLOW);
}

/* The owner first: its change takes set-id bits and file capabilities away. The mode after the attributes, as the engine does it: an
   access control list among them has bits of its own. */
long set_attributes(int data, int file, const struct tar *tar)
{
    const struct tar_entry *entry = &tar->entry;
    long result = file >= 0 ? sys_fchown(file, entry->owner, entry->group) : sys_chown(data, entry->path, entry->owner, entry->group);
    if (result == 0) {
        char path[PATH_MAX + 64];
        if (file < 0)
            full_path(data, entry->path, path);
        result = xattrs_set(file, path, &tar->shared_xattrs, &tar->own);
    }
    if (result == 0 && entry->type != TAR_SYMLINK)
        result = file >= 0 ? sys_fchmod(file, entry->mode) : sys_chmod(data, entry->path, entry->mode);
    return result < 0 ? result : set_time(data, file, entry);
}
