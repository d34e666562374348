#include "release.h"
#include "exits.h"
#include "kernel.h"
#include "memory.h"
#include "text.h"

#define HEAD 8
#define MOST_BODY (4u << 20)
#define MOST_FILES 5

/* 2^32-1 means "leave it as it is" to the kernel, which would leave it root. */
#define MOST_ID (UINT32_MAX - 1)

static uint32_t groups[MOST_GROUPS];

struct files {
    int each[MOST_FILES];
    size_t count;
};

static void understand(bool understood)
{
    if (!understood)
        sys_exit(EXIT_FOREIGN);
}

static void receive_rest(int channel, char *to, size_t size)
{
    while (size > 0) {
        long count = sys_receive(channel, to, size, 0);
        if (count <= 0)
            sys_exit(EXIT_NOTHING);
        to += count;
        size -= (size_t)count;
    }
}

/* Asks for no byte more than the head, and later than the body: what follows them is a letter of its own. */
static void receive_head(int channel, char head[HEAD], struct files *files)
{
    struct {
        struct control_header header;
        int files[MOST_FILES + 1];
    } control = {0};
    struct iovec part = {.iov_base = head, .iov_len = HEAD};
    struct message message = {.parts = &part, .part_count = 1, .control = &control, .control_length = sizeof control};

    long count = sys_receive_message(channel, &message);
    if (count <= 0)
        sys_exit(EXIT_NOTHING);
    receive_rest(channel, head + count, HEAD - (size_t)count);
    understand(memcmp(head, "FNR1", 4) == 0);

    understand(!(message.flags & MSG_CTRUNC) && message.control_length >= sizeof control.header);
    understand(control.header.level == SOL_SOCKET && control.header.type == SCM_RIGHTS);
    files->count = (control.header.length - sizeof control.header) / sizeof(int);
    understand(files->count <= MOST_FILES);
    memcpy(files->each, control.files, files->count * sizeof(int));
}

static const char *next_string(const char **at, const char *end)
{
    const char *string = *at;
    understand(string < end);
    *at += string_length(string) + 1;
    return string;
}

static uint64_t next_number(const char **at, const char *end, uint64_t most)
{
    const char *string = next_string(at, end);
    uint64_t number = 0;
    understand(decimal(string, string_length(string), most, &number));
    return number;
}

static size_t read_groups(const char *list)
{
    size_t count = 0;
    while (*list) {
        size_t length = 0;
        while (list[length] && list[length] != ' ')
            length++;
        uint64_t number = 0;
        understand(count < MOST_GROUPS && decimal(list, length, MOST_ID, &number));
        groups[count++] = (uint32_t)number;
        list += length;
        if (*list == ' ')
            understand(*++list);
    }
    return count;
}

static void read_flags(struct release *release, const char *flags, const struct files *files)
{
    bool input = false, tar = false;
    for (; *flags; flags++) {
        understand(*flags == 'i' || *flags == 't');
        *(*flags == 'i' ? &input : &tar) = true;
    }
    understand(files->count == 3u + input + tar);
    release->out = files->each[0];
    release->err = files->each[1];
    release->status = files->each[2];
    release->input = input ? files->each[3] : -1;
    release->tar = tar ? files->each[3 + input] : -1;
}

static bool is_one_line(const char *string)
{
    for (; *string; string++)
        if (*string == '\n')
            return false;
    return true;
}

static void read_body(struct release *release, const struct files *files)
{
    const char *at = release->body, *end = at + release->body_length;
    understand(release->body_length > 0 && end[-1] == '\0');

    release->run = next_string(&at, end);
    understand(is_one_line(release->run));
    read_flags(release, next_string(&at, end), files);
    release->user_name = at;
    release->user = (uint32_t)next_number(&at, end, MOST_ID);
    release->group = (uint32_t)next_number(&at, end, MOST_ID);
    release->groups = groups;
    release->group_count = read_groups(next_string(&at, end));
    release->home = next_string(&at, end);
    release->limit = next_number(&at, end, UINT64_MAX);
    release->cap = next_number(&at, end, UINT64_MAX);
    release->data = next_string(&at, end);
    release->word_count = next_number(&at, end, MOST_BODY);
    release->words = at;
    understand(release->word_count > 0);
    for (size_t i = 0; i < release->word_count; i++)
        next_string(&at, end);
    understand(at == end);
}

void release_receive(int channel, struct release *release)
{
    char head[HEAD];
    struct files files;
    receive_head(channel, head, &files);

    uint32_t length = 0;
    for (int i = 0; i < 4; i++)
        length |= (uint32_t)(unsigned char)head[4 + i] << 8 * i;
    understand(length > 0 && length <= MOST_BODY);

    release->body_length = length;
    release->body = pages_take(length);
    if (!release->body)
        sys_exit(EXIT_NOTHING);
    receive_rest(channel, release->body, length);
    read_body(release, &files);
}

void release_forget(struct release *release)
{
    pages_give(release->body, release->body_length);
}
