/* The kernel's interface: its own types and constants, and one wrapper for each call that is used. A wrapper returns what the kernel
   returns: a negative number is minus the errno. Only calls that both architectures have. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/types.h>
#include <asm/stat.h>
#include <asm/unistd.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/limits.h>
#include <linux/mman.h>
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/ptrace.h>
#include <linux/resource.h>
#include <linux/signal.h>
#include <linux/signalfd.h>
#include <linux/stat.h>
#include <linux/time.h>
#include <linux/time_types.h>
#include <linux/uio.h>
#include <linux/un.h>
#include <linux/wait.h>

/* What the kernel's headers for programs leave to the C library. */
#define AF_UNIX 1
#define SOCK_STREAM 1
#define SOL_SOCKET 1
#define SCM_RIGHTS 1
#define SEEK_SET 0
#define MSG_CTRUNC 0x8
#define MSG_DONTWAIT 0x40
#define MSG_NOSIGNAL 0x4000
#define MSG_CMSG_CLOEXEC 0x40000000

struct message {
    void *name;
    uint32_t name_length;
    struct iovec *parts;
    size_t part_count;
    void *control;
    size_t control_length;
    uint32_t flags;
};

struct control_header {
    size_t length;
    int32_t level;
    int32_t type;
};

#if defined(__x86_64__)

