#define _GNU_SOURCE
#include "CLineBench.h"
#include "frames.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { ENDS = 64, WAITING = 256, FRAME = 1024 };

struct end {
    int descriptor;
    int is_rtu;
    uint8_t bytes[FRAME];
    int size;
};

/// Bytes that go out at their time.
struct waiting {
    int64_t at;
    int descriptor;
    int size;
    uint8_t bytes[FRAME];
};

struct server {
    struct bench_peer peer;
    struct bench_count *count;
    int listener;
    struct end ends[ENDS];
    int end_count;
    struct waiting waiting[WAITING];
    int waiting_count;
    uint32_t reads[256];
    uint64_t random;
};

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_BOOTTIME, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static uint32_t draw(struct server *server, uint32_t below) {
    server->random ^= server->random << 13;
    server->random ^= server->random >> 7;
    server->random ^= server->random << 17;
    return below == 0 ? 0 : (uint32_t)((server->random >> 33) % below);
}

static void put(int descriptor, const uint8_t *bytes, int size) {
    if (size > 0 && write(descriptor, bytes, (size_t)size) < 0) return;
}

static void put_at(struct server *server, int64_t at, int descriptor, const uint8_t *bytes,
                   int size) {
    if (server->waiting_count >= WAITING) return;
    struct waiting *slot = &server->waiting[server->waiting_count++];
    slot->at = at;
    slot->descriptor = descriptor;
    slot->size = size;
    memcpy(slot->bytes, bytes, (size_t)size);
}

/// Sends what is due; returns the nanoseconds until the next is, -1 where none waits.
static int64_t send_due(struct server *server) {
    int64_t time = now(), next = -1;
    for (int index = 0; index < server->waiting_count;) {
        struct waiting *slot = &server->waiting[index];
        if (slot->at <= time) {
            put(slot->descriptor, slot->bytes, slot->size);
            *slot = server->waiting[--server->waiting_count];
            continue;
        }
        int64_t left = slot->at - time;
        if (next < 0 || left < next) next = left;
        index++;
    }
    return next;
}

static int64_t between(struct server *server, int least, int most) {
    uint32_t span = (uint32_t)(most - least) * 1000 + 1;
    return ((int64_t)least * 1000 + draw(server, span)) * 1000;
}

static int noise(struct server *server, uint8_t *bytes) {
    int size = 1 + (int)draw(server, 9);
    for (int index = 0; index < size; index++) bytes[index] = (uint8_t)draw(server, 256);
    return size;
}

/// The reply of a unit nobody asked, whole, with other values.
static int stranger(const struct request *request, const uint8_t *reply, int size, uint8_t *bytes) {
    memcpy(bytes, reply, (size_t)size);
    if (request->is_rtu) {
        bytes[0] = (uint8_t)(bytes[0] + 7);
        memset(bytes + 3, 0, (size_t)size - 5);
        seal(bytes, size);
    } else {
        bytes[0] ^= 0x40;
        bytes[6] = (uint8_t)(bytes[6] + 7);
    }
    return size;
}

/// The right head with another question's values: a wrong transaction, or a wrong CRC.
static int crossed(const struct request *request, const uint8_t *reply, int size, uint8_t *bytes) {
    memcpy(bytes, reply, (size_t)size);
    bytes[request->is_rtu ? size - 1 : 1] ^= 0x55;
    bytes[size - 3] ^= 0xFF;
    return size;
}

/// Whether a fault with this share befalls the reply that was drawn.
static int befalls(int *lot, int share) {
    if (*lot < share) {
        *lot = 1 << 20;
        return 1;
    }
    *lot -= share;
    return 0;
}

/// Spoils the reply so that it is no use; 1 where it did.
static int lose(struct server *server, int *lot, const struct end *end,
                const struct request *request, uint8_t *reply, int size) {
    const struct bench_peer *peer = &server->peer;
    uint8_t bytes[FRAME];
    if (befalls(lot, peer->late)) {
        int64_t at = now() + between(server, peer->late_least, peer->late_most);
        put_at(server, at, end->descriptor, reply, size);
    } else if (befalls(lot, peer->silent)) {
        return 1;
    } else if (befalls(lot, peer->usurped)) {
        put(end->descriptor, bytes, stranger(request, reply, size, bytes));
    } else if (befalls(lot, peer->cut)) {
        put(end->descriptor, reply, 1 + (int)draw(server, (uint32_t)size - 1));
    } else if (befalls(lot, peer->corrupt)) {
        reply[draw(server, (uint32_t)size)] ^= (uint8_t)(1 << draw(server, 8));
        put(end->descriptor, reply, size);
    } else {
        return 0;
    }
    return 1;
}

