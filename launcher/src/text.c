#include "text.h"
#include "memory.h"

void text_bytes(struct text *text, const char *bytes, size_t length)
{
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
}

void text_string(struct text *text, const char *string)
{
    text_bytes(text, string, string_length(string));
}

void text_number(struct text *text, int64_t number)
{
    char digits[NUMBER_ROOM];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0)
        digits[--at] = '-';
    text_bytes(text, digits + at, sizeof digits - at);
}

void text_hex(struct text *text, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        text->data[text->length++] = "0123456789abcdef"[byte >> 4];
        text->data[text->length++] = "0123456789abcdef"[byte & 15];
    }
}

size_t string_length(const char *string)
{
    size_t length = 0;
    while (string[length])
        length++;
    return length;
}

bool string_is(const char *a, const char *b)
{
    size_t length = string_length(a);
    return length == string_length(b) && memcmp(a, b, length) == 0;
}

bool decimal(const char *bytes, size_t length, uint64_t most, uint64_t *number)
{
    uint64_t value = 0;
    if (length == 0)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] < '0' || bytes[i] > '9')
            return false;
        unsigned digit = (unsigned)(bytes[i] - '0');
        if (value > (most - digit) / 10 || digit > most)
            return false;
        value = value * 10 + digit;
    }
    *number = value;
    return true;
}
