/* One entry of an archive. */
#pragma once

#include "kernel.h"

#define TAR_FILE '0'
#define TAR_LINK '1'
#define TAR_SYMLINK '2'
#define TAR_DIRECTORY '5'

struct tar_entry {
    char type;
    uint64_t size;
    uint32_t mode, owner, group; /* 2^32-1 means "leave it as it is" to the kernel, as it does to GNU tar and the engine */
    int64_t mtime;
    uint32_t mtime_fraction;
    char path[PATH_MAX];   /* below the data directory, without "." and doubled slashes; empty: that directory itself */
    char target[PATH_MAX]; /* of a link; of a hard link as path */
};
