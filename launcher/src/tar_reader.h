/* An archive's bytes, read in large pieces. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define BLOCK 512
/* Smaller ones for the fuzz targets, whose archives are small. */
#ifndef PIECE
#define PIECE (256u << 10)
#endif

struct tar_reader {
    int file;
    uint64_t size;
    uint64_t offset; /* of the piece's end */
    char *piece;
    size_t at, filled;
};

long tar_reader_open(struct tar_reader *reader, int file);
void tar_reader_close(struct tar_reader *reader);
void tar_reader_restart(struct tar_reader *reader);

/* At most this many bytes, as many as are at hand; 0 at the end. They stay valid until the next call. */
long tar_reader_take(struct tar_reader *reader, uint64_t most, const char **bytes);
void tar_reader_skip(struct tar_reader *reader, uint64_t count);
uint64_t tar_reader_left(const struct tar_reader *reader);
