/* The archive as a sequence of entries: the headers that only say something about the next one are taken up into it. */
#pragma once

#include "overrides.h"
#include "tar_entry.h"
#include "tar_reader.h"
#include "xattrs.h"

struct tar {
    struct tar_reader reader;
    struct tar_entry entry;
    uint64_t unread; /* of the entry's content */
    uint64_t padding;
    struct tar_bytes name; /* the entry's, as it stands in the archive */
    char short_name[256];
    struct tar_bytes shared, own; /* PAX records: for all entries that follow, for the next one */
    struct tar_bytes long_name, long_target;
    struct overrides shared_overrides; /* what the shared ones say, found once */
    struct xattrs shared_xattrs;
};

/* Records and names are kept whole; a longer one is refused. Those for all entries have less room: each entry gets what they ask for. */
#ifndef TAR_LONGEST
#define TAR_LONGEST (1u << 20)
#define TAR_LONGEST_SHARED (64u << 10)
#endif

/* Its memory comes from the kernel and goes back at the end. NULL: there was an error. */
struct tar *tar_open(int file, long *error);
void tar_close(struct tar *tar);
void tar_restart(struct tar *tar);

/* 1 and the next entry, 0 at the end, or a negative error. */
long tar_next(struct tar *tar);

/* Content of the entry, as much as is at hand; 0: all was read. */
long tar_content(struct tar *tar, const char **bytes);
