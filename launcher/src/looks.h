/* What ends the unpacking before it is through: a kill, a stop of the container, or that it takes too long. */
#pragma once

/* Beside the errnos, which they are not. */
#define LOOK_KILLED (-10001)
#define LOOK_STOPPED (-10002)

/* Its time begins. */
void looks_begin(void);

/* 0, one of those, or -ETIME. For calls in each piece of work: it costs little, as it seldom looks at more than the clock. */
long look(void);
