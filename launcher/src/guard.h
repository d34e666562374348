/* What a function may not do to process 1, where the kernel alone would let it. */
#pragma once

/*
 * In the function's process, before its program. Whoever is root in the container may take the processor from process 1: give it the lowest
 * priority and one busy processor for its own, say, and the deadline comes much too late. From then on those calls fail for it with EPERM.
 *
 * A filter for all that the function starts; the launcher itself has none. It needs "no new privileges", which Functron's containers have
 * unless told otherwise (Functron:NoNewPrivileges), or CAP_SYS_ADMIN. Without both there is none, and a root function can do that.
 */
void guard_process_one(void);
