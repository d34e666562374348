/* The tar reader: an archive read to its end, twice, as unpacking does it. */
#include "../src/looks.h"
#include "../src/tar.h"
#include "../src/text.h"
#include "fuzz.h"

void pages_give_all(void);

_Noreturn void fuzz_exit(int code)
{
    (void)code;
    __builtin_trap(); /* nothing in a tar ends the launcher */
}

/* No way out of the data directory. */
static void check_path(const char *path)
{
    MUST(path[0] != '/' && string_length(path) < PATH_MAX);
    for (size_t from = 0; path[from];) {
        size_t end = from;
        while (path[end] && path[end] != '/')
            end++;
        MUST(end > from);
        MUST(!(end - from == 1 && path[from] == '.'));
        MUST(!(end - from == 2 && path[from] == '.' && path[from + 1] == '.'));
        from = end + (path[end] == '/');
        MUST(path[end] == '\0' || path[from]); /* no slash at the end */
    }
}

static uint64_t mix(uint64_t sum, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        sum = (sum ^ at[i]) * UINT64_C(1099511628211);
    return sum;
}

static uint64_t read_content(struct tar *tar, uint64_t sum, long *result)
{
    uint64_t size = tar->entry.type == TAR_FILE ? tar->entry.size : 0;
    const char *bytes;
    while ((*result = tar_content(tar, &bytes)) > 0) {
        sum = mix(sum, bytes, (size_t)*result);
        MUST((uint64_t)*result <= size);
        size -= (uint64_t)*result;
    }
    MUST(*result < 0 || size == 0);
    return sum;
}

/* A sum over all that it says. */
static uint64_t read_all(struct tar *tar, long *result)
{
    uint64_t sum = 0;
    while ((*result = tar_next(tar)) > 0) {
        const struct tar_entry *entry = &tar->entry;
        check_path(entry->path);
        if (entry->type == TAR_LINK)
            check_path(entry->target);
        MUST(tar->shared.length <= TAR_LONGEST_SHARED && tar->shared_xattrs.count <= TAR_LONGEST_SHARED / SHORTEST_XATTR);
        MUST(entry->mode <= 07777 && entry->mtime_fraction < 1000000000);
        sum = mix(sum, entry->path, string_length(entry->path));
        sum = mix(sum, &entry->owner, sizeof entry->owner);
        sum = mix(sum, &entry->mtime, sizeof entry->mtime);
        sum = mix(sum, &tar->shared_xattrs.count, sizeof tar->shared_xattrs.count);
        sum = read_content(tar, sum, result);
        if (*result < 0)
            break;
    }
    MUST(*result == 0 || *result == -EINVAL || *result == -ENAMETOOLONG);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int file = -1;
    if (file < 0)
        file = (int)CALL(memfd_create, "tar", 0, 0, 0, 0, 0);
    CALL(ftruncate, file, 0, 0, 0, 0, 0);
    MUST(sys_pwrite(file, data, size, 0) == (long)size);

    looks_begin();
    long result, again;
    struct tar *tar = tar_open(file, &result);
    MUST(tar);
    uint64_t sum = read_all(tar, &result);
    tar_restart(tar);
    MUST(read_all(tar, &again) == sum && again == result);
    tar_close(tar);
    pages_give_all();
    return 0;
}
