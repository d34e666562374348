/* The connection to Functron. */
#pragma once

#include <stdbool.h>

int channel_connect(const char *path);

/* Tells Functron one letter. That nobody listens, or does not read, is no matter. */
void channel_tell(char letter);

/* Whether Functron has said kill since the last call; what else it sent may hide that from this call, not from the next. Never waits. */
bool channel_says_kill(void);

/* What to poll, -1 after the other side has ended it: it would be readable for ever. */
int channel_descriptor(void);
