#include "overrides.h"
#include "kernel.h"
#include "text.h"

long overrides_read(const struct tar_bytes *records, struct overrides *overrides)
{
    const struct {
        const char *key;
        struct pax_record *record;
    } known[] = {{"path", &overrides->path}, {"linkpath", &overrides->target}, {"size", &overrides->size},
                 {"uid", &overrides->owner}, {"gid", &overrides->group},       {"mtime", &overrides->mtime}};
    const char *at = records->data, *end = at + records->length;
    for (;;) {
        struct pax_record record;
        long result = pax_next(&at, end, &record);
        if (result <= 0)
            return result;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (pax_key_is(&record, known[i].key))
                *known[i].record = record;
        if (pax_key_begins(&record, "GNU.sparse.")) /* the content is not the file's */
            return -EINVAL;
    }
}

static bool override_number(const struct pax_record *record, uint64_t most, uint64_t *number)
{
    return record->value_length == 0 || decimal(record->value, record->value_length, most, number);
}

bool overrides_apply(const struct overrides *overrides, struct tar_entry *entry)
{
    uint64_t owner = entry->owner, group = entry->group;
    if (!override_number(&overrides->owner, UINT32_MAX, &owner) || !override_number(&overrides->group, UINT32_MAX, &group) ||
        !override_number(&overrides->size, INT64_MAX, &entry->size))
        return false;
    entry->owner = (uint32_t)owner;
    entry->group = (uint32_t)group;
    return overrides->mtime.value_length == 0 || pax_time(&overrides->mtime, &entry->mtime, &entry->mtime_fraction);
}
