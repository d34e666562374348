/* Extended attributes, as PAX records ask for them. */
#pragma once

#include "pax.h"

/* What records for all entries ask for: found once, for it would be found anew for each entry. */
struct xattrs {
    struct xattr {
        struct pax_record record;
        const char *name; /* the key behind its prefix */
        size_t name_length;
    } *each;
    size_t count;
    bool refused; /* one has a name that no file can have: an entry that is to have it is refused, not the record */
};

/* No record that asks for one is shorter: "25 SCHILY.xattr.user.a=b\n". */
#define SHORTEST_XATTR 25

/* Adds what these records ask for; there must be room for one in each SHORTEST_XATTR bytes of all records together. The later of two
   with the same name counts. The records' bytes stay where they are. */
void xattrs_add(struct xattrs *xattrs, const struct tar_bytes *records);

/* Sets those, then what the entry's own records ask for. On the open file, or (-1) on what the path names. */
long xattrs_set(int file, const char *path, const struct xattrs *shared, const struct tar_bytes *own);
