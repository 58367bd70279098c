"""Four lines of eight devices each on pseudo-terminals, whose sensors leave their limit; says how
late each zone was told to be safe.

Zone z's outputs are units 2 and 3 on line z; its sensor is unit 1 on the next line. A wire of 19200
Bd with 11 bits a character is played: a request takes its time before the answer leaves. Uses the
standard library alone: what a frame means is read here once more.

Prints the four device files, then a line for each thing that happens:
  heal Z            the zone was told, its sensor is healthy again: reset it
  end TRIPS MISSED NEEDLESS WORST_MS P50_MS P99_MS OVER
Reads `armed Z` once the zone's interlock is reset. Times are from the moment after which a host
that keeps its word has told the zone: one scan after the reading's last byte, and after the end of
the transaction that was under way then; OVER counts those beyond it by more than a scan.
"""

import fcntl
import heapq
import os
import random
import select
import sys
import time
import tty

LINES, SAFE_UNITS = 4, {2, 3}
CHARACTER = 11 / 19200
SILENCE = 3.5 * CHARACTER
TURNAROUND = 0.003
SCAN = 0.010
PROCESS_SAFETY_TIME = 2.0
# What the host waits for a unit that is silent, and how long it then listens for late answers.
TIMEOUT, LATENESS = 0.060, 0.040


def crc(frame):
    value = 0xFFFF
    for byte in frame:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


class Zone:
    def __init__(self):
        self.state = "waiting"
        self.owed = set()
        self.read_at = None
        self.due = None


class Peer:
    def __init__(self, trips, seed):
        self.dice = random.Random(seed)
        self.wanted, self.trips, self.needless = trips, 0, 0
        self.late = []
        # Outputs that were told and did not answer: they are told again, later.
        self.unanswered = set()
        self.zones = [Zone() for _ in range(LINES)]
        self.free = [0.0] * LINES
        self.heard = [b""] * LINES
        self.pending = []
        self.masters = []
        for _ in range(LINES):
            master, slave = os.openpty()
            tty.setraw(slave)
            fcntl.fcntl(master, fcntl.F_SETFL, os.O_NONBLOCK)
            self.masters.append(master)
            print(os.ttyname(slave), flush=True)

    def shown(self, line):
        zone = self.zones[(line - 1) % LINES]
        return 150 if zone.state == "over" else 20

    def hear(self, line, request, now):
        unit, function = request[0], request[1]
        value = int.from_bytes(request[4:6], "big")
        sent = now + len(request) * CHARACTER
        if function == 6:
            if value == 0 and unit in SAFE_UNITS:
                self.told(line, unit, now)
            data = request[2:6]
        else:
            word = self.shown(line) if function == 4 else 0
            data = bytes([2 * value]) + word.to_bytes(2, "big") * value
        frame = bytes([unit, function]) + data
        frame += crc(frame)
        end = sent + TURNAROUND + len(frame) * CHARACTER
        # Of the devices that are no sensor some fall silent now and then.
        if function == 6:
            self.unanswered.discard((line, unit))
        if unit != 1 and self.dice.random() < 0.02:
            if function == 6:
                self.unanswered.add((line, unit))
            self.taken(line, sent + TIMEOUT + LATENESS + 2 * SILENCE, now)
            return
        self.taken(line, end + SILENCE, now)
        over = function == 4 and unit == 1 and self.shown(line) > 100
        heapq.heappush(self.pending, (end, line, frame, over))

    def taken(self, line, until, now):
        """The line is taken until then; what began before the scan had to act may end first."""
        self.free[line] = until
        zone = self.zones[line]
        if zone.read_at is not None and zone.owed == SAFE_UNITS and now <= zone.read_at + SCAN:
            zone.due = max(zone.due, until)

    def told(self, line, unit, now):
        zone = self.zones[line]
        if zone.read_at is None:
            if zone.state == "waiting" and (line, unit) not in self.unanswered:
                self.needless += 1
            return
        if zone.owed == SAFE_UNITS:
            self.late.append(now - zone.due)
        zone.owed.discard(unit)
        if not zone.owed:
            zone.state, zone.read_at = "healing", None
            zone.due = now + 0.4

    def answer(self, now):
        while self.pending and self.pending[0][0] <= now:
            _, line, frame, over = heapq.heappop(self.pending)
            os.write(self.masters[line], frame)
            zone_number = (line - 1) % LINES
            zone = self.zones[zone_number]
            if over and zone.state == "over" and zone.read_at is None:
                zone.read_at = time.monotonic()
                limit = zone.read_at + SCAN
                # A transaction that began before that ends first.
                zone.due = max(limit, self.free[zone_number])

    def steer(self, now):
        for number, zone in enumerate(self.zones):
            if zone.state == "waiting" and zone.due is None:
                zone.due = now + 0.3 + self.dice.random() * 0.06
            elif zone.state == "waiting" and now >= zone.due and self.trips < self.wanted:
                zone.state, zone.owed, zone.read_at = "over", set(SAFE_UNITS), None
                self.trips += 1
            elif zone.state == "over" and zone.read_at and now > zone.read_at + PROCESS_SAFETY_TIME:
                zone.state, zone.read_at, zone.due = "healing", None, now + 0.4
            elif zone.state == "healing" and now >= zone.due:
                zone.state = "resetting"
                print("heal", number, flush=True)

    def run(self):
        poll = select.poll()
        for master in self.masters:
            poll.register(master, select.POLLIN)
        poll.register(0, select.POLLIN)
        end = time.monotonic() + 60 + self.wanted
        while time.monotonic() < end:
            now = time.monotonic()
            self.answer(now)
            self.steer(now)
            if self.trips >= self.wanted and all(z.state == "waiting" for z in self.zones):
                break
            wait = self.pending[0][0] - time.monotonic() if self.pending else 0.005
            for descriptor, _ in poll.poll(max(0, min(wait, 0.005)) * 1000):
                if descriptor == 0:
                    for word in os.read(0, 4096).decode().split():
                        if word.isdigit():
                            self.zones[int(word)] = Zone()
                    continue
                self.take(self.masters.index(descriptor))
        self.conclude()

    def take(self, line):
        try:
            self.heard[line] += os.read(self.masters[line], 4096)
        except OSError:
            time.sleep(0.001)
            return
        now = time.monotonic()
        while len(self.heard[line]) >= 8:
            request, self.heard[line] = self.heard[line][:8], self.heard[line][8:]
            assert crc(request[:6]) == request[6:], request.hex()
            self.hear(line, request, now)

    def conclude(self):
        late = sorted(self.late) or [float("nan")]
        words = [
            self.trips,
            self.trips - len(self.late),
            self.needless,
            1000 * late[-1],
            1000 * late[len(late) // 2],
            1000 * late[len(late) * 99 // 100],
            sum(1 for each in late if each > SCAN),
        ]
        print("end", *words, flush=True)


if __name__ == "__main__":
    Peer(int(sys.argv[1]), int(sys.argv[2])).run()
