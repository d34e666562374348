#include "search.h"
#include "kernel.h"
#include "memory.h"
#include "text.h"

/* What an engine sets where an image says nothing. */
#define USUAL_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

static const char *search_path(char *const *environment)
{
    for (; *environment; environment++)
        if (memcmp(*environment, "PATH=", 5) == 0)
            return *environment + 5;
    return USUAL_PATH;
}

static bool is_directory(const char *path)
{
    struct stat about;
    return CALL(newfstatat, AT_FDCWD, path, &about, 0, 0, 0) == 0 && S_ISDIR(about.st_mode);
}

static bool is_elsewhere_perhaps(long error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP || error == ENAMETOOLONG;
}

static long execute_file(const char *path, char *const *words, char *const *environment, struct beginning *beginning)
{
    long error = -sys_exec(path, words, environment);
    if (error != ENOENT || beginning->length)
        return error;
    long file = sys_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
    if (file < 0)
        return error;
    long length = sys_read((int)file, beginning->bytes, sizeof beginning->bytes);
    sys_close((int)file);
    if (length > 0)
        beginning->length = (size_t)length;
    return error;
}

/* An empty segment is the working directory. */
static long execute_in(
    const char *segment, size_t length, char *const *words, char *const *environment, struct beginning *beginning)
{
    char room[PATH_MAX];
    size_t name_length = string_length(words[0]);
    if (length + 1 + name_length >= sizeof room)
        return ENAMETOOLONG;
    struct text path = {.data = room};
    text_bytes(&path, segment, length);
    if (length)
        text_string(&path, "/");
    text_bytes(&path, words[0], name_length + 1);

    long error = execute_file(room, words, environment, beginning);
    return error == EACCES && is_directory(room) ? ENOENT : error;
}

long execute(char *const *words, char *const *environment, struct beginning *beginning)
{
    const char *name = words[0];
    for (size_t i = 0; name[i]; i++)
        if (name[i] == '/')
            return execute_file(name, words, environment, beginning);
    if (!*name)
        return ENOENT;

    long said = ENOENT;
    for (const char *segment = search_path(environment);;) {
        size_t length = 0;
        while (segment[length] && segment[length] != ':')
            length++;
        long error = execute_in(segment, length, words, environment, beginning);
        if (!is_elsewhere_perhaps(error))
            return error;
        if (error == EACCES)
            said = EACCES; /* says more than that it is not in the other places */
        if (!segment[length])
            return said;
        segment += length + 1;
    }
}
