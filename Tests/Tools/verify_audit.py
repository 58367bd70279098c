"""Verifies an exported audit record by checkpoints that were kept elsewhere.

usage: verify_audit.py RECORD.jsonl CHECKPOINTS.jsonl KEY.pub

The standard library alone. The record is what `athanor audit export` writes; the chain is SHA-256
over the hash before and the line, from 32 zeros on; checkpoints are signed by Ed25519 over
`athanor audit COUNT HASH AT`. Prints `ok LINES ANCHORED`, or what is wrong, and then ends with 1.

Ed25519 as RFC 8032, 5.1 gives it; slow, and meant to be read.
"""

import hashlib
import json
import sys

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def add(a, b):
    left = (a[1] - a[0]) * (b[1] - b[0]) % P
    right = (a[1] + a[0]) * (b[1] + b[0]) % P
    product = 2 * a[3] * b[3] * D % P
    double = 2 * a[2] * b[2] % P
    e, f, g, h = right - left, double - product, double + product, right + left
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def equal(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def decode(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def is_signed(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    public, commitment = decode(key), decode(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if public is None or commitment is None or scalar >= Q:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % Q
    return equal(times(scalar, BASE), add(commitment, times(challenge, public)))


def verify(record, checkpoints, key):
    known = {}
    # Where power was cut while it was written, a line may hold whatever lay on the disk before.
    for line in open(checkpoints, encoding="utf-8", errors="replace"):
        try:
            point = json.loads(line)
        except json.JSONDecodeError:
            print("a checkpoint is torn, or none", file=sys.stderr)
            continue
        text = f"athanor audit {point['count']} {point['hash']} {point['at-ns']}".encode()
        if not is_signed(key, text, bytes.fromhex(point["signature"])):
            return f"forged checkpoint {point['count']}"
        known.setdefault(point["count"], set()).add(point["hash"])
    previous, count, anchored = bytes(32), 0, 0
    for row in open(record, encoding="utf-8"):
        row = json.loads(row)
        if row["number"] != count + 1:
            return f"gap after {count}"
        previous = hashlib.sha256(previous + row["line"].encode()).digest()
        count += 1
        if previous.hex() != row["hash"]:
            return f"altered line {count}"
        if count in known:
            if known[count] != {row["hash"]}:
                return f"differs at {count}"
            anchored = count
    if known and max(known) > count:
        return f"short {count} of {max(known)}"
    return f"ok {count} {anchored}"


if __name__ == "__main__":
    with open(sys.argv[3], encoding="utf-8") as file:
        public_key = bytes.fromhex(file.read().strip())
    verdict = verify(sys.argv[1], sys.argv[2], public_key)
    print(verdict)
    sys.exit(0 if verdict.startswith("ok ") else 1)
