#include "capture.h"
#include "kernel.h"

static char piece[64u << 10];

static void keep(struct capture *capture, uint64_t count)
{
    if (capture->error)
        return;
    if (count > capture->cap - capture->kept)
        count = capture->cap - capture->kept;
    for (uint64_t done = 0; done < count;) {
        long written = sys_pwrite(capture->spool, piece + done, count - done, capture->kept);
        if (written <= 0) {
            capture->error = written < 0 ? (int)-written : EIO;
            return;
        }
        done += (uint64_t)written;
        capture->kept += (uint64_t)written;
    }
}

bool capture_step(struct capture *capture)
{
    long count = sys_read(capture->pipe, piece, sizeof piece);
    if (count == -EAGAIN)
        return false;
    if (count <= 0) {
        sys_close(capture->pipe);
        capture->pipe = -1;
        return false;
    }
    capture->counted += (uint64_t)count;
    keep(capture, (uint64_t)count);
    return true;
}
