#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int closed_for(int descriptor, int reason) {
    close(descriptor);
    errno = reason;
    return -1;
}

static int listening(int descriptor, const struct sockaddr *address, socklen_t size) {
    if (bind(descriptor, address, size) != 0 || listen(descriptor, 16) != 0)
        return closed_for(descriptor, errno);
    return descriptor;
}

int clinux_listen_here(int *port) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listening(descriptor, (struct sockaddr *)&address, sizeof address) < 0) return -1;
    socklen_t size = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0)
        return closed_for(descriptor, errno);
    *port = ntohs(address.sin_port);
    return descriptor;
}

static int local_address(struct sockaddr_un *address, const char *path) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    size_t length = strlen(path);
    if (length >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address->sun_path, path, length + 1);
    return 0;
}

int clinux_listen_at(const char *path) {
    struct sockaddr_un address;
    if (local_address(&address, path) != 0) return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    return listening(descriptor, (struct sockaddr *)&address, sizeof address);
}

int clinux_connect_to(const char *path, int milliseconds) {
    struct sockaddr_un address;
    if (local_address(&address, path) != 0) return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (clinux_limit_wait(descriptor, milliseconds) != 0
        || connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
        return closed_for(descriptor, errno);
    return descriptor;
}

int clinux_accept(int descriptor) {
    return accept4(descriptor, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int clinux_limit_wait(int descriptor, int milliseconds) {
    struct timeval limit = {
        .tv_sec = milliseconds / 1000,
        .tv_usec = milliseconds % 1000 * 1000,
    };
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) != 0) return -1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0) return -1;
    return setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

int64_t clinux_send(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_NOSIGNAL);
}
