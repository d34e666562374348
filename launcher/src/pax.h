/* The records of a PAX header: "LENGTH KEY=VALUE\n", one after the other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the archive that are kept: records, a name. */
struct tar_bytes {
    char *data;
    size_t length;
};

struct pax_record {
    const char *key, *value;
    size_t key_length, value_length;
};

/* 1 and the next record, 0 at the end, or a negative error. */
long pax_next(const char **at, const char *end, struct pax_record *record);

bool pax_key_is(const struct pax_record *record, const char *key);
bool pax_key_begins(const struct pax_record *record, const char *start);

/* Seconds since 1970, perhaps negative, perhaps with a fraction. */
bool pax_time(const struct pax_record *record, int64_t *seconds, uint32_t *nanoseconds);
