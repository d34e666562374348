/* The release: a first byte with the number of files that come with it, then what comes over the socket. */
#include "../src/release.h"
#include "../src/kernel.h"
#include "../src/text.h"
#include "fuzz.h"
#include "mutate.h"

void pages_give_all(void);

/* Where an input goes on that would end the launcher. */
static void *ended[5];

_Noreturn void fuzz_exit(int code)
{
    MUST(code == 75 || code == 76);
    __builtin_longjmp(ended, 1);
}

static void send_files(int socket, const uint8_t *data, size_t size, size_t count, int file)
{
    struct {
        struct control_header header;
        int files[8];
    } control = {.header = {.length = sizeof(struct control_header) + count * sizeof(int), .level = SOL_SOCKET, .type = SCM_RIGHTS}};
    for (size_t i = 0; i < count; i++)
        control.files[i] = file;
    struct iovec part = {.iov_base = (void *)data, .iov_len = size};
    struct message message = {.parts = &part, .part_count = 1};
    if (count) {
        message.control = &control;
        message.control_length = (control.header.length + 7) & ~(size_t)7;
    }
    CALL(sendmsg, socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL, 0, 0, 0);
}

static void check(const struct release *release)
{
    const char *end = release->body + release->body_length, *word = release->words;
    for (size_t i = 0; i < release->word_count; i++) {
        MUST(word < end);
        word += string_length(word) + 1;
    }
    MUST(word == end && release->word_count > 0 && release->group_count <= MOST_GROUPS);
    MUST(release->user != UINT32_MAX && release->group != UINT32_MAX);
    MUST(release->out > 2 && release->err > 2 && release->status > 2);
}

static __attribute__((noinline)) void receive(int socket)
{
    struct release release;
    release_receive(socket, &release);
    check(&release);
    release_forget(&release);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    static int file = -1;
    if (file < 0)
        file = (int)CALL(memfd_create, "file", 0, 0, 0, 0, 0);
    int ends[2];
    MUST(CALL(socketpair, AF_UNIX, SOCK_STREAM, 0, ends, 0, 0) == 0);
    send_files(ends[0], data + 1, size - 1, data[0] % 8, file);
    sys_close(ends[0]);

    if (__builtin_setjmp(ended) == 0)
        receive(ends[1]);
    /* With all that came over it. */
    CALL(close_range, file + 1, UINT32_MAX, 0, 0, 0, 0);
    pages_give_all();
    return 0;
}

/* The right length mostly, or nothing but that would be looked at. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    (void)seed;
    size = LLVMFuzzerMutate(data, size, most);
    if (size > 9 && random_below(8)) {
        const size_t length = size - 9;
        for (int i = 0; i < 4; i++)
            data[5 + i] = (uint8_t)(length >> 8 * i);
        for (int i = 0; i < 4; i++)
            data[1 + i] = (uint8_t)"FNR1"[i];
        if (random_below(4))
            data[size - 1] = 0;
    }
    return size;
}
