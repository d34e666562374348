/* What the start enters. */
#pragma once

/* Returns the exit code of the process. */
int launcher(int count, char **words, char **environment);
