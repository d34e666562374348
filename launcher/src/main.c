#include "channel.h"
#include "clock.h"
#include "command.h"
#include "exits.h"
#include "kernel.h"
#include "main.h"
#include "release.h"
#include "run.h"
#include "signals.h"
#include "status.h"
#include "text.h"
#include "unpacking.h"
#include "upkeep.h"

#define NOBODY 65534

static void say(int file, const char *what)
{
    sys_write(file, what, string_length(what));
}

/* The null device. The function's streams are put on 0, 1 and 2: nothing of the launcher's own may come to lie there. */
static int open_null_device(void)
{
    long file;
    do
        file = sys_open(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);
    while (file >= 0 && file <= 2);
    return (int)file;
}

static void ended_before_start(const char *reason)
{
    const struct ending ending = {.reason = reason, .code = -1, .end = clock_date(), .killed_for_memory = -1};
    status_ended(&ending);
}

static void start_and_run(struct release *release, int null_device, char **environment, int signals)
{
    struct command command;
    const char *stage;
    struct beginning beginning = {0};
    if (release->user == 0)
        upkeep_begin();
    long error = command_start(release, null_device, environment, &command, &stage, &beginning);
    if (error) {
        const char *name = string_is(stage, "user") ? release->user_name : release->words;
        status_refused(stage, error, name, string_length(name), beginning.bytes, beginning.length);
        return;
    }

    struct ending ending = {.start = clock_date()};
    status_started(ending.start);
    channel_tell('S');
    release_forget(release);
    run_function(release, &command, signals, &ending);
    status_ended(&ending);
}

static void fulfil(struct release *release, int null_device, char **environment, int signals)
{
    switch (unpack(release->data, release->tar)) {
    case UNPACKED_REFUSED:
        return;
    case UNPACKED_KILLED:
        ended_before_start("killed");
        return;
    case UNPACKED_STOPPED:
        ended_before_start("stopped");
        return;
    case UNPACKED:
        if (channel_says_kill())
            ended_before_start("killed");
        else
            start_and_run(release, null_device, environment, signals);
    }
}

/* To see what becomes of a tar, without a container. */
static int unpack_only(const char *data, const char *path)
{
    long tar = sys_open(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (tar < 0) {
        say(2, "The tar cannot be opened.\n");
        return EXIT_NOTHING;
    }
    status_to(1);
    return unpack(data, (int)tar) == UNPACKED ? 0 : EXIT_UNPACKED_NOT;
}

int launcher(int count, char **words, char **environment)
{
    if (count == 2 && string_is(words[1], "--version")) {
        say(1, "functron-launcher 1\n");
        return 0;
    }
    if (count == 4 && string_is(words[1], "--unpack"))
        return unpack_only(words[2], words[3]);
    if (sys_getpid() != 1) {
        say(2, "The launcher runs as process 1 of a container only.\n");
        return EXIT_USAGE;
    }
    if (count != 2) {
        say(2, "usage: launcher SOCKET | --unpack DIRECTORY TAR >STATUS\n");
        return EXIT_USAGE;
    }

    /* So that nothing in the container, root or not, gets at the descriptors of a process that holds some of the host's files. */
    sys_prctl(PR_SET_DUMPABLE, 0);
    /* Nor at its limits: those of a process of the very same ids are anybody's to change. */
    sys_keep_group(NOBODY);
    int null_device = open_null_device();
    int signals = signals_take();

    struct release release;
    release_receive(channel_connect(words[1]), &release);
    status_released(release.status, release.run);
    fulfil(&release, null_device, environment, signals);
    channel_tell('E');
    return 0;
}
