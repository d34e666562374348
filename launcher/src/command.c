#include "command.h"
#include "guard.h"
#include "kernel.h"
#include "memory.h"
#include "search.h"
#include "signals.h"
#include "text.h"

struct failure {
    const char *stage;
    long error;
    struct beginning beginning;
};

/* The process's ends of the pipes, and that on which it says why it did not become the command. */
struct ends {
    int input, out, err, failure;
};

static char **words_of(const struct release *release)
{
    char **words = pages_take((release->word_count + 1) * sizeof *words);
    char *word = (char *)release->words;
    for (size_t i = 0; words && i < release->word_count; i++) {
        words[i] = word;
        word += string_length(word) + 1;
    }
    return words;
}

static char **with_home(char **environment, const char *home)
{
    if (!*home)
        return environment;

    size_t count = 0;
    while (environment[count])
        count++;
    size_t length = string_length(home);
    char **changed = pages_take((count + 2) * sizeof *changed + sizeof "HOME=" + length);
    if (!changed)
        return NULL;
    struct text entry = {.data = (char *)(changed + count + 2)};
    text_string(&entry, "HOME=");
    text_bytes(&entry, home, length + 1);

    size_t to = 0;
    for (size_t i = 0; i < count; i++)
        if (memcmp(environment[i], "HOME=", 5) != 0)
            changed[to++] = environment[i];
    changed[to] = entry.data;
    return changed;
}

/* Returns only if that failed. */
static void become(const struct release *release, const struct ends *ends, char **environment, struct failure *failure)
{
    failure->stage = "fork";
    long result = sys_setsid();
    if (result >= 0)
        result = sys_dup(ends->input, 0);
    if (result >= 0)
        result = sys_dup(ends->out, 1);
    if (result >= 0)
        result = sys_dup(ends->err, 2);
    failure->error = -result;
    if (result < 0)
        return;

    failure->stage = "user";
    result = sys_setgroups(release->group_count, release->groups);
    if (result == 0)
        result = sys_setgroup(release->group);
    if (result == 0)
        result = sys_setuser(release->user);
    failure->error = -result;
    if (result < 0)
        return;

    failure->stage = "exec";
    failure->error = ENOMEM;
    char **words = words_of(release);
    environment = with_home(environment, release->home);
    if (!words || !environment)
        return;
    if (release->user == 0) /* to others process 1 is another user's */
        guard_process_one();
    signals_release();
    failure->error = execute(words, environment, &failure->beginning);
}

/* An own end that does not wait, and one for the function, its user's: /dev/stdout and the like can be opened anew only by the owner. */
static long open_pipe(uint32_t user, bool write, int *own, int *other)
{
    int ends[2];
    long result = sys_pipe(ends);
    if (result < 0)
        return result;
    *own = ends[write];
    *other = ends[!write];
    sys_fchown(*other, user, UINT32_MAX);
    return sys_fcntl(*own, F_SETFL, O_NONBLOCK | (write ? O_WRONLY : O_RDONLY));
}

/* Never the files that came with the release: they are the host's. */
static long open_streams(const struct release *release, int null_device, struct command *command, struct ends *ends)
{
    command->input = -1;
    if (release->input >= 0) {
        long result = open_pipe(release->user, true, &command->input, &ends->input);
        if (result < 0)
            return result;
    } else {
        ends->input = null_device;
    }
    long result = open_pipe(release->user, false, &command->out, &ends->out);
    return result < 0 ? result : open_pipe(release->user, false, &command->err, &ends->err);
}

long command_start(
    const struct release *release, int null_device, char **environment, struct command *command, const char **stage,
    struct beginning *beginning)
{
    struct ends ends;
    int failures[2];
    *stage = "fork";
    long result = open_streams(release, null_device, command, &ends);
    if (result == 0)
        result = sys_pipe(failures);
    if (result < 0)
        return -result;
    ends.failure = failures[1];

    command->process = (int)sys_fork();
    if (command->process < 0)
        return -command->process;
    if (command->process == 0) {
        struct failure failure = {.stage = "fork"};
        become(release, &ends, environment, &failure);
        sys_write(ends.failure, &failure, sizeof failure);
        sys_exit(1);
    }
    sys_close(ends.input);
    sys_close(ends.out);
    sys_close(ends.err);
    sys_close(ends.failure);

    /* Its end without a word: the program's start closed it. */
    struct failure failure;
    result = sys_read(failures[0], &failure, sizeof failure);
    sys_close(failures[0]);
    if (result != sizeof failure)
        return 0;
    sys_wait(command->process, NULL, 0);
    *stage = failure.stage;
    *beginning = failure.beginning;
    return failure.error;
}
