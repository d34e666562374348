#include "unpacking.h"
#include "attributes.h"
#include "kernel.h"
#include "looks.h"
#include "placing.h"
#include "status.h"
#include "tar.h"
#include "text.h"

static long open_data(const char *path)
{
    long made = sys_mkdir(AT_FDCWD, path, 0755);
    long data = sys_open(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (data == -ENOENT && made < 0 && made != -EEXIST)
        return made;
    if (data >= 0 && made == 0)
        sys_fchmod((int)data, 0755); /* the directory above may hand its set-group-id on */
    return data;
}

static long write_content(struct tar *tar, int file)
{
    for (;;) {
        const char *bytes;
        long count = tar_content(tar, &bytes);
        if (count <= 0)
            return count;
        while (count > 0) {
            long written = sys_write(file, bytes, (size_t)count);
            if (written <= 0)
                return written < 0 ? written : -EIO;
            bytes += written;
            count -= written;
        }
    }
}

static long unpack_entry(struct tar *tar, int data)
{
    long result = place(data, &tar->entry);
    if (result < 0 || tar->entry.type == TAR_LINK) /* a hard link has the attributes of the file that it names */
        return result;
    if (tar->entry.type != TAR_FILE)
        return set_attributes(data, -1, tar);

    int file = (int)result;
    result = write_content(tar, file);
    if (result == 0)
        result = set_attributes(data, file, tar);
    long closed = sys_close(file);
    return result ? result : closed;
}

static long unpack_entries(struct tar *tar, int data)
{
    for (;;) {
        long result = look();
        if (result == 0)
            result = tar_next(tar);
        if (result <= 0)
            return result;
        result = tar->entry.path[0] ? unpack_entry(tar, data) : 0;
        if (result < 0)
            return result;
    }
}

/* What was made in a directory after its entry changed its time. One that later entries replaced has none to be set. */
static long set_directory_times(struct tar *tar, int data)
{
    tar_restart(tar);
    for (;;) {
        long result = look();
        if (result == 0)
            result = tar_next(tar);
        if (result <= 0)
            return result;
        struct stat about;
        if (tar->entry.type == TAR_DIRECTORY && tar->entry.path[0] && sys_stat(data, tar->entry.path, &about) == 0 &&
            S_ISDIR(about.st_mode))
            result = set_time(data, -1, &tar->entry);
        if (result < 0)
            return result;
    }
}

static enum unpacked conclude(const struct tar *tar, const char *path, long result)
{
    if (result == LOOK_KILLED)
        return UNPACKED_KILLED;
    if (result == LOOK_STOPPED)
        return UNPACKED_STOPPED;
    if (result == 0)
        return UNPACKED;
    bool named = tar && tar->name.length;
    status_refused("tar", -result, named ? tar->name.data : path, named ? tar->name.length : string_length(path), NULL, 0);
    return UNPACKED_REFUSED;
}

static enum unpacked unpack_into(int data, const char *path, int file)
{
    long result;
    struct tar *tar = tar_open(file, &result);
    if (tar) {
        result = unpack_entries(tar, data);
        if (result == 0)
            result = set_directory_times(tar, data);
    }
    enum unpacked unpacked = conclude(tar, path, result);
    if (tar)
        tar_close(tar);
    return unpacked;
}

enum unpacked unpack(const char *path, int tar)
{
    looks_begin();
    unsigned mask = sys_umask(0);
    enum unpacked unpacked = UNPACKED;
    long data = open_data(path);
    if (data < 0) {
        status_refused("data", -data, path, string_length(path), NULL, 0);
        unpacked = UNPACKED_REFUSED;
    } else {
        if (tar >= 0)
            unpacked = unpack_into((int)data, path, tar);
        sys_close((int)data);
    }
    sys_umask(mask);
    return unpacked;
}
