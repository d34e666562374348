#include "memory_kills.h"
#include "kernel.h"
#include "memory.h"
#include "text.h"

#define KEY "oom_kill "
#define KEY_LENGTH (sizeof KEY - 1)

static bool find(const char *at, const char *end, int64_t *count)
{
    while (at < end) {
        const char *line = at;
        while (at < end && *at != '\n')
            at++;
        uint64_t number;
        if ((size_t)(at - line) > KEY_LENGTH && memcmp(line, KEY, KEY_LENGTH) == 0 &&
            decimal(line + KEY_LENGTH, (size_t)(at - line) - KEY_LENGTH, INT64_MAX, &number)) {
            *count = (int64_t)number;
            return true;
        }
        at++;
    }
    return false;
}

int64_t memory_kills(void)
{
    static const char *const files[] = {"/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        int file = (int)sys_open(AT_FDCWD, files[i], O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
        if (file < 0)
            continue;
        char text[1024];
        long length = sys_read(file, text, sizeof text);
        sys_close(file);
        int64_t count;
        if (length > 0 && find(text, text + length, &count))
            return count;
    }
    return -1;
}
