/* Reading and writing of plain text. A text's room is its user's business. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    char *data;
    size_t length;
};

/* The longest decimal number with its sign. */
#define NUMBER_ROOM 20

void text_bytes(struct text *text, const char *bytes, size_t length);
void text_string(struct text *text, const char *string);
void text_number(struct text *text, int64_t number);
void text_hex(struct text *text, const char *bytes, size_t length);

size_t string_length(const char *string);
bool string_is(const char *a, const char *b);

/* Whether the bytes are a decimal number, nothing else, of at most this value. */
bool decimal(const char *bytes, size_t length, uint64_t most, uint64_t *number);
