/* Where the kernel enters: it leaves the arguments and the environment on the stack, which C cannot take from there itself. */
#include "kernel.h"
#include "main.h"

#if defined(__x86_64__)
__asm__(".text\n"
        ".global _start\n"
        "_start:\n"
        "    xor %ebp, %ebp\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    call enter\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        ".global _start\n"
        "_start:\n"
        "    mov x29, #0\n"
        "    mov x30, #0\n"
        "    mov x0, sp\n"
        "    bl enter\n");
#endif

_Noreturn __attribute__((used)) void enter(long *stack);

void enter(long *stack)
{
    int count = (int)stack[0];
    char **words = (char **)(stack + 1);
    sys_exit(launcher(count, words, words + count + 1));
}
