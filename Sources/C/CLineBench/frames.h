// Requests and replies of the benchmarks' server.
#ifndef FRAMES_H
#define FRAMES_H

#include <stdint.h>

/// A read request as it came.
struct request {
    uint8_t bytes[12];
    int size;
    int is_rtu;
    uint8_t unit, function;
    int address, count;
};

/// Takes the first whole read request out of `bytes`; returns how many bytes to drop, 0 to wait.
/// `found` is 1 where there was one.
int take_request(const uint8_t *bytes, int size, int is_rtu, struct request *found_request,
                 int *found);
/// Writes the reply, at most 260 bytes; returns its length.
int write_reply(const struct request *request, uint32_t reads, uint8_t *reply);
/// An exception in the reply's place.
int write_exception(const struct request *request, uint8_t code, uint8_t *reply);
/// Makes the CRC of an RTU frame right again.
void seal(uint8_t *frame, int size);

#endif
