/* The filters against calls at process 1, by an interpreter for what they are made of: few machines have the 32-bit calls to try them.
   An input is an architecture, a call's number and its arguments. */
#define guard_process_one guard_process_one_here
#include "../src/guard.c"

#include "../src/memory.h"
#include "fuzz.h"

_Noreturn void fuzz_exit(int code)
{
    (void)code;
    __builtin_trap(); /* nothing here ends the launcher */
}

struct calls {
    uint32_t architecture;
    uint32_t to_one[5];
    uint32_t priority, input_output;
};

static const struct calls calls[] = {
#if defined(__x86_64__)
    {AUDIT_ARCH_X86_64, {142, 144, 203, 314, 302}, 141, 251},
    {AUDIT_ARCH_I386, {154, 156, 241, 351, 340}, 97, 289},
#elif defined(__aarch64__)
    {AUDIT_ARCH_AARCH64, {118, 119, 122, 274, 261}, 140, 30},
    {AUDIT_ARCH_ARM, {154, 156, 241, 380, 369}, 97, 314},
#endif
};

static uint32_t answer(const struct sock_filter *filter, size_t count, const struct seccomp_data *call)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        const struct sock_filter *step = &filter[i];
        switch (step->code) {
        case BPF_LD | BPF_W | BPF_ABS:
            MUST(step->k % 4 == 0 && step->k + 4 <= sizeof *call);
            memcpy(&value, (const char *)call + step->k, 4);
            break;
        case BPF_ALU | BPF_AND | BPF_K: value &= step->k; break;
        case BPF_JMP | BPF_JEQ | BPF_K: i += value == step->k ? step->jt : step->jf; break;
        case BPF_RET | BPF_K: return step->k;
        default: MUST(false);
        }
    }
    MUST(false); /* the kernel refuses one that has no end */
    return 0;
}

static bool must_fail(const struct seccomp_data *call)
{
    const uint32_t number = (uint32_t)call->nr & ~0x40000000u, first = (uint32_t)call->args[0], second = (uint32_t)call->args[1];
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (calls[i].architecture != call->arch)
            continue;
        for (size_t k = 0; k < 5; k++)
            if (number == calls[i].to_one[k])
                return first == 1;
        if (number == calls[i].priority)
            return first == 2 || second == 1;
        if (number == calls[i].input_output)
            return first == 3 || second == 1;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint32_t numbers[4] = {0};
    memcpy(numbers, data, size < sizeof numbers ? size : sizeof numbers);
    struct seccomp_data call = {
        .arch = numbers[0] % 4 < 2 ? calls[numbers[0] % 4].architecture : numbers[0], .args = {numbers[2], numbers[3] | UINT64_C(1) << 40}};

    /* All numbers near and far, for it is quick. */
    for (uint32_t number = 0; number < 1024; number++) {
        call.nr = (int)(number ^ (numbers[1] & 0xfffffc00u));
        uint32_t by_other = answer(other, sizeof other / sizeof *other, &call);
        uint32_t by_native = answer(native, sizeof native / sizeof *native, &call);
        bool fails = (by_other | by_native) == (SECCOMP_RET_ALLOW | SECCOMP_RET_ERRNO | EPERM);
        MUST(fails || (by_other == SECCOMP_RET_ALLOW && by_native == SECCOMP_RET_ALLOW));
        MUST(fails == must_fail(&call));
    }
    return 0;
}

/* Small numbers mostly: those are process 1 and the kinds of whom. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    size = LLVMFuzzerMutate(data, size, most);
    if (size >= 16 && seed % 8)
        for (size_t at = 0; at < 16; at += 4) {
            data[at] &= 3;
            if (seed % 3)
                data[at + 1] = data[at + 2] = data[at + 3] = 0;
        }
    return size;
}
