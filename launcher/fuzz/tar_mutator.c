/* Changes of an archive, which come to nothing where a header's sum is wrong: so nearly all get the right ones. */
#include "fuzz.h"
#include "mutate.h"
#include <stdio.h>
#include <string.h>

#define BLOCK 512

static const char types[] = "0123567gxXLKS";

static const char *const names[] = {"a", "a/", "a/b", "a/b/c", ".", "..", "/", "", "a/../b", "b"};

static const char *const records[] = {
    "9 path=a\n", "11 path=a/b\n", "8 path=\n", "13 linkpath=a\n", "9 size=5\n", "9 size=0\n", "8 size=\n", "8 uid=1\n",
    "18 uid=4294967295\n", "8 gid=x\n", "13 mtime=-1.5\n", "25 SCHILY.xattr.user.a=b\n", "25 SCHILY.xattr.user.a=c\n",
    "24 SCHILY.xattr.user.a=\n", "22 GNU.sparse.major=1\n", "6 k=v\n", "0 =\n", "99999999999999999999 a=b\n",
};

static void seal(uint8_t *header)
{
    unsigned sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++)
        sum += i < 148 || i >= 156 ? header[i] : 0;
    char digits[8];
    snprintf(digits, sizeof digits, "%06o", sum & 0777777);
    memcpy(header + 148, digits, 7);
    header[155] = ' ';
}

/* Whatever looks like a header. */
static void seal_all(uint8_t *data, size_t size)
{
    for (size_t at = 0; at + BLOCK <= size; at += BLOCK)
        if (memcmp(data + at + 257, "ustar", 5) == 0)
            seal(data + at);
}

/* A header of records for one entry or all that follow, in front of another. */
static size_t put_records(uint8_t *data, size_t size, size_t most, size_t at)
{
    if (size + 2 * BLOCK > most)
        return size;
    memmove(data + at + 2 * BLOCK, data + at, size - at);
    uint8_t *header = data + at;
    memset(header, 0, 2 * BLOCK);
    size_t length = 0;
    for (uint32_t count = random_below(6); count > 0; count--) {
        const char *record = records[random_below(sizeof records / sizeof *records)];
        memcpy(header + BLOCK + length, record, strlen(record));
        length += strlen(record);
        if (random_below(2) && record[strlen(record) - 3] == '=')
            header[BLOCK + length - 4] = (uint8_t)('a' + random_below(26)); /* a key of its own */
    }
    snprintf((char *)header + 124, 12, "%011o", (unsigned)length + (random_below(8) == 0));
    memcpy(header + 257, "ustar\00000", 8);
    header[156] = "ggx"[random_below(3)];
    return size + 2 * BLOCK;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    (void)seed;
    size_t at = random_below((uint32_t)(size / BLOCK)) * BLOCK;
    const char *name = names[random_below(sizeof names / sizeof *names)];
    switch (size < BLOCK ? 9 : random_below(8)) {
    case 0: data[at + 156] = (uint8_t)types[random_below(sizeof types)]; break;
    case 1: memcpy(data + at, name, strlen(name) + 1); break;
    case 2: memcpy(data + at + 157, name, strlen(name) + 1); break;
    case 3: snprintf((char *)data + at + 124, 12, "%011o", random_below(1500)); break;
    case 4: size = put_records(data, size, most, at); break;
    default: size = LLVMFuzzerMutate(data, size, most);
    }
    if (random_below(16))
        seal_all(data, size);
    return size;
}
