/* The function's process. */
#pragma once

#include "release.h"
#include "search.h"

struct command {
    int process;
    int input, out, err; /* the launcher's ends; input is -1 when none comes */
};

/*
 * Starts the function. 0, or the errno, the stage that failed, and, for a program that is there but was not found, how its file begins.
 * When the function gets no input, its input is the null device. The launcher opens that before it unpacks the tar: afterwards the
 * device's name may be a link from the tar that leads to one of our descriptors.
 */
long command_start(
    const struct release *release, int null_device, char **environment, struct command *command, const char **stage,
    struct beginning *beginning);
