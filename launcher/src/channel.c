#include "channel.h"
#include "exits.h"
#include "kernel.h"
#include "memory.h"
#include "text.h"

static int channel = -1;
static bool ended;

int channel_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = string_length(path);
    if (length >= sizeof address.sun_path)
        sys_exit(EXIT_NOTHING);
    memcpy(address.sun_path, path, length + 1);

    channel = (int)sys_socket();
    if (channel < 0 || sys_connect(channel, &address, offsetof(struct sockaddr_un, sun_path) + length + 1) < 0)
        sys_exit(EXIT_NOTHING);
    return channel;
}

void channel_tell(char letter)
{
    sys_send(channel, &letter, 1);
}

bool channel_says_kill(void)
{
    if (ended)
        return false;
    char letters[64];
    bool kill = false;
    long count = sys_receive(channel, letters, sizeof letters, MSG_DONTWAIT);
    ended = count <= 0 && count != -EAGAIN;
    for (long i = 0; i < count; i++)
        kill |= letters[i] == 'K';
    return kill;
}

int channel_descriptor(void)
{
    return ended ? -1 : channel;
}