static inline long system_call(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#elif defined(__aarch64__)

static inline long system_call(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory", "cc");
    return x0;
}

#else
#error "x86-64 and aarch64 only"
#endif

#define CALL(name, a, b, c, d, e, f) \
    system_call(__NR_##name, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* Files. */
static inline long sys_open(int at, const char *path, int flags, unsigned mode) { return CALL(openat, at, path, flags, mode, 0, 0); }
static inline long sys_close(int file) { return CALL(close, file, 0, 0, 0, 0, 0); }
static inline long sys_read(int file, void *to, size_t size) { return CALL(read, file, to, size, 0, 0, 0); }
static inline long sys_write(int file, const void *from, size_t size) { return CALL(write, file, from, size, 0, 0, 0); }
static inline long sys_pread(int file, void *to, size_t size, uint64_t at) { return CALL(pread64, file, to, size, at, 0, 0); }
static inline long sys_pwrite(int file, const void *from, size_t size, uint64_t at) { return CALL(pwrite64, file, from, size, at, 0, 0); }
static inline long sys_fdatasync(int file) { return CALL(fdatasync, file, 0, 0, 0, 0, 0); }
static inline long sys_fcntl(int file, int what, long value) { return CALL(fcntl, file, what, value, 0, 0, 0); }
static inline long sys_pipe(int ends[2]) { return CALL(pipe2, ends, O_CLOEXEC, 0, 0, 0, 0); }
static inline long sys_dup(int file, int as) { return CALL(dup3, file, as, 0, 0, 0, 0); }
static inline long sys_poll(struct pollfd *set, unsigned count, const struct __kernel_timespec *wait)
{
    return CALL(ppoll, set, count, wait, 0, 8, 0);
}

/* Names and attributes. */
static inline long sys_stat(int at, const char *path, struct stat *to) { return CALL(newfstatat, at, path, to, AT_SYMLINK_NOFOLLOW, 0, 0); }
static inline long sys_fstat(int file, struct stat *to) { return CALL(fstat, file, to, 0, 0, 0, 0); }
static inline long sys_mkdir(int at, const char *path, unsigned mode) { return CALL(mkdirat, at, path, mode, 0, 0, 0); }
static inline long sys_unlink(int at, const char *path, int flags) { return CALL(unlinkat, at, path, flags, 0, 0, 0); }
static inline long sys_link(int at, const char *from, const char *to) { return CALL(linkat, at, from, at, to, 0, 0); }
static inline long sys_symlink(const char *target, int at, const char *path) { return CALL(symlinkat, target, at, path, 0, 0, 0); }
static inline long sys_entries(int directory, void *to, size_t size) { return CALL(getdents64, directory, to, size, 0, 0, 0); }
static inline long sys_rewind(int directory) { return CALL(lseek, directory, 0, SEEK_SET, 0, 0, 0); }
static inline long sys_chown(int at, const char *path, uint32_t user, uint32_t group)
{
    return CALL(fchownat, at, path, user, group, AT_SYMLINK_NOFOLLOW, 0);
}
static inline long sys_fchown(int file, uint32_t user, uint32_t group) { return CALL(fchown, file, user, group, 0, 0, 0); }
static inline long sys_chmod(int at, const char *path, unsigned mode) { return CALL(fchmodat, at, path, mode, 0, 0, 0); }
static inline long sys_fchmod(int file, unsigned mode) { return CALL(fchmod, file, mode, 0, 0, 0, 0); }
static inline long sys_times(int at, const char *path, const struct __kernel_timespec times[2], int flags)
{
    return CALL(utimensat, at, path, times, flags, 0, 0);
}
static inline long sys_setxattr(const char *path, const char *name, const void *value, size_t size)
{
    return CALL(lsetxattr, path, name, value, size, 0, 0);
}
static inline long sys_fsetxattr(int file, const char *name, const void *value, size_t size)
{
    return CALL(fsetxattr, file, name, value, size, 0, 0);
}
static inline unsigned sys_umask(unsigned mask) { return (unsigned)CALL(umask, mask, 0, 0, 0, 0, 0); }

/* Processes and signals. */
static inline long sys_getpid(void) { return CALL(getpid, 0, 0, 0, 0, 0, 0); }
static inline long sys_fork(void) { return CALL(clone, SIGCHLD, 0, 0, 0, 0, 0); }
static inline long sys_exec(const char *path, char *const *words, char *const *environment)
{
    return CALL(execve, path, words, environment, 0, 0, 0);
}
static inline long sys_wait(int process, int *status, int flags) { return CALL(wait4, process, status, flags, 0, 0, 0); }
/* What was stopped for its tracer, the caller, goes on without one, with the signal. */
static inline long sys_untrace(int process, int signal) { return CALL(ptrace, PTRACE_DETACH, process, 0, signal, 0, 0); }
static inline long sys_kill(int process, int signal) { return CALL(kill, process, signal, 0, 0, 0, 0); }
static inline long sys_setsid(void) { return CALL(setsid, 0, 0, 0, 0, 0, 0); }
static inline long sys_setgroups(size_t count, const uint32_t *groups) { return CALL(setgroups, count, groups, 0, 0, 0, 0); }
/* The saved group alone: what is made and opened goes by the others. */
static inline long sys_keep_group(uint32_t group) { return CALL(setresgid, UINT32_MAX, UINT32_MAX, group, 0, 0, 0); }
static inline long sys_setgroup(uint32_t group) { return CALL(setresgid, group, group, group, 0, 0, 0); }
static inline long sys_setuser(uint32_t user) { return CALL(setresuid, user, user, user, 0, 0, 0); }
static inline long sys_seccomp(unsigned flags, const void *filter)
{
    return CALL(seccomp, 1 /* SECCOMP_SET_MODE_FILTER */, flags, filter, 0, 0, 0);
}
static inline long sys_prctl(int what, long value) { return CALL(prctl, what, value, 0, 0, 0, 0); }
static inline long sys_usage(int who, struct rusage *to) { return CALL(getrusage, who, to, 0, 0, 0, 0); }
static inline long sys_action(int signal, const void *action) { return CALL(rt_sigaction, signal, action, 0, 8, 0, 0); }
static inline long sys_sigmask(const uint64_t *mask) { return CALL(rt_sigprocmask, SIG_SETMASK, mask, 0, 8, 0, 0); }
static inline long sys_pending(uint64_t *set) { return CALL(rt_sigpending, set, 8, 0, 0, 0, 0); }
static inline long sys_signalfd(const uint64_t *mask) { return CALL(signalfd4, -1, mask, 8, O_CLOEXEC | O_NONBLOCK, 0, 0); }
static inline long sys_clock(int clock, struct __kernel_timespec *to) { return CALL(clock_gettime, clock, to, 0, 0, 0, 0); }

_Noreturn static inline void sys_exit(int code)
{
    for (;;)
        CALL(exit_group, code, 0, 0, 0, 0, 0);
}

/* Memory and sockets. */
static inline long sys_map(size_t size) { return CALL(mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
static inline long sys_unmap(void *at, size_t size) { return CALL(munmap, at, size, 0, 0, 0, 0); }
static inline long sys_socket(void) { return CALL(socket, AF_UNIX, SOCK_STREAM | O_CLOEXEC, 0, 0, 0, 0); }
static inline long sys_connect(int socket, const struct sockaddr_un *to, size_t size) { return CALL(connect, socket, to, size, 0, 0, 0); }
static inline long sys_receive(int socket, void *to, size_t size, int flags) { return CALL(recvfrom, socket, to, size, flags, 0, 0); }
static inline long sys_receive_message(int socket, struct message *to) { return CALL(recvmsg, socket, to, MSG_CMSG_CLOEXEC, 0, 0, 0); }
static inline long sys_send(int socket, const void *from, size_t size)
{
    return CALL(sendto, socket, from, size, MSG_DONTWAIT | MSG_NOSIGNAL, 0, 0);
}
