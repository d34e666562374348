/* Changes that know nothing of the input's format. */
#include "mutate.h"
#include "fuzz.h"
#include <string.h>

static uint64_t state = 1;

void random_begin(uint64_t seed)
{
    state = seed * 2 + 1;
}

/* xorshift64*. */
uint32_t random_below(uint32_t limit)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return limit ? (uint32_t)((state * UINT64_C(2685821657736338717)) >> 32) % limit : 0;
}

static size_t take_out(uint8_t *data, size_t size)
{
    size_t at = random_below((uint32_t)size), count = 1 + random_below((uint32_t)(size - at > 600 ? 600 : size - at));
    if (count > size - at)
        count = size - at;
    memmove(data + at, data + at + count, size - at - count);
    return size - count;
}

/* A copy of a part of itself, to another place. */
static size_t put_in(uint8_t *data, size_t size, size_t most)
{
    uint8_t piece[1024];
    size_t from = random_below((uint32_t)size), count = 1 + random_below(sizeof piece);
    if (random_below(2)) { /* whole blocks, for formats that have some */
        from -= from % 512;
        count = 512 * (1 + random_below(2));
    }
    if (count > size - from)
        count = size - from;
    if (count > most - size)
        return size;
    memcpy(piece, data + from, count);
    size_t at = random_below((uint32_t)size + 1);
    if (count % 512 == 0)
        at -= at % 512;
    memmove(data + at + count, data + at, size - at);
    memcpy(data + at, piece, count);
    return size + count;
}

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
{
    static const uint8_t odd[] = {0, 1, ' ', '.', '/', '0', '7', '9', '=', '\n', 0x7f, 0x80, 0xff};
    if (size == 0) {
        data[0] = (uint8_t)random_below(256);
        return 1;
    }
    uint8_t *byte = data + random_below((uint32_t)size);
    switch (random_below(7)) {
    case 0: *byte ^= (uint8_t)(1u << random_below(8)); return size;
    case 1: *byte = (uint8_t)random_below(256); return size;
    case 2: *byte = odd[random_below(sizeof odd)]; return size;
    case 3: *byte = (uint8_t)(*byte + 1 - 2 * random_below(2)); return size;
    case 4: return take_out(data, size);
    case 5: return random_below(4) ? size : random_below((uint32_t)size) + 1; /* cut */
    default: return put_in(data, size, most);
    }
}
