#include "tar.h"
#include "memory.h"
#include "tar_header.h"
#include "tar_path.h"
#include "text.h"

#define ROOM (sizeof(struct tar) + 4 * TAR_LONGEST + TAR_LONGEST_SHARED / SHORTEST_XATTR * sizeof(struct xattr))

struct tar *tar_open(int file, long *error)
{
    struct tar *tar = pages_take(ROOM);
    *error = -ENOMEM;
    if (!tar)
        return NULL;
    char *room = (char *)(tar + 1);
    struct tar_bytes *const kept[] = {&tar->shared, &tar->own, &tar->long_name, &tar->long_target};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        kept[i]->data = room + i * TAR_LONGEST;
    tar->shared_xattrs.each = (struct xattr *)(room + 4 * TAR_LONGEST);
    *error = tar_reader_open(&tar->reader, file);
    if (*error == 0)
        return tar;
    tar_close(tar);
    return NULL;
}

void tar_close(struct tar *tar)
{
    tar_reader_close(&tar->reader);
    pages_give(tar, ROOM);
}

static void forget_own(struct tar *tar)
{
    tar->own.length = tar->long_name.length = tar->long_target.length = 0;
}

void tar_restart(struct tar *tar)
{
    tar_reader_restart(&tar->reader);
    forget_own(tar);
    tar->shared.length = tar->shared_xattrs.count = 0;
    tar->shared_xattrs.refused = false;
    tar->shared_overrides = (struct overrides){0};
    tar->unread = tar->padding = 0;
}

long tar_content(struct tar *tar, const char **bytes)
{
    if (tar->unread == 0)
        return 0;
    long count = tar_reader_take(&tar->reader, tar->unread, bytes);
    if (count == 0)
        return -EINVAL;
    if (count > 0)
        tar->unread -= (uint64_t)count;
    return count;
}

static long keep_content(struct tar *tar, struct tar_bytes *kept)
{
    const size_t longest = kept == &tar->shared ? TAR_LONGEST_SHARED : TAR_LONGEST;
    if (tar->unread > longest - kept->length)
        return -EINVAL;
    for (;;) {
        const char *bytes;
        long count = tar_content(tar, &bytes);
        if (count <= 0)
            return count;
        memcpy(kept->data + kept->length, bytes, (size_t)count);
        kept->length += (size_t)count;
    }
}

/* Takes the next header, past what is left of the entry before; 0 at the end of the archive. */
static long next_header(struct tar *tar, struct tar_header *header)
{
    tar_reader_skip(&tar->reader, tar->unread + tar->padding);
    tar->unread = tar->padding = 0;

    const char *block;
    long count = tar_reader_take(&tar->reader, BLOCK, &block);
    if (count <= 0)
        return count;
    if (count != BLOCK)
        return -EINVAL;
    memcpy(header, block, BLOCK);
    if (tar_header_is_empty(header))
        return 0;

    /* Only POSIX has a prefix there, GNU has times. */
    struct text name = {.data = tar->short_name};
    if (memcmp(header->magic, "ustar", sizeof header->magic) == 0 && header->prefix[0]) {
        text_bytes(&name, header->prefix, tar_field_length(header->prefix, sizeof header->prefix));
        text_string(&name, "/");
    }
    text_bytes(&name, header->name, tar_field_length(header->name, sizeof header->name));
    tar->name = (struct tar_bytes){name.data, name.length};
    return tar_header_is_intact(header) ? 1 : -EINVAL;
}

static bool read_id(const char field[8], uint32_t *id)
{
    int64_t number;
    if (!tar_number(field, 8, &number) || number < 0 || number > UINT32_MAX)
        return false;
    *id = (uint32_t)number;
    return true;
}

static bool read_size(struct tar_entry *entry, const struct tar_header *header)
{
    int64_t size = 0;
    if (entry->type != TAR_LINK && (!tar_number(header->size, sizeof header->size, &size) || size < 0))
        return false;
    entry->size = (uint64_t)size;
    return true;
}

static bool read_numbers(struct tar_entry *entry, const struct tar_header *header)
{
    int64_t mode;
    if (!tar_number(header->mode, sizeof header->mode, &mode))
        return false;
    entry->mode = (uint32_t)mode & 07777;
    entry->mtime_fraction = 0;
    return tar_number(header->mtime, sizeof header->mtime, &entry->mtime) && read_id(header->owner, &entry->owner) &&
           read_id(header->group, &entry->group);
}

