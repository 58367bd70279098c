#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <sys/epoll.h>

int clinux_watch(void) { return epoll_create1(EPOLL_CLOEXEC); }

int clinux_watch_add(int watch, int descriptor, uint64_t key) {
    struct epoll_event wanted = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u64 = key};
    return epoll_ctl(watch, EPOLL_CTL_ADD, descriptor, &wanted);
}

int clinux_watch_take(int watch, uint64_t *keys, int most) {
    struct epoll_event found[64];
    int count = epoll_wait(watch, found, most < 64 ? most : 64, 0);
    if (count < 0) return errno == EINTR ? 0 : -1;
    for (int index = 0; index < count; index++) keys[index] = found[index].data.u64;
    return count;
}
