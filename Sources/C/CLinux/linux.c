#define _GNU_SOURCE
#include "CLinux.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return 0;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clinux_boot_time(void) { return nanoseconds(CLOCK_BOOTTIME); }
int64_t clinux_wall_time(void) { return nanoseconds(CLOCK_REALTIME); }
int64_t clinux_thread_time(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

int clinux_tight_timers(void) { return prctl(PR_SET_TIMERSLACK, 1000UL, 0, 0, 0); }

int clinux_event(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int clinux_event_signal(int descriptor) {
    uint64_t one = 1;
    return write(descriptor, &one, sizeof one) == sizeof one ? 0 : -1;
}

int clinux_event_clear(int descriptor) {
    uint64_t count;
    return read(descriptor, &count, sizeof count) == sizeof count ? 0 : -1;
}

static int wait_for(int descriptor, short what, int event, int64_t wait) {
    struct pollfd watched[2] = {
        {.fd = event, .events = POLLIN},
        {.fd = descriptor, .events = what},
    };
    struct timespec limit = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    int ready = ppoll(watched, 2, wait < 0 ? NULL : &limit, NULL);
    if (ready < 0) return errno == EINTR ? 0 : -1;
    int seen = 0;
    if (watched[0].revents & POLLIN) seen |= CLINUX_WOKEN;
    if (watched[1].revents & POLLIN) seen |= CLINUX_READABLE;
    if (watched[1].revents & POLLOUT) seen |= CLINUX_WRITABLE;
    if (watched[1].revents & (POLLHUP | POLLERR | POLLNVAL)) seen |= CLINUX_HUNG_UP;
    return seen;
}

int clinux_wait(int descriptor, int event, int64_t wait) {
    return wait_for(descriptor, POLLIN, event, wait);
}

int clinux_wait_to_write(int descriptor, int event, int64_t wait) {
    return wait_for(descriptor, POLLOUT, event, wait);
}

static void make_raw(struct termios2 *settings) {
    settings->c_iflag = 0;
    settings->c_oflag = 0;
    settings->c_lflag = 0;
    settings->c_cc[VMIN] = 0;
    settings->c_cc[VTIME] = 0;
}

int clinux_open_pty(char *name, size_t size) {
    int descriptor = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return -1;
    struct termios2 settings;
    if (grantpt(descriptor) != 0 || unlockpt(descriptor) != 0
        || ptsname_r(descriptor, name, size) != 0 || ioctl(descriptor, TCGETS2, &settings) != 0)
        goto failed;
    make_raw(&settings);
    if (ioctl(descriptor, TCSETS2, &settings) != 0) goto failed;
    return descriptor;
failed:;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

int clinux_pty_is_alone(int descriptor) {
    struct pollfd watched = {.fd = descriptor, .events = 0};
    if (poll(&watched, 1, 0) < 0) return -1;
    return (watched.revents & POLLHUP) != 0;
}

int clinux_renew_pty(int descriptor) {
    struct termios2 settings;
    if (ioctl(descriptor, TCGETS2, &settings) != 0) return -1;
    make_raw(&settings);
    // The first empties what the kernel holds between the two ends, the second (an ioctl on this
    // end sets the other) what the other end could still read.
    ioctl(descriptor, TCFLSH, TCOFLUSH);
    return ioctl(descriptor, TCSETSF2, &settings);
}

static int configure(int descriptor, const struct clinux_serial *wanted) {
    struct termios2 settings;
    if (ioctl(descriptor, TCGETS2, &settings) != 0) return -1;
    make_raw(&settings);
    tcflag_t flags = CREAD | CLOCAL | BOTHER;
    switch (wanted->data_bits) {
    case 5: flags |= CS5; break;
    case 6: flags |= CS6; break;
    case 7: flags |= CS7; break;
    case 8: flags |= CS8; break;
    default: errno = EINVAL; return -1;
    }
    if (wanted->parity != 'N') flags |= PARENB;
    if (wanted->parity == 'O') flags |= PARODD;
    if (wanted->stop_bits == 2) flags |= CSTOPB;
    if (wanted->flow_control) flags |= CRTSCTS;
    settings.c_cflag = flags;
    settings.c_ispeed = settings.c_ospeed = (speed_t)wanted->baud;
    return ioctl(descriptor, TCSETS2, &settings);
}

int clinux_check_parity(int descriptor) {
    struct termios2 settings;
    if (ioctl(descriptor, TCGETS2, &settings) != 0) return -1;
    settings.c_iflag |= INPCK;
    settings.c_iflag &= ~(tcflag_t)(IGNPAR | PARMRK);
    return ioctl(descriptor, TCSETS2, &settings);
}

int clinux_checks_parity(int descriptor) {
    struct termios2 settings;
    if (ioctl(descriptor, TCGETS2, &settings) != 0) return -1;
    return (settings.c_iflag & INPCK) != 0;
}

int clinux_open_serial(const char *path, struct clinux_serial settings) {
    int descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return -1;
    if (!isatty(descriptor) || configure(descriptor, &settings) != 0) {
        int reason = errno;
        close(descriptor);
        errno = reason;
        return -1;
    }
    return descriptor;
}

int clinux_baud(int descriptor) {
    struct termios2 settings;
    if (ioctl(descriptor, TCGETS2, &settings) != 0) return -1;
    return (int)settings.c_ospeed;
}

int clinux_hold_port(const char *path) {
    int descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return -1;
    if (isatty(descriptor) && flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

int clinux_exclude_others(int descriptor) {
    // A pseudo-terminal would keep TIOCEXCL after its user is gone, since its other end stays open.
    char name[64];
    if (ttyname_r(descriptor, name, sizeof name) == 0 && strncmp(name, "/dev/pts/", 9) == 0) return 0;
    return ioctl(descriptor, TIOCEXCL);
}

int clinux_low_latency(int descriptor) {
    struct serial_struct settings;
    if (ioctl(descriptor, TIOCGSERIAL, &settings) != 0) return -1;
    settings.flags |= ASYNC_LOW_LATENCY;
    return ioctl(descriptor, TIOCSSERIAL, &settings);
}

int clinux_keep_lines_on_close(int descriptor) {
    struct termios2 settings;
    if (ioctl(descriptor, TCGETS2, &settings) != 0) return -1;
    settings.c_cflag &= ~(tcflag_t)HUPCL;
    return ioctl(descriptor, TCSETS2, &settings);
}

int clinux_rs485(int descriptor, int before_ms, int after_ms) {
    struct serial_rs485 settings;
    memset(&settings, 0, sizeof settings);
    settings.flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
    settings.delay_rts_before_send = (unsigned)before_ms;
    settings.delay_rts_after_send = (unsigned)after_ms;
    return ioctl(descriptor, TIOCSRS485, &settings);
}

int clinux_drop_input(int descriptor) { return ioctl(descriptor, TCFLSH, TCIFLUSH); }
int clinux_drop_output(int descriptor) { return ioctl(descriptor, TCFLSH, TCOFLUSH); }

int clinux_begin_connection(const void *address, size_t size, int milliseconds) {
    const struct sockaddr *peer = address;
    int descriptor = socket(peer->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (clinux_watch_peer(descriptor, milliseconds) == 0
        && (connect(descriptor, peer, (socklen_t)size) == 0 || errno == EINPROGRESS))
        return descriptor;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return -1;
}

int clinux_connection_error(int descriptor) {
    int reason = 0;
    socklen_t size = sizeof reason;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &reason, &size) != 0) return errno;
    return reason;
}

int clinux_watch_peer(int descriptor, int milliseconds) {
    int on = 1, idle = 10, every = 2, times = 3;
    unsigned limit = (unsigned)milliseconds;
    if (setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on) != 0) return -1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &every, sizeof every);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof limit);
}
