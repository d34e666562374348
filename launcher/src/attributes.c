#include "attributes.h"
#include "memory.h"
#include "pax.h"
#include "text.h"

#define XATTR "SCHILY.xattr."
#define LONGEST_XATTR_NAME 255

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

/* The engine would set others too, trusted.* for one, which no container may. */
static bool is_kept(const char *name)
{
    const char user[] = "user.";
    return (string_length(name) >= sizeof user && memcmp(name, user, sizeof user - 1) == 0) || string_is(name, "security.capability") ||
           string_is(name, "system.posix_acl_access") || string_is(name, "system.posix_acl_default");
}

static long set_xattrs(const struct tar_bytes *records, const char *path)
{
    const char *at = records->data, *end = at + records->length;
    for (;;) {
        struct pax_record record;
        long result = pax_next(&at, end, &record);
        if (result <= 0)
            return result;
        if (!pax_key_begins(&record, XATTR))
            continue;
        char name[LONGEST_XATTR_NAME + 1];
        size_t length = record.key_length - (sizeof XATTR - 1);
        if (length > LONGEST_XATTR_NAME)
            return -ERANGE;
        memcpy(name, record.key + sizeof XATTR - 1, length);
        name[length] = '\0';

        if (!is_kept(name) || record.value_length == 0) /* an empty one is none, as with every PAX record */
            continue;

        /* Not every file system has them, and not every container may set all. */
        result = sys_setxattr(path, name, record.value, record.value_length);
        if (result < 0 && result != -EOPNOTSUPP && result != -EPERM)
            return result;
    }
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
    if (result == 0 && (tar->shared.length || tar->own.length)) {
        char path[PATH_MAX + 64];
        full_path(data, entry->path, path);
        result = set_xattrs(&tar->shared, path);
        if (result == 0)
            result = set_xattrs(&tar->own, path);
    }
    if (result == 0 && entry->type != TAR_SYMLINK)
        result = file >= 0 ? sys_fchmod(file, entry->mode) : sys_chmod(data, entry->path, entry->mode);
    return result < 0 ? result : set_time(data, file, entry);
}
