#include "guard.h"
#include "kernel.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

/* Numbers are 32 bits to these calls, whatever a register holds above them. Both architectures are little-endian. */
#define ARGUMENT(n) offsetof(struct seccomp_data, args[n])

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, count)
#define SKIP_IF(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, count, 0)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

/* A call whose first argument is a process. */
#define NOT_TO_ONE(call) SKIP_UNLESS(call, 4), LOAD(ARGUMENT(0)), SKIP_UNLESS(1, 1), DENY, ALLOW

/* A call for a process, a group or a user. A call by user is denied for every number: process 1 belongs to root, and a namespace may
   give root another number. */
#define NOT_TO_ONE_OF(call, user) \
    SKIP_UNLESS(call, 6), LOAD(ARGUMENT(0)), SKIP_IF(user, 2), LOAD(ARGUMENT(1)), SKIP_UNLESS(1, 1), DENY, ALLOW

#define WHO_USER_PRIORITY 2
#define WHO_USER_INPUT_OUTPUT 3

/* Calls of another architecture have other numbers: the other filter looks at them. Calls of an x32 program have a bit of their own.
   The kernel itself refuses prlimit64 because of the launcher's saved group (main.c). The filter refuses it too, as nothing else does. */
#define FILTER(architecture, setpriority, setparam, setscheduler, setaffinity, setattr, ioprio_set, prlimit64) \
    { \
        LOAD(offsetof(struct seccomp_data, arch)), SKIP_IF(architecture, 1), ALLOW, LOAD(offsetof(struct seccomp_data, nr)), \
            BPF_STMT(BPF_ALU | BPF_AND | BPF_K, ~0x40000000u), NOT_TO_ONE(setparam), NOT_TO_ONE(setscheduler), NOT_TO_ONE(setaffinity), \
            NOT_TO_ONE(setattr), NOT_TO_ONE(prlimit64), NOT_TO_ONE_OF(setpriority, WHO_USER_PRIORITY), \
            NOT_TO_ONE_OF(ioprio_set, WHO_USER_INPUT_OUTPUT), ALLOW, \
    }

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#endif

static const struct sock_filter native[] = FILTER(
    NATIVE, __NR_setpriority, __NR_sched_setparam, __NR_sched_setscheduler, __NR_sched_setaffinity, __NR_sched_setattr,
    __NR_ioprio_set, __NR_prlimit64);

/* The same machine's programs of 32 bits. */
#if defined(__x86_64__)
static const struct sock_filter other[] = FILTER(AUDIT_ARCH_I386, 97, 154, 156, 241, 351, 289, 340);
#elif defined(__aarch64__)
static const struct sock_filter other[] = FILTER(AUDIT_ARCH_ARM, 97, 154, 156, 241, 380, 314, 369);
#endif

/* Where the kernel knows how, without what it adds for filters against programs that spy on others by speculation: it is slow, and these
   filters are not for that. */
static void install(const struct sock_filter *filter, size_t count)
{
    const struct sock_fprog program = {.len = (unsigned short)count, .filter = (struct sock_filter *)filter};
    if (sys_seccomp(SECCOMP_FILTER_FLAG_SPEC_ALLOW, &program) == -EINVAL)
        sys_seccomp(0, &program);
}

void guard_process_one(void)
{
    install(other, sizeof other / sizeof *other);
    install(native, sizeof native / sizeof *native);
}
