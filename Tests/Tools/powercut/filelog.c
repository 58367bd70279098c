/* Preloaded into a program: what it does to the files of one folder goes through as it is, and is
 * written down in order, with its bytes, so that every disk a power cut could have left can be
 * built afterwards (powercut.py).
 *
 * POWERCUT_FOLDER is the folder (its real path), POWERCUT_LOG the file the log is appended to: it
 * must lie elsewhere. A record is `struct record` and its bytes. One lock covers doing and writing
 * down, so that a sync stands behind exactly the writes it covered.
 *
 * SQLite's -shm is left out: it is mapped memory, made anew by whoever opens the database first.
 * What the model does not know (a shared mapping, a hard link, vectors) is written down as 'X':
 * the log is not judged then, rather than judged wrongly.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* O open (at: 1 made, 2 cut to nothing), W write, T length, S sync, C close, R rename (from, 0,
 * to), U unlink, X what the model does not know. */
struct record { uint8_t kind, pad[3]; int32_t fd; uint64_t at, size; };

enum { most = 4096 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char followed[most];
static const char *folder;
static int logged = -1;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("POWERCUT_LOG");
    folder = getenv("POWERCUT_FOLDER");
    if (path && folder)
        logged = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(char kind, int fd, uint64_t at, const void *bytes, size_t size) {
    struct record record = {.kind = kind, .fd = fd, .at = at, .size = size};
    struct iovec parts[] = {{&record, sizeof record}, {(void *)bytes, size}};
    size_t whole = sizeof record + size;
    /* A log with a hole would be judged wrongly. */
    if (syscall(SYS_writev, logged, parts, 2) != (ssize_t)whole) abort();
}

static int is_followed(int fd) { return fd >= 0 && fd < most && followed[fd]; }

/* Whether a path, made whole, is the folder or in it; `whole` is where it is put. */
static int is_inside(int place, const char *path, char *whole) {
    if (logged < 0 || !path) return 0;
    if (path[0] == '/') snprintf(whole, PATH_MAX, "%s", path);
    else if (place == AT_FDCWD) {
        char here[PATH_MAX / 2];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, PATH_MAX, "%s/%s", here, path);
    } else return 0;
    size_t size = strlen(folder), end = strlen(whole);
    if (strncmp(whole, folder, size) || (whole[size] && whole[size] != '/')) return 0;
    return end < 4 || strcmp(whole + end - 4, "-shm");
}

