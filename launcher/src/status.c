#include "status.h"
#include "exits.h"
#include "kernel.h"
#include "memory.h"
#include "text.h"

static int status;
static uint64_t offset;

static void append(struct text *line)
{
    line->data[line->length++] = '\n';
    if (sys_pwrite(status, line->data, line->length, offset) != (long)line->length)
        sys_exit(EXIT_STATUS);
    offset += line->length;
}

static struct text long_line(size_t room)
{
    struct text line = {.data = pages_take(room)};
    if (!line.data)
        sys_exit(EXIT_STATUS);
    return line;
}

void status_to(int file)
{
    status = file;
}

void status_released(int file, const char *run)
{
    status_to(file);
    size_t room = sizeof "released \n" + string_length(run);
    struct text line = long_line(room);
    text_string(&line, "released ");
    text_string(&line, run);
    append(&line);
    if (sys_fdatasync(status) < 0)
        sys_exit(EXIT_STATUS);
    pages_give(line.data, room);
}

void status_started(int64_t start)
{
    char room[64];
    struct text line = {.data = room};
    text_string(&line, "started ");
    text_number(&line, start);
    append(&line);
}

void status_refused(
    const char *stage, long error, const char *name, size_t length, const char *beginning, size_t beginning_length)
{
    struct text line = long_line(64 + 2 * length + 2 * beginning_length);
    text_string(&line, "refused ");
    text_string(&line, stage);
    text_string(&line, " ");
    text_number(&line, error);
    text_string(&line, " ");
    text_hex(&line, name, length);
    if (beginning_length) {
        text_string(&line, " ");
        text_hex(&line, beginning, beginning_length);
    }
    append(&line);
}

void status_ended(const struct ending *ending)
{
    const int64_t numbers[] = {ending->code, ending->signal, ending->start, ending->end, ending->processor, ending->peak,
                               (int64_t)ending->out, (int64_t)ending->err, ending->killed_for_memory, ending->spool_error};
    char room[sizeof "ended deadline\n" + sizeof numbers / sizeof *numbers * (1 + NUMBER_ROOM)];
    struct text line = {.data = room};
    text_string(&line, "ended ");
    text_string(&line, ending->reason);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        text_string(&line, " ");
        text_number(&line, numbers[i]);
    }
    append(&line);
}
