/* Unpacking. In a jail (fuzz.sh makes it): a tar's links lead anywhere, for only the gate refuses those. Each input gets a fresh file
   system at /data; all else in the jail can only be read. */
#include "../src/kernel.h"
#include "../src/status.h"
#include "../src/unpacking.h"
#include "fuzz.h"

void pages_give_all(void);
char *getenv(const char *name);

_Noreturn void fuzz_exit(int code)
{
    (void)code;
    __builtin_trap(); /* nothing in a tar ends the launcher */
}

int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count, (void)words;
    const char *jail = getenv("FUZZ_JAIL");
    MUST(jail);
    MUST(CALL(chroot, jail, 0, 0, 0, 0, 0) == 0 && CALL(chdir, "/", 0, 0, 0, 0, 0) == 0);
    return 0;
}

static int memory_file(int file, const uint8_t *data, size_t size)
{
    if (file < 0)
        file = (int)CALL(memfd_create, "fuzz", 0, 0, 0, 0, 0);
    CALL(ftruncate, file, 0, 0, 0, 0, 0);
    MUST(sys_pwrite(file, data, size, 0) == (long)size);
    return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int tar = -1, status = -1;
    tar = memory_file(tar, data, size);
    status = memory_file(status, data, 0);
    MUST(CALL(mount, "fuzz", "/data", "tmpfs", 6 /* nosuid, nodev */, "size=4m,nr_inodes=8k", 0) == 0);

    status_to(status);
    enum unpacked unpacked = unpack("/data", tar);
    MUST(unpacked == UNPACKED || unpacked == UNPACKED_REFUSED);

    pages_give_all();
    MUST(CALL(umount2, "/data", 0, 0, 0, 0, 0) == 0); /* it fails where a descriptor was left open */
    return 0;
}
