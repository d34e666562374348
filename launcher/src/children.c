#include "children.h"
#include "kernel.h"

/* In one round: a function may leave dead processes to process 1 as fast as they are taken up. */
#define MOST 64

/* Who asks to be traced (PTRACE_TRACEME) is traced by its parent, which may be process 1, and stops for each signal until that lets it go
   on. It is let go of with the signal, as if nobody had been asked. SIGTRAP is what its program's start stops it with. */
static void let_go(int process, int signal)
{
    sys_untrace(process, signal == SIGTRAP ? 0 : signal);
}

/* The process, 0 when none has ended, or a negative error. */
static long reap_one(struct children *children, int which)
{
    int status;
    long process = sys_wait(which, &status, WNOHANG);
    if (process <= 0)
        return process;
    if ((status & 0xff) == 0x7f) {
        let_go((int)process, status >> 8 & 0xff);
    } else if (process == children->function && !children->has_ended) { /* later it may be another's number */
        children->has_ended = true;
        children->wait_status = status;
    }
    return process;
}

enum children_left children_reap(struct children *children)
{
    if (!children->has_ended)
        reap_one(children, children->function); /* first, however many others there are */
    for (int i = 0; i < MOST; i++) {
        long process = reap_one(children, -1);
        if (process <= 0)
            return process == 0 ? CHILDREN_ALIVE : CHILDREN_NONE;
    }
    return CHILDREN_DEAD;
}
