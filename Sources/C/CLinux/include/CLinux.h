// What Linux offers and Swift's Glibc module does not show: event descriptors, pseudo-terminals,
// serial settings beyond POSIX. Every function returns -1 and sets errno where it fails.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>

// Time.

/// Nanoseconds since the machine started, sleep included (CLOCK_BOOTTIME).
int64_t clinux_boot_time(void);
/// Nanoseconds since 1970 (CLOCK_REALTIME).
int64_t clinux_wall_time(void);
/// CPU time of the calling thread, nanoseconds (CLOCK_THREAD_CPUTIME_ID).
int64_t clinux_thread_time(void);
/// Lets the kernel wake this thread within a microsecond of the time asked for, not fifty.
int clinux_tight_timers(void);

// Waking a thread that waits.

/// A non-blocking event descriptor.
int clinux_event(void);
int clinux_event_signal(int descriptor);
int clinux_event_clear(int descriptor);

/// What `clinux_wait` saw; the values may be added.
enum clinux_ready {
    CLINUX_READABLE = 1,
    CLINUX_WOKEN = 2,
    CLINUX_HUNG_UP = 4,
    CLINUX_WRITABLE = 8,
};
/// Waits until `descriptor` is readable (-1: none) or `event` is signalled, at most `nanoseconds`
/// (negative: for ever). 0 where the time passed or a signal interrupted.
int clinux_wait(int descriptor, int event, int64_t nanoseconds);
/// The same until `descriptor` takes bytes, or has connected.
int clinux_wait_to_write(int descriptor, int event, int64_t nanoseconds);

/// Watches many descriptors for change (epoll, edge-triggered): a terminal nobody has open tells so
/// once, not for ever. `clinux_wait` on the watch waits for any of them.
int clinux_watch(void);
/// Watches `descriptor` until it is closed; `key` comes back with its news.
int clinux_watch_add(int watch, int descriptor, uint64_t key);
/// Takes the keys of what has changed, at most `most` (and 64), without waiting; how many.
int clinux_watch_take(int watch, uint64_t *keys, int most);

// Pseudo-terminals.

/// Opens a raw pseudo-terminal; `name` (of `size` bytes) gets the path of its other end.
int clinux_open_pty(char *name, size_t size);
/// 1 where nobody has the other end of the pseudo-terminal open, 0 where somebody does.
int clinux_pty_is_alone(int descriptor);
/// Makes a pseudo-terminal as new: raw, and without what was sent to its other end and not read.
int clinux_renew_pty(int descriptor);

// Serial ports.

struct clinux_serial {
    int baud;
    int data_bits;
    /// 'N', 'E' or 'O'.
    char parity;
    int stop_bits;
    /// 1: RTS/CTS.
    int flow_control;
};
/// Opens a terminal device raw and non-blocking with these settings.
int clinux_open_serial(const char *path, struct clinux_serial settings);
/// The baud the port is really set to; 0 where it is none that is known.
int clinux_baud(int descriptor);
/// Opens a terminal device only to hold its lock (flock), before anybody changes its settings.
int clinux_hold_port(const char *path);
/// Keeps every other process from opening the port (TIOCEXCL).
int clinux_exclude_others(int descriptor);
/// Checks the parity of what comes in: a character that fails is read as NUL, which no text holds.
int clinux_check_parity(int descriptor);
/// Whether it is checked: 1, 0, or -1 where the descriptor is no terminal.
int clinux_checks_parity(int descriptor);
/// Asks the adapter's driver not to collect bytes (ASYNC_LOW_LATENCY); ENOTTY where it cannot.
int clinux_low_latency(int descriptor);
/// The modem lines RTS and DTR after closing: 1 leaves them as they are.
int clinux_keep_lines_on_close(int descriptor);
/// Lets the driver raise RTS while it sends (RS-485), with delays in milliseconds.
int clinux_rs485(int descriptor, int before_ms, int after_ms);
/// Throws away what was received and not read.
int clinux_drop_input(int descriptor);
/// Throws away what was written and is not on the wire yet.
int clinux_drop_output(int descriptor);

// Sockets; all are non-blocking unless said otherwise, and none reaches a child process.

/// Listens at 127.0.0.1; `port` gets the number the kernel chose.
int clinux_listen_here(int *port);
/// Listens at a Unix-domain socket whose path does not exist yet; ENAMETOOLONG above 107 bytes.
int clinux_listen_at(const char *path);
/// Connects to a Unix-domain socket; blocking, each read and write at most `milliseconds`.
int clinux_connect_to(const char *path, int milliseconds);
int clinux_accept(int descriptor);
/// Makes a socket blocking, each read and write at most `milliseconds`.
int clinux_limit_wait(int descriptor, int milliseconds);
/// Sends what the socket takes; never a SIGPIPE.
int64_t clinux_send(int descriptor, const void *bytes, size_t count);


/// Begins to connect to a socket address of `size` bytes, never waiting; the descriptor is writable
/// once that has ended. A peer that takes nothing for so long later is gone.
int clinux_begin_connection(const void *address, size_t size, int milliseconds);
/// How connecting ended: 0, or what `errno` would say.
int clinux_connection_error(int descriptor);

/// Notices a peer that is gone: keep-alive probes, and no unacknowledged byte older than this.
int clinux_watch_peer(int descriptor, int milliseconds);

// Real time.

/// Names the calling thread, as `ps -L` shows it; 15 bytes.
void clinux_name_thread(const char *name);
/// Makes the calling thread SCHED_FIFO with this priority (1 to 99).
int clinux_run_first(int priority);
/// Keeps every page this program has touched in memory (mlockall).
int clinux_lock_memory(void);
/// Keeps the CPUs from deep sleep as long as the descriptor returned is open.
int clinux_stay_awake(void);
/// Touches 256 KiB of the calling thread's stack, so that it needs no page later.
void clinux_touch_stack(void);
/// Waits until `clinux_boot_time` is at least this; a signal may end it early.
int clinux_sleep_until(int64_t boot_time);
/// Opens a hardware watchdog (linux/watchdog.h), which from then on must be written to within
/// `seconds`; a `V` written before closing disarms it.
int clinux_open_watchdog(const char *path, int seconds);
/// Connects to a service manager's datagram socket (sd_notify); `@` in front means abstract.
int clinux_open_notices(const char *path);

// Other programs.

/// Starts a program in a session of its own, without this one's terminal and blocked signals; what
/// it says goes to the file `log`. Its process number, or -1.
int clinux_spawn_apart(const char *path, char *const arguments[], const char *log);
/// Whether a child has ended.
int clinux_has_ended(int process);

/// Who is at the other end of a Unix-domain socket: the kernel's `struct ucred` (unix(7)).
typedef struct {
    int32_t process;
    uint32_t user;
    uint32_t group;
} clinux_peer;

#endif