static int opening(int place, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    if (!is_inside(place, path, whole)) return REAL(openat)(place, path, flags, mode);
    pthread_mutex_lock(&lock);
    int made = (flags & O_CREAT) && REAL(access)(whole, F_OK);
    int fd = REAL(openat)(place, path, flags, mode);
    int kept = errno;
    if (fd >= 0) {
        note('O', fd, made | (flags & O_TRUNC ? 2 : 0), whole, strlen(whole));
        if (fd < most) followed[fd] = 1; else note('X', fd, 0, "open", 4);
    }
    errno = kept;
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags, mode) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
        va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) {
    MODE(flags, mode) return opening(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE(flags, mode) return opening(AT_FDCWD, path, flags, mode);
}
int openat(int place, const char *path, int flags, ...) {
    MODE(flags, mode) return opening(place, path, flags, mode);
}
int openat64(int place, const char *path, int flags, ...) {
    MODE(flags, mode) return opening(place, path, flags, mode);
}
int creat(const char *path, mode_t mode) {
    return opening(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
int __open_2(const char *path, int flags) { return opening(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opening(AT_FDCWD, path, flags, 0); }

/* Does `call`, and what `then` says where it went well and the file is followed. */
#define FOLLOWED(type, fd, call, then) \
    if (!is_followed(fd)) return call; \
    pthread_mutex_lock(&lock); \
    type result = call; \
    int kept = errno; \
    if (result >= 0) { then; } \
    errno = kept; \
    pthread_mutex_unlock(&lock); \
    return result;

int close(int fd) {
    FOLLOWED(int, fd, REAL(close)(fd), followed[fd] = 0; note('C', fd, 0, "", 0))
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
    FOLLOWED(ssize_t, fd, REAL(pwrite)(fd, bytes, size, at), note('W', fd, at, bytes, result))
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    FOLLOWED(ssize_t, fd, REAL(pwrite)(fd, bytes, size, at), note('W', fd, at, bytes, result))
}
ssize_t write(int fd, const void *bytes, size_t size) {
    FOLLOWED(ssize_t, fd, REAL(write)(fd, bytes, size),
             note('W', fd, lseek(fd, 0, SEEK_CUR) - result, bytes, result))
}
int ftruncate(int fd, off_t size) {
    FOLLOWED(int, fd, REAL(ftruncate)(fd, size), note('T', fd, size, "", 0))
}
int ftruncate64(int fd, off64_t size) {
    FOLLOWED(int, fd, REAL(ftruncate)(fd, size), note('T', fd, size, "", 0))
}
int fsync(int fd) { FOLLOWED(int, fd, REAL(fsync)(fd), note('S', fd, 0, "", 0)) }
int fdatasync(int fd) { FOLLOWED(int, fd, REAL(fdatasync)(fd), note('S', fd, 0, "", 0)) }

static int renaming(int from, const char *old, int to, const char *new, unsigned flags) {
    char both[2 * PATH_MAX], other[PATH_MAX];
    int inside = is_inside(from, old, both), into = is_inside(to, new, other);
    pthread_mutex_lock(&lock);
    int result = REAL(renameat2)(from, old, to, new, flags);
    int kept = errno;
    if (result == 0 && (inside || into)) {
        size_t size = strlen(both) + 1;
        memcpy(both + size, other, strlen(other) + 1);
        int known = inside && into && flags == 0;
        note(known ? 'R' : 'X', -1, 0, known ? both : "rename", known ? size + strlen(other) : 6);
    }
    errno = kept;
    pthread_mutex_unlock(&lock);
    return result;
}
int rename(const char *old, const char *new) {
    return renaming(AT_FDCWD, old, AT_FDCWD, new, 0);
}
int renameat(int from, const char *old, int to, const char *new) {
    return renaming(from, old, to, new, 0);
}
int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    return renaming(from, old, to, new, flags);
}

static int unlinking(int place, const char *path, int flags) {
    char whole[PATH_MAX];
    int inside = is_inside(place, path, whole);
    pthread_mutex_lock(&lock);
    int result = REAL(unlinkat)(place, path, flags);
    int kept = errno;
    if (result == 0 && inside) note('U', -1, 0, whole, strlen(whole));
    errno = kept;
    pthread_mutex_unlock(&lock);
    return result;
}
int unlink(const char *path) { return unlinking(AT_FDCWD, path, 0); }
int unlinkat(int place, const char *path, int flags) { return unlinking(place, path, flags); }

/* What the model does not know. */
#define UNKNOWN(type, fd, name, call) \
    FOLLOWED(type, fd, call, note('X', fd, 0, name, sizeof name - 1))

ssize_t writev(int fd, const struct iovec *parts, int count) {
    UNKNOWN(ssize_t, fd, "writev", REAL(writev)(fd, parts, count))
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
    UNKNOWN(ssize_t, fd, "pwritev", REAL(pwritev)(fd, parts, count, at))
}
int fallocate(int fd, int mode, off_t at, off_t size) {
    UNKNOWN(int, fd, "fallocate", REAL(fallocate)(fd, mode, at, size))
}
/* posix_fallocate is passed by: what it is for holds nothing that could be lost. */
int dup(int fd) { UNKNOWN(int, fd, "dup", REAL(dup)(fd)) }
int dup2(int fd, int as) { UNKNOWN(int, fd, "dup2", REAL(dup2)(fd, as)) }
int link(const char *old, const char *new) {
    char whole[PATH_MAX];
    if (is_inside(AT_FDCWD, old, whole)) note('X', -1, 0, "link", 4);
    return REAL(link)(old, new);
}
static void mapped(int protection, int flags, int fd) {
    if (is_followed(fd) && (flags & MAP_SHARED) && (protection & PROT_WRITE))
        note('X', fd, 0, "mmap", 4);
}
void *mmap(void *place, size_t size, int protection, int flags, int fd, off_t at) {
    mapped(protection, flags, fd);
    return REAL(mmap)(place, size, protection, flags, fd, at);
}
void *mmap64(void *place, size_t size, int protection, int flags, int fd, off64_t at) {
    mapped(protection, flags, fd);
    return REAL(mmap)(place, size, protection, flags, fd, at);
}