static struct tar_bytes choose(const struct pax_record *record, const struct tar_bytes *gnu, struct tar_bytes field)
{
    if (record->value_length)
        return (struct tar_bytes){(char *)record->value, record->value_length};
    size_t length = tar_field_length(gnu->data, gnu->length);
    return length ? (struct tar_bytes){gnu->data, length} : field;
}

/* '7' is a contiguous file: one like any other. */
static bool is_file(char type)
{
    return type == TAR_FILE || type == '\0' || type == '7';
}

static long read_names(struct tar *tar, struct tar_header *header, const struct overrides *overrides)
{
    struct tar_entry *entry = &tar->entry;
    tar->name = choose(&overrides->path, &tar->long_name, tar->name);
    struct tar_bytes target = choose(&overrides->target, &tar->long_target,
                                     (struct tar_bytes){header->link, tar_field_length(header->link, sizeof header->link)});

    /* Old programs wrote a directory as a file with a slash at its end. */
    if (is_file(entry->type)) {
        bool directory = tar->name.length && tar->name.data[tar->name.length - 1] == '/';
        entry->type = directory ? TAR_DIRECTORY : TAR_FILE;
    }

    long result = tar_path(tar->name.data, tar->name.length, entry->path);
    if (result < 0)
        return result;
    if (entry->type == TAR_LINK)
        return tar_path(target.data, target.length, entry->target);
    return entry->type == TAR_SYMLINK ? tar_text(target.data, target.length, entry->target) : 0;
}

/* The whole content must be there, known before anything is made of it. Only files have one, whatever the others' headers say. */
static long begin_content(struct tar *tar, uint64_t size)
{
    uint64_t padding = -size & (BLOCK - 1);
    if (size > INT64_MAX - BLOCK || size + padding > tar_reader_left(&tar->reader))
        return -EINVAL;
    tar->unread = size;
    tar->padding = padding;
    return 0;
}

static long read_entry(struct tar *tar, struct tar_header *header)
{
    struct overrides overrides = tar->shared_overrides;
    long result = overrides_read(&tar->own, &overrides);
    if (result == 0)
        result = read_names(tar, header, &overrides);
    if (result == 0 && !read_numbers(&tar->entry, header))
        result = -EINVAL;
    if (result == 0 && !overrides_apply(&overrides, &tar->entry))
        result = -EINVAL;
    if (result == 0 && tar->entry.type == TAR_FILE)
        result = begin_content(tar, tar->entry.size);
    return result < 0 ? result : 1;
}

static struct tar_bytes *kept_content(struct tar *tar, char type)
{
    switch (type) {
    case 'L': return &tar->long_name;
    case 'K': return &tar->long_target;
    case 'x':
    case 'X': /* what Sun's tar had before there was a standard */
        return &tar->own;
    case 'g': return &tar->shared;
    default: return NULL;
    }
}

static bool is_known(char type)
{
    return is_file(type) || type == TAR_LINK || type == TAR_SYMLINK || type == TAR_DIRECTORY;
}

/* Known here whether they can be read, though no entry may follow; those of one entry count only with it. Looked at once and not for
   each entry: many entries may follow many records. */
static long take_shared(struct tar *tar, size_t before)
{
    const struct tar_bytes added = {tar->shared.data + before, tar->shared.length - before};
    long result = overrides_read(&added, &tar->shared_overrides);
    if (result == 0)
        xattrs_add(&tar->shared_xattrs, &added);
    return result;
}

long tar_next(struct tar *tar)
{
    forget_own(tar);
    for (;;) {
        struct tar_header header;
        long result = next_header(tar, &header);
        if (result <= 0)
            return result;

        tar->entry.type = header.type;
        if (!read_size(&tar->entry, &header))
            return -EINVAL;
        struct tar_bytes *kept = kept_content(tar, header.type);
        if (!kept)
            return is_known(header.type) ? read_entry(tar, &header) : -EINVAL;

        /* Records for all entries add up, the later ones count; one for the next entry stands alone. */
        if (kept != &tar->shared)
            kept->length = 0;
        const size_t before = kept->length;
        result = begin_content(tar, tar->entry.size);
        if (result == 0)
            result = keep_content(tar, kept);
        if (result == 0 && kept == &tar->shared)
            result = take_shared(tar, before);
        if (result < 0)
            return result;
    }
}
