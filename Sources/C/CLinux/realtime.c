#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

void clinux_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

int clinux_run_first(int priority) {
    struct sched_param wanted = {.sched_priority = priority};
    // A child, or a thread begun from here, is an ordinary one again.
    int code = pthread_setschedparam(pthread_self(), SCHED_FIFO | SCHED_RESET_ON_FORK, &wanted);
    if (code == 0) return 0;
    errno = code;
    return -1;
}

int clinux_lock_memory(void) { return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT); }

int clinux_stay_awake(void) {
    int descriptor = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    int32_t microseconds = 0;
    if (write(descriptor, &microseconds, sizeof microseconds) == sizeof microseconds)
        return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

void clinux_touch_stack(void) {
    volatile char pages[256 * 1024];
    for (size_t place = 0; place < sizeof pages; place += 1024) pages[place] = 1;
}

int clinux_sleep_until(int64_t boot_time) {
    struct timespec end = {.tv_sec = boot_time / 1000000000, .tv_nsec = boot_time % 1000000000};
    int code = clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &end, NULL);
    if (code == 0) return 0;
    errno = code;
    return -1;
}

int clinux_open_watchdog(const char *path, int seconds) {
    int descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return -1;
    // What is no watchdog (a file that stands for one) has no timeout to set.
    int wanted = seconds;
    if (ioctl(descriptor, WDIOC_SETTIMEOUT, &wanted) == 0 || errno == ENOTTY) return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

int clinux_open_notices(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = 0;
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -1;
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (connect(descriptor, (struct sockaddr *)&address, size) == 0) return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}
