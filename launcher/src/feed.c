#include "feed.h"
#include "kernel.h"

static char piece[64u << 10];
static size_t at, filled;

void feed_end(struct feed *feed)
{
    if (feed->pipe >= 0)
        sys_close(feed->pipe);
    feed->pipe = -1;
}

static void fill(struct feed *feed)
{
    long count = sys_pread(feed->file, piece, sizeof piece, feed->offset);
    at = filled = 0;
    if (count <= 0) {
        feed_end(feed);
        return;
    }
    filled = (size_t)count;
    feed->offset += filled;
}

/* Always a piece ahead, so that the pipe is closed with the last byte and not when there is room for another. */
void feed_begin(struct feed *feed, int file, int pipe)
{
    *feed = (struct feed){.file = file, .pipe = pipe};
    if (pipe >= 0)
        fill(feed);
}

void feed_step(struct feed *feed)
{
    long count = sys_write(feed->pipe, piece + at, filled - at);
    if (count == -EAGAIN)
        return;
    if (count < 0) {
        feed_end(feed); /* nobody reads any more */
        return;
    }
    at += (size_t)count;
    if (at == filled)
        fill(feed);
}
