#include "pax.h"
#include "kernel.h"
#include "memory.h"
#include "text.h"

long pax_next(const char **at, const char *end, struct pax_record *record)
{
    const char *start = *at;
    if (start == end || *start == '\0') /* some programs fill the block up and count it in */
        return 0;

    size_t digits = 0, most = (size_t)(end - start);
    while (digits < most && start[digits] != ' ')
        digits++;
    uint64_t length = 0;
    if (!decimal(start, digits, most, &length) || length < digits + 3 || start[length - 1] != '\n')
        return -EINVAL;

    const char *key = start + digits + 1, *last = start + length - 1, *equals = key;
    while (equals < last && *equals != '=' && *equals)
        equals++;
    if (equals == last || *equals != '=')
        return -EINVAL;
    *record = (struct pax_record){
        .key = key, .key_length = (size_t)(equals - key), .value = equals + 1, .value_length = (size_t)(last - equals - 1)};
    *at = start + length;
    return 1;
}

bool pax_key_begins(const struct pax_record *record, const char *start)
{
    size_t length = string_length(start);
    return record->key_length >= length && memcmp(record->key, start, length) == 0;
}

bool pax_key_is(const struct pax_record *record, const char *key)
{
    return record->key_length == string_length(key) && pax_key_begins(record, key);
}

bool pax_time(const struct pax_record *record, int64_t *seconds, uint32_t *nanoseconds)
{
    const char *at = record->value, *end = at + record->value_length;
    const bool negative = at < end && *at == '-';
    if (negative)
        at++;

    size_t whole = 0;
    while (at + whole < end && at[whole] != '.')
        whole++;
    uint64_t number = 0;
    if (!decimal(at, whole, INT64_MAX, &number))
        return false;
    at += whole;

    uint32_t fraction = 0, unit = 100000000;
    for (at += at < end; at < end; at++, unit /= 10) {
        if (*at < '0' || *at > '9')
            return false;
        fraction += (uint32_t)(*at - '0') * unit;
    }

    *seconds = negative ? -(int64_t)number : (int64_t)number;
    *nanoseconds = fraction;
    if (negative && fraction) {
        *seconds -= 1;
        *nanoseconds = 1000000000 - fraction;
    }
    return true;
}
