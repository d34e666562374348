#include "tar_header.h"

_Static_assert(sizeof(struct tar_header) == 512, "a header is one block");

bool tar_header_is_empty(const struct tar_header *header)
{
    const char *bytes = (const char *)header;
    for (size_t i = 0; i < sizeof *header; i++)
        if (bytes[i])
            return false;
    return true;
}

/* The sum counts its own field as spaces. Some old programs added signed bytes. */
bool tar_header_is_intact(const struct tar_header *header)
{
    const char *bytes = (const char *)header;
    const size_t field = offsetof(struct tar_header, checksum);
    int64_t sum = 0, signed_sum = 0, written;
    for (size_t i = 0; i < sizeof *header; i++) {
        bool own = i >= field && i < field + sizeof header->checksum;
        sum += own ? ' ' : (unsigned char)bytes[i];
        signed_sum += own ? ' ' : (signed char)bytes[i];
    }
    return tar_number(header->checksum, sizeof header->checksum, &written) && (written == sum || written == signed_sum);
}

static bool base_256(const char *field, size_t size, int64_t *number)
{
    const bool negative = (unsigned char)field[0] == 0xff;
    int64_t value = negative ? -1 : field[0] & 0x7f;
    for (size_t i = 1; i < size; i++) {
        if (value > INT64_MAX >> 8 || value < INT64_MIN >> 8)
            return false;
        value = value * 256 + (unsigned char)field[i];
    }
    *number = value;
    return true;
}

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* As GNU tar reads it: one zero byte and any white space may stand before the digits, what follows the byte behind them does not count. */
bool tar_number(const char *field, size_t size, int64_t *number)
{
    if ((unsigned char)field[0] == 0x80 || (unsigned char)field[0] == 0xff)
        return base_256(field, size, number);

    int64_t value = 0;
    size_t i = field[0] == '\0';
    while (i < size && is_space(field[i]))
        i++;
    for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
        value = value * 8 + (field[i] - '0');
    *number = value;
    return i == size || is_space(field[i]) || field[i] == '\0';
}

size_t tar_field_length(const char *field, size_t size)
{
    size_t length = 0;
    while (length < size && field[length])
        length++;
    return length;
}
