#include "tar_path.h"
#include "kernel.h"
#include "memory.h"

long tar_text(const char *bytes, size_t length, char *string)
{
    if (length >= PATH_MAX)
        return -ENAMETOOLONG;
    for (size_t i = 0; i < length; i++)
        if (!bytes[i])
            return -EINVAL;
    memcpy(string, bytes, length);
    string[length] = '\0';
    return 0;
}

long tar_path(const char *name, size_t length, char *path)
{
    long result = tar_text(name, length, path);
    if (result < 0)
        return result;

    size_t to = 0;
    for (size_t from = 0; from < length;) {
        size_t end = from;
        while (end < length && path[end] != '/')
            end++;
        size_t size = end - from;
        if (size == 2 && path[from] == '.' && path[from + 1] == '.')
            return -EINVAL;
        if (size > 1 || (size == 1 && path[from] != '.')) {
            if (to)
                path[to++] = '/';
            memmove(path + to, path + from, size);
            to += size;
        }
        from = end + 1;
    }
    path[to] = '\0';
    return 0;
}
