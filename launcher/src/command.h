/* The function's process. */
#pragma once

#include "release.h"

struct command {
    int process;
    int input, out, err; /* the launcher's ends; input is -1 when none comes */
};

/* 0, or the errno and the stage that failed. */
long command_start(const struct release *release, char **environment, struct command *command, const char **stage);
