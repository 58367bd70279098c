#define _GNU_SOURCE
#include "CLineBench.h"

#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_BOOTTIME, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static modbus_t *connected(const char *path, int tcp_port, int timeout_ms) {
    modbus_t *context = path ? modbus_new_rtu(path, 115200, 'N', 8, 1)
                             : modbus_new_tcp("127.0.0.1", tcp_port);
    if (!context) return NULL;
    modbus_set_response_timeout(context, (uint32_t)timeout_ms / 1000,
                                (uint32_t)timeout_ms % 1000 * 1000);
    if (modbus_connect(context) == 0) return context;
    modbus_free(context);
    return NULL;
}

static void end(modbus_t *context) {
    modbus_close(context);
    modbus_free(context);
}

struct bench_plain bench_plain_poll(int tcp_port, int units, int address, int count,
                                    double seconds) {
    struct bench_plain result = {0};
    uint16_t registers[125];
    modbus_t *context = connected(NULL, tcp_port, 1000);
    if (!context) return result;
    double began = now();
    do {
        // The clock is asked once in 64 transactions, so that it costs nothing.
        for (int turn = 0; turn < 64; turn++) {
            modbus_set_slave(context, 1 + (int)(result.asked % (uint64_t)units));
            result.asked++;
            if (modbus_read_registers(context, address, count, registers) == count)
                result.returned++;
        }
        result.seconds = now() - began;
    } while (result.seconds < seconds);
    end(context);
    return result;
}

static uint32_t number(const uint16_t *registers) {
    return (uint32_t)registers[0] << 16 | registers[1];
}

struct bench_plain bench_plain_records(const char *path, int tcp_port, int units,
                                       const int *addresses, int address_count,
                                       int timeout_ms, int transactions, double seconds) {
    struct bench_plain result = {0};
    static uint32_t seen[256][2][64];
    memset(seen, 0, sizeof seen);
    uint16_t registers[6];
    modbus_t *context = connected(path, tcp_port, timeout_ms);
    if (!context) return result;
    double began = now();
    while (result.asked < (uint64_t)transactions && result.seconds < seconds) {
        int unit = 1 + (int)(result.asked % (uint64_t)units);
        int turn = (int)(result.asked / (uint64_t)units) % (2 * address_count);
        int table = turn / address_count, place = turn % address_count;
        modbus_set_slave(context, unit);
        result.asked++;
        int got = table == 0
            ? modbus_read_registers(context, addresses[place], 6, registers)
            : modbus_read_input_registers(context, addresses[place], 6, registers);
        double arrived = now();
        result.seconds = arrived - began;
        if (got != 6) {
            // A connection the server has closed is opened anew, as any program would.
            if (!path && (errno == ECONNRESET || errno == EPIPE)) {
                modbus_close(context);
                modbus_connect(context);
            }
            continue;
        }
        result.returned++;
        uint32_t identity = (uint32_t)(3 + table) << 24 | (uint32_t)unit << 16
            | (uint32_t)addresses[place];
        int32_t age = (int32_t)((uint32_t)(uint64_t)(arrived * 1000) - number(registers + 4));
        uint32_t *last = &seen[unit][table][place];
        if (number(registers) != identity || number(registers + 2) <= *last
            || age > timeout_ms + 10)
            result.wrong++;
        else
            *last = number(registers + 2);
    }
    end(context);
    return result;
}
