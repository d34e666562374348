#include "xattrs.h"
#include "kernel.h"
#include "memory.h"
#include "text.h"

#define PREFIX "SCHILY.xattr."
#define LONGEST_NAME 255

static bool name_is(const struct xattr *xattr, const char *name)
{
    return xattr->name_length == string_length(name) && memcmp(xattr->name, name, xattr->name_length) == 0;
}

/* The engine would set others too, trusted.* for one, which no container may. */
static bool is_kept(const struct xattr *xattr)
{
    const char user[] = "user.";
    return (xattr->name_length >= sizeof user && memcmp(xattr->name, user, sizeof user - 1) == 0) ||
           name_is(xattr, "security.capability") || name_is(xattr, "system.posix_acl_access") ||
           name_is(xattr, "system.posix_acl_default");
}

/* 1 and the next one that is to be set, 0 at the end, or a negative error. */
static long next(const char **at, const char *end, struct xattr *xattr)
{
    for (;;) {
        long result = pax_next(at, end, &xattr->record);
        if (result <= 0)
            return result;
        if (!pax_key_begins(&xattr->record, PREFIX))
            continue;
        xattr->name = xattr->record.key + (sizeof PREFIX - 1);
        xattr->name_length = xattr->record.key_length - (sizeof PREFIX - 1);
        if (xattr->name_length > LONGEST_NAME)
            return -ERANGE;
        if (is_kept(xattr) && xattr->record.value_length) /* an empty one is none, as with every PAX record */
            return 1;
    }
}

/* All are looked through, which is little: the records have at most 64 KiB in the whole archive. */
static struct xattr *place_of(struct xattrs *xattrs, const struct xattr *added)
{
    for (size_t i = 0; i < xattrs->count; i++) {
        const struct xattr *xattr = &xattrs->each[i];
        if (xattr->name_length == added->name_length && memcmp(xattr->name, added->name, added->name_length) == 0)
            return &xattrs->each[i];
    }
    return &xattrs->each[xattrs->count++];
}

void xattrs_add(struct xattrs *xattrs, const struct tar_bytes *records)
{
    const char *at = records->data, *end = at + records->length;
    struct xattr added;
    long result;
    while ((result = next(&at, end, &added)) > 0)
        *place_of(xattrs, &added) = added;
    xattrs->refused |= result < 0;
}

static long set(int file, const char *path, const struct xattr *xattr)
{
    char name[LONGEST_NAME + 1];
    memcpy(name, xattr->name, xattr->name_length);
    name[xattr->name_length] = '\0';
    const struct pax_record *record = &xattr->record;
    long result = file >= 0 ? sys_fsetxattr(file, name, record->value, record->value_length)
                            : sys_setxattr(path, name, record->value, record->value_length);
    /* Not every file system has them, and not every container may set all. */
    return result == -EOPNOTSUPP || result == -EPERM ? 0 : result;
}

long xattrs_set(int file, const char *path, const struct xattrs *shared, const struct tar_bytes *own)
{
    if (shared->refused)
        return -ERANGE;
    for (size_t i = 0; i < shared->count; i++) {
        long result = set(file, path, &shared->each[i]);
        if (result < 0)
            return result;
    }

    const char *at = own->data, *end = at + own->length;
    for (;;) {
        struct xattr xattr;
        long result = next(&at, end, &xattr);
        if (result > 0)
            result = set(file, path, &xattr);
        else
            return result;
        if (result < 0)
            return result;
    }
}
