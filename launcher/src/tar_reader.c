#include "tar_reader.h"
#include "kernel.h"
#include "looks.h"
#include "memory.h"

long tar_reader_open(struct tar_reader *reader, int file)
{
    struct stat about;
    long result = sys_fstat(file, &about);
    if (result < 0)
        return result;
    *reader = (struct tar_reader){.file = file, .size = (uint64_t)about.st_size, .piece = pages_take(PIECE)};
    return reader->piece ? 0 : -ENOMEM;
}

void tar_reader_close(struct tar_reader *reader)
{
    pages_give(reader->piece, PIECE);
}

void tar_reader_restart(struct tar_reader *reader)
{
    reader->offset = reader->at = reader->filled = 0;
}

/* A piece is filled to its end, so that a block never lies in two. A look at each: an archive may be headers without end and no entry. */
static long fill(struct tar_reader *reader)
{
    long result = look();
    if (result < 0)
        return result;
    reader->at = reader->filled = 0;
    while (reader->filled < PIECE) {
        long count = sys_pread(reader->file, reader->piece + reader->filled, PIECE - reader->filled, reader->offset);
        if (count < 0)
            return count;
        if (count == 0)
            break;
        reader->filled += (size_t)count;
        reader->offset += (uint64_t)count;
    }
    return 0;
}

long tar_reader_take(struct tar_reader *reader, uint64_t most, const char **bytes)
{
    if (reader->at == reader->filled) {
        long result = fill(reader);
        if (result < 0)
            return result;
    }
    uint64_t count = reader->filled - reader->at;
    if (count > most)
        count = most;
    *bytes = reader->piece + reader->at;
    reader->at += count;
    return (long)count;
}

void tar_reader_skip(struct tar_reader *reader, uint64_t count)
{
    uint64_t here = reader->filled - reader->at;
    if (count <= here) {
        reader->at += count;
        return;
    }
    reader->offset += count - here;
    reader->at = reader->filled = 0;
}

uint64_t tar_reader_left(const struct tar_reader *reader)
{
    uint64_t position = reader->offset - (reader->filled - reader->at);
    return position < reader->size ? reader->size - position : 0;
}
