#include "signals.h"
#include "kernel.h"

/* Larger than the kernel's structure of either architecture; all zero: the default action. */
static const uint64_t default_action[8];

/* In one round: the function's processes may send more as fast as they are read. */
#define MOST 32

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

bool signals_waits(int signal)
{
    uint64_t pending = 0;
    return sys_pending(&pending) == 0 && pending & signal_bit(signal);
}

void signals_release(void)
{
    const uint64_t none = 0;
    sys_sigmask(&none);
}

/* From a sender that this container does not see: the engine, or somebody on the host. Of a signal with data of its own (sigqueue) the
   sender, who may be the function, says whose it is. */
static bool is_from_outside(const struct signalfd_siginfo *arrived)
{
    return arrived->ssi_pid == 0 && arrived->ssi_code == SI_USER;
}

bool signals_forward(int descriptor, int process)
{
    struct signalfd_siginfo arrived[MOST];
    const long size = sys_read(descriptor, arrived, sizeof arrived);
    bool child = false;
    for (long i = 0; size > 0 && i < size / (long)sizeof *arrived; i++) {
        const int signal = (int)arrived[i].ssi_signo;
        if (is_from_outside(&arrived[i]))
            from_outside |= signal_bit(signal);
        if (signal == SIGCHLD)
            child = true;
        else if (process > 0 && arrived[i].ssi_pid != 1) /* from itself: the kernel's SIGPIPE or SIGXFSZ for a write of the launcher */
            sys_kill(process, signal);
    }
    return child;
}

uint64_t signals_from_outside(void)
{
    return from_outside;
}
