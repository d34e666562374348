/* The function's process. */
#pragma once

#include "release.h"
#include "search.h"

struct command {
    int process;
    int input, out, err; /* the launcher's ends; input is -1 when none comes */
};

/*
 * 0, or the errno and the stage that failed, and how a program begins that was not found although it is there. The null device is the function's input when none comes: opened before the tar was
 * unpacked, for what has its name afterwards may be a link of the tar's that leads to one of our descriptors.
 */
long command_start(
    const struct release *release, int null_device, char **environment, struct command *command, const char **stage,
    struct beginning *beginning);
