/* One header block as it stands in the archive, and its fields' syntax. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tar_header {
    char name[100];
    char mode[8];
    char owner[8];
    char group[8];
    char size[12];
    char mtime[12];
    char checksum[8];
    char type;
    char link[100];
    char magic[6];
    char version[2];
    char owner_name[32];
    char group_name[32];
    char device[16];
    char prefix[155];
    char rest[12];
};

bool tar_header_is_empty(const struct tar_header *header);
bool tar_header_is_intact(const struct tar_header *header);

/* Octal digits, or a number of base 256 as GNU tar writes what is too large for them. */
bool tar_number(const char *field, size_t size, int64_t *number);

/* The length of a text that ends with its field or at a zero byte. */
size_t tar_field_length(const char *field, size_t size);
