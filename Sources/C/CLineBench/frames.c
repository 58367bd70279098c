#define _GNU_SOURCE
#include "frames.h"

#include <string.h>
#include <time.h>

static uint16_t crc(const uint8_t *bytes, int size) {
    uint16_t sum = 0xFFFF;
    for (int index = 0; index < size; index++) {
        uint16_t low = (sum ^ bytes[index]) & 0xFF;
        // Eight shifts at once: the low byte's bits and their parity decide.
        uint16_t parity = (uint16_t)__builtin_parity(low);
        sum = (uint16_t)(sum >> 8 ^ low << 6 ^ low << 7 ^ (parity ? 0xC001 : 0));
    }
    return sum;
}

void seal(uint8_t *frame, int size) {
    uint16_t sum = crc(frame, size - 2);
    frame[size - 2] = (uint8_t)sum;
    frame[size - 1] = (uint8_t)(sum >> 8);
}

static int is_read(const uint8_t *pdu) {
    int count = pdu[3] << 8 | pdu[4];
    return (pdu[0] == 3 || pdu[0] == 4) && count >= 1 && count <= 125;
}

int take_request(const uint8_t *bytes, int size, int is_rtu, struct request *request, int *found) {
    *found = 0;
    int length = is_rtu ? 8 : 12;
    if (size < length) return 0;
    const uint8_t *unit = is_rtu ? bytes : bytes + 6;
    if (!is_read(unit + 1)) return 1;
    if (is_rtu && crc(bytes, 6) != (uint16_t)(bytes[6] | bytes[7] << 8)) return 1;
    memcpy(request->bytes, bytes, (size_t)length);
    request->size = length;
    request->is_rtu = is_rtu;
    request->unit = unit[0];
    request->function = unit[1];
    request->address = unit[2] << 8 | unit[3];
    request->count = unit[4] << 8 | unit[5];
    *found = 1;
    return length;
}

static uint32_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (uint32_t)((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
}

int write_reply(const struct request *request, uint32_t reads, uint8_t *reply) {
    uint8_t *pdu = reply;
    int data = 2 * request->count;
    if (!request->is_rtu) {
        memcpy(reply, request->bytes, 4);
        reply[4] = 0;
        reply[5] = (uint8_t)(3 + data);
        pdu += 6;
    }
    pdu[0] = request->unit;
    pdu[1] = request->function;
    pdu[2] = (uint8_t)data;
    uint32_t now = request->address < 2048 ? milliseconds() : 0;
    for (int index = 0; index < request->count; index++) {
        int address = request->address + index;
        uint16_t value = (uint16_t)address;
        if (address < 2048) {
            uint32_t parts[4] = {
                (uint32_t)request->function << 24 | (uint32_t)request->unit << 16
                    | (uint32_t)(address & ~7),
                reads, now, 0,
            };
            uint32_t part = parts[(address & 7) / 2];
            value = (uint16_t)(address & 1 ? part : part >> 16);
        }
        pdu[3 + 2 * index] = (uint8_t)(value >> 8);
        pdu[4 + 2 * index] = (uint8_t)value;
    }
    int size = (int)(pdu - reply) + 3 + data + (request->is_rtu ? 2 : 0);
    if (request->is_rtu) seal(reply, size);
    return size;
}

int write_exception(const struct request *request, uint8_t code, uint8_t *reply) {
    uint8_t *pdu = reply;
    if (!request->is_rtu) {
        memcpy(reply, request->bytes, 4);
        reply[4] = 0;
        reply[5] = 3;
        pdu += 6;
    }
    pdu[0] = request->unit;
    pdu[1] = request->function | 0x80;
    pdu[2] = code;
    int size = request->is_rtu ? 5 : 9;
    if (request->is_rtu) seal(reply, size);
    return size;
}
