#include "signals.h"
#include "kernel.h"

/* Larger than the kernel's structure of either architecture; all zero: the default action. */
static const uint64_t default_action[8];

/* A bit for each signal. */
static uint64_t from_outside;

int signals_take(void)
{
    const uint64_t all = ~UINT64_C(0);
    sys_sigmask(&all);

    /* "Ignored" is inherited from whatever started the container; of SIGCHLD it would lose the function's exit code. */
    for (int signal = 1; signal <= 64; signal++)
        sys_action(signal, default_action);
    return (int)sys_signalfd(&all);
}

void signals_release(void)
{
    const uint64_t none = 0;
    sys_sigmask(&none);
}

bool signals_forward(int descriptor, int process)
{
    bool child = false;
    for (;;) {
        struct signalfd_siginfo arrived;
        if (sys_read(descriptor, &arrived, sizeof arrived) != sizeof arrived)
            return child;
        if (arrived.ssi_pid == 0) /* a sender that this container does not see: the engine, or somebody on the host */
            from_outside |= signal_bit((int)arrived.ssi_signo);
        if (arrived.ssi_signo == SIGCHLD)
            child = true;
        else if (process > 0 && arrived.ssi_pid != 1) /* from itself: the kernel's SIGPIPE or SIGXFSZ for a write of the launcher */
            sys_kill(process, (int)arrived.ssi_signo);
    }
}

uint64_t signals_from_outside(void)
{
    return from_outside;
}
