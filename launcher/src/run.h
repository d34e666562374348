/* The function from its start to its end, and the end of all it left behind. */
#pragma once

#include "command.h"
#include "status.h"

/* The environment is the launcher's own. */
void run_function(const struct release *release, const struct command *command, int signals, struct ending *ending);
