/* A small libFuzzer. TARGET SECONDS SEED FAILED [INPUT...] runs the inputs, then changes of them for SECONDS. It keeps changes that reach
   new code. FAILED gets an input that a sanitizer reports, or that takes more than 20 s. */
#include "fuzz.h"
#include "mutate.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LONGEST (64u << 10)
#define MOST 4096
#define PATIENCE 20

#pragma weak LLVMFuzzerInitialize
#pragma weak LLVMFuzzerCustomMutator

void __sanitizer_set_death_callback(void (*callback)(void));
void __sanitizer_cov_trace_pc(void);

static struct input {
    uint8_t *data;
    size_t size;
} pool[MOST];
static size_t pooled;

static uint8_t *current;
static size_t current_size;
static int failed;

static uint8_t reached[1u << 16];
static unsigned reached_count;

/* The compiler puts a call into each piece of the launcher's code. What counts is the way from one to the next. */
void __sanitizer_cov_trace_pc(void)
{
    static uintptr_t last;
    const uintptr_t here = (uintptr_t)__builtin_return_address(0);
    uint8_t *way = &reached[(here ^ last * 31) % sizeof reached];
    reached_count += !*way;
    *way = 1;
    last = here;
}

static void keep_failed(void)
{
    if (pwrite(failed, current, current_size, 0) != (ssize_t)current_size)
        perror("FAILED");
}

static void on_alarm(int signal)
{
    (void)signal;
    fprintf(stderr, "An input of %zu bytes takes more than %d s.\n", current_size, PATIENCE);
    keep_failed();
    _exit(1);
}

/* Whether it reached code that none did before. In memory of exactly its size, for the sanitizer's sake. */
static int run(const uint8_t *data, size_t size)
{
    const unsigned before = reached_count;
    current = malloc(size ? size : 1);
    if (!current)
        abort();
    memcpy(current, data, size);
    current_size = size;
    alarm(PATIENCE);
    LLVMFuzzerTestOneInput(current, size);
    free(current);
    return reached_count > before;
}

static void keep(const uint8_t *data, size_t size)
{
    struct input *input = &pool[pooled < MOST ? pooled++ : random_below(MOST)];
    free(input->data);
    input->data = malloc(size ? size : 1);
    if (!input->data)
        abort();
    memcpy(input->data, data, size);
    input->size = size;
}

static void load(const char *path)
{
    static uint8_t data[LONGEST];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(64);
    }
    keep(data, fread(data, 1, sizeof data, file));
    fclose(file);
}

static size_t change(uint8_t *data)
{
    const struct input *input = &pool[random_below((uint32_t)pooled)];
    size_t size = input->size;
    memcpy(data, input->data, size);
    for (uint32_t i = 1 + random_below(4); i > 0; i--)
        size = LLVMFuzzerCustomMutator ? LLVMFuzzerCustomMutator(data, size, LONGEST, random_below(UINT32_MAX))
                                       : LLVMFuzzerMutate(data, size, LONGEST);
    return size;
}

int main(int count, char **words)
{
    static uint8_t data[LONGEST];
    if (count < 5) {
        fprintf(stderr, "usage: TARGET SECONDS SEED FAILED INPUT...\n");
        return 64;
    }
    failed = open(words[3], O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    for (int i = 4; i < count; i++)
        load(words[i]);
    random_begin(strtoull(words[2], NULL, 10));
    __sanitizer_set_death_callback(keep_failed);
    signal(SIGALRM, on_alarm);
    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&count, &words);

    unsigned long runs = 0;
    for (size_t i = 0, given = pooled; i < given; i++, runs++)
        run(pool[i].data, pool[i].size);
    for (time_t end = time(NULL) + atol(words[1]); time(NULL) < end; runs++) {
        size_t size = change(data);
        if (run(data, size))
            keep(data, size);
    }
    printf("%lu inputs, %u ways in the code reached, %zu inputs kept\n", runs, reached_count, pooled);
    return 0;
}