static void answer(struct server *server, const struct end *end, const struct request *request) {
    const struct bench_peer *peer = &server->peer;
    uint8_t reply[FRAME], bytes[FRAME];
    server->count->requests++;
    if (request->unit == peer->dead) return;
    int size = write_reply(request, ++server->reads[request->unit], reply);
    int lot = (int)draw(server, 10000);
    if (lose(server, &lot, end, request, reply, size)) return;
    if (befalls(&lot, peer->refused)) {
        put(end->descriptor, reply, write_exception(request, 1 + (uint8_t)draw(server, 4), reply));
        return;
    }
    server->count->intact++;
    int before = 0;
    if (befalls(&lot, peer->slow)) {
        put_at(server, now() + between(server, 0, peer->slow_most), end->descriptor, reply, size);
        return;
    }
    if (befalls(&lot, peer->duplicated)) {
        memcpy(bytes, reply, (size_t)size);
        before = size;
    } else if (befalls(&lot, peer->echoed)) {
        memcpy(bytes, request->bytes, (size_t)request->size);
        before = request->size;
    } else if (befalls(&lot, peer->noisy)) {
        before = noise(server, bytes);
    } else if (befalls(&lot, peer->foreign)) {
        before = stranger(request, reply, size, bytes);
    } else if (befalls(&lot, peer->crossed)) {
        before = crossed(request, reply, size, bytes);
    }
    if (peer->baud > 0) {
        // A character is 11 bits; the silence 3.5 of them, above 19200 Bd 1.750 ms.
        int64_t character = 11000000000 / peer->baud;
        int64_t silence = peer->baud > 19200 ? 1750000 : character * 7 / 2;
        int64_t busy = character * (request->size + size) + silence
            + (int64_t)peer->turnaround_us * 1000;
        server->count->wire_ns += (uint64_t)(busy + silence);
        put_at(server, now() + busy, end->descriptor, reply, size);
        return;
    }
    memcpy(bytes + before, reply, (size_t)size);
    put(end->descriptor, bytes, before + size);
}

/// Reads what came and answers it; 0 where the other end is gone.
static int serve(struct server *server, struct end *end) {
    ssize_t count = read(end->descriptor, end->bytes + end->size, (size_t)(FRAME - end->size));
    if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR || end->is_rtu);
    end->size += (int)count;
    int start = 0;
    while (start < end->size) {
        struct request request;
        int found = 0;
        int used = take_request(end->bytes + start, end->size - start, end->is_rtu, &request,
                                &found);
        if (used == 0) break;
        if (found) answer(server, end, &request);
        start += used;
    }
    memmove(end->bytes, end->bytes + start, (size_t)(end->size - start));
    end->size -= start;
    return 1;
}

static void forget(struct server *server, int index) {
    int descriptor = server->ends[index].descriptor;
    for (int slot = 0; slot < server->waiting_count;) {
        if (server->waiting[slot].descriptor == descriptor)
            server->waiting[slot] = server->waiting[--server->waiting_count];
        else
            slot++;
    }
    close(descriptor);
    server->ends[index] = server->ends[--server->end_count];
}

static void welcome(struct server *server) {
    int descriptor = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return;
    int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (server->end_count == ENDS) {
        close(descriptor);
        return;
    }
    struct end *end = &server->ends[server->end_count++];
    end->descriptor = descriptor;
    end->is_rtu = 0;
    end->size = 0;
}

static void run(struct server *server) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_TIMERSLACK, 1000UL);
    signal(SIGPIPE, SIG_IGN);
    while (1) {
        int64_t wait = send_due(server);
        struct pollfd watched[ENDS + 1];
        for (int index = 0; index < server->end_count; index++)
            watched[index] = (struct pollfd){.fd = server->ends[index].descriptor, .events = POLLIN};
        int ends = server->end_count;
        watched[ends] = (struct pollfd){.fd = server->listener, .events = POLLIN};
        struct timespec limit = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
        if (ppoll(watched, (nfds_t)ends + 1, wait < 0 ? NULL : &limit, NULL) <= 0) continue;
        for (int index = ends - 1; index >= 0; index--)
            if (watched[index].revents && !serve(server, &server->ends[index]))
                forget(server, index);
        if (watched[ends].revents) welcome(server);
    }
}

static int listen_at(int port, char *places, int size) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(descriptor, (struct sockaddr *)&address, length) != 0 || listen(descriptor, 64) != 0
        || getsockname(descriptor, (struct sockaddr *)&address, &length) != 0)
        return -1;
    snprintf(places, (size_t)size, "%d\n", ntohs(address.sin_port));
    return descriptor;
}

static int open_ptys(struct server *server, char *places, int size) {
    int used = 0;
    for (int index = 0; index < server->peer.ptys && index < ENDS; index++) {
        char name[64];
        int near = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (near < 0 || grantpt(near) != 0 || unlockpt(near) != 0
            || ptsname_r(near, name, sizeof name) != 0)
            return -1;
        // Held open, so that a line may close and open it as it likes.
        int far = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
        struct termios settings;
        if (far < 0 || tcgetattr(far, &settings) != 0) return -1;
        cfmakeraw(&settings);
        tcsetattr(far, TCSANOW, &settings);
        server->ends[server->end_count++] = (struct end){.descriptor = near, .is_rtu = 1};
        used += snprintf(places + used, (size_t)(size - used), "%s\n", name);
    }
    return 0;
}

int bench_peer_start(const struct bench_peer *peer, struct bench_count **count, char *places,
                     int size) {
    struct server *server = calloc(1, sizeof *server);
    *count = mmap(NULL, sizeof **count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (!server || *count == MAP_FAILED) return -1;
    server->peer = *peer;
    server->count = *count;
    server->random = peer->seed | 1;
    server->listener = -1;
    if (peer->tcp >= 0) server->listener = listen_at(peer->tcp, places, size);
    int failed = peer->tcp >= 0 ? server->listener < 0 : open_ptys(server, places, size) != 0;
    int process = failed ? -1 : fork();
    if (process == 0) run(server);
    // The parent's copies, or those of a server that could not start.
    if (server->listener >= 0) close(server->listener);
    for (int index = 0; index < server->end_count; index++) close(server->ends[index].descriptor);
    free(server);
    return process;
}

void bench_peer_stop(int process) {
    if (process <= 0) return;
    kill(process, SIGKILL);
    waitpid(process, NULL, 0);
}
