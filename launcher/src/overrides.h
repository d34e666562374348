/* What PAX records put in the place of a header's fields. */
#pragma once

#include "pax.h"
#include "tar_entry.h"

/* Their bytes stay where they were read from. A value without length takes an earlier record back. */
struct overrides {
    struct pax_record path, target, size, owner, group, mtime;
};

/* Adds these records, the later ones count. 0, or a negative error. */
long overrides_read(const struct tar_bytes *records, struct overrides *overrides);

/* The numbers; the names are the reader's business. Whether they are numbers. */
bool overrides_apply(const struct overrides *overrides, struct tar_entry *entry);
