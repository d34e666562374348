/* Process 1 puts right what the function may have changed of it. */
#pragma once

#include <stdint.h>

/* Notes how it is. Before the function starts, and only if that is root: nobody else may change anything. */
void upkeep_begin(void);

/* Puts it right, now and then. When it is to be called again at the latest. */
int64_t upkeep(void);
