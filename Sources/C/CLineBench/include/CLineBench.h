// What the benchmarks of lines compare with and talk to: a Modbus server that is fast, hostile or
// keeps wire time, and libmodbus used plainly, as its manual shows it.
#ifndef CLINEBENCH_H
#define CLINEBENCH_H

#include <stdint.h>

// The server. Every register belongs to a record of six at addresses that divide by eight: which
// record it is (table, unit, address), how many reads of the unit came before, the milliseconds of
// the boot-time clock. Registers at 2048 and above hold their own address.

struct bench_peer {
    /// Where it listens: a TCP port (0: any), or -1 for `ptys` pseudo-terminals.
    int tcp;
    int ptys;
    /// A unit that never answers; 0: none.
    int dead;
    /// Shares of replies in 1/10,000, tried in this order.
    int slow, duplicated, echoed, noisy, foreign, crossed, refused;
    /// The same for replies that are no use: late, left out, another unit's, cut, with a bit turned.
    int late, silent, usurped, cut, corrupt;
    /// Delays in milliseconds.
    int slow_most, late_least, late_most;
    /// Keeps the time of a line at so many baud with 11 bits a character; 0: answers at once.
    int baud;
    int turnaround_us;
    uint64_t seed;
};

/// What the server did, in memory its parent sees.
struct bench_count {
    uint64_t requests;
    /// Replies that were whole, true and in time, whatever else came with them.
    uint64_t intact;
    /// The time a line would have been occupied at the physical limit, ns.
    uint64_t wire_ns;
};

/// Starts the server in a process of its own. `places` gets a line for each port or device file.
/// Returns its process, or -1; `*count` is mapped and goes with this process.
int bench_peer_start(const struct bench_peer *peer, struct bench_count **count, char *places,
                     int size);
void bench_peer_stop(int process);

// libmodbus, plainly.

struct bench_plain {
    uint64_t asked;
    /// Calls that returned values, and those of them that were another place's or time's.
    uint64_t returned;
    uint64_t wrong;
    double seconds;
};

/// Reads `count` registers of units 1 to `units` in turn at `address`, for so many seconds.
struct bench_plain bench_plain_poll(int tcp_port, int units, int address, int count,
                                    double seconds);
/// Reads the records at `addresses` (holding, then input registers) of every unit in turn, until
/// `transactions` were asked or the seconds are over; `path` is a device file, or null for TCP.
struct bench_plain bench_plain_records(const char *path, int tcp_port, int units,
                                       const int *addresses, int address_count,
                                       int timeout_ms, int transactions, double seconds);

#endif
