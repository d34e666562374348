/* The launcher's own exit codes; 0 after the last line of the status file. */
#pragma once

enum {
    EXIT_UNPACKED_NOT = 1, /* --unpack alone: refused, the status says why */
    EXIT_USAGE = 64,   /* used wrongly */
    EXIT_STATUS = 74,  /* the status file failed */
    EXIT_NOTHING = 75, /* no connection or no release */
    EXIT_FOREIGN = 76, /* no release that it understands */
};
