"""A Modbus server by pymodbus whose replies go wrong as told.

    modbus_peer.py --tcp PORT [--rtu] | --pty LINK | --serial PATH   [--units 1,2,3] [--seed N]
                   [--slow A:B] [--late A:B] [--idle-drop S]

Prints `ready WHERE`. Takes commands on standard input, one a line, and answers each with one line:
`faults KIND=SHARE ...`, `dead UNIT ...`, `hang S`, `drop`, `stats`. Ends with its input.

Every register belongs to a record of six, at addresses that divide by eight: which record it is
(table, unit, address), how many reads of the unit came before, when it was read (milliseconds of
the boot-time clock). So a value of another place or another time shows. Addresses from 1024 on are
plain memory; every write there is counted.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import termios
import time
import tty

from pymodbus.framer import FramerRTU, FramerType
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.server.requesthandler import ServerRequestHandler
from pymodbus.simulator import DataType, SimData, SimDevice

MEMORY = 1024
SIZE = 2048


def boot_milliseconds():
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000 & 0xFFFFFFFF


class Units:
    """What the units hold, and what was done to them."""

    def __init__(self, numbers):
        self.numbers = numbers
        self.reads = dict.fromkeys(numbers, 0)
        self.writes = {}
        self.asked = {number: [] for number in numbers}

    def devices(self):
        return [self.device(number) for number in self.numbers]

    def device(self, unit):
        async def action(function, start, address, count, registers, values):
            self.asked[unit].append(round(time.clock_gettime(time.CLOCK_BOOTTIME), 4))
            if values is not None:
                key = f"{unit}:{function}:{address}:{','.join(str(int(v)) for v in values)}"
                self.writes[key] = self.writes.get(key, 0) + 1
            elif function in (3, 4):
                self.stamp(unit, function, address - start, count, registers)

        words = [SimData(address=0, count=SIZE, values=0, datatype=DataType.REGISTERS)]
        bits = [SimData(address=0, count=SIZE // 16, values=False, datatype=DataType.BITS)]
        return SimDevice(id=unit, simdata=(bits, bits, words, words), action=action)

    def stamp(self, unit, table, address, count, registers):
        self.reads[unit] += 1
        now = boot_milliseconds()
        for base in range(address - address % 8, min(address + count, MEMORY), 8):
            record = table << 24 | unit << 16 | base
            fields = (record, self.reads[unit], now)
            registers[base : base + 6] = [w for f in fields for w in (f >> 16, f & 0xFFFF)]


class Injector:
    """Spoils the replies of one connection: pymodbus calls `trace` for every packet."""

    KINDS = (
        "slow late silent duplicate echo echo-only noise-before noise-after foreign foreign-only truncate "
        "corrupt wrong-transaction exception babble"
    ).split()

    def __init__(self, options, is_rtu):
        self.options = options
        self.is_rtu = is_rtu
        self.random = random.Random(options.seed)
        self.shares = {}
        self.dead = set()
        self.hang_until = 0.0
        self.counts = dict.fromkeys(("requests", "intact", "lost", *self.KINDS), 0)

    def tracer(self, connection):
        request = b""

        def trace(sending, packet):
            nonlocal request
            if not sending:
                request = packet
                if packet:
                    self.counts["requests"] += 1
                return packet
            return self.spoil(connection, request, packet)

        return trace

    def spoil(self, connection, request, reply):
        unit = reply[0] if self.is_rtu else reply[6]
        if unit in self.dead:
            return b""
        if time.monotonic() < self.hang_until:
            return self.lose("silent")
        kind = self.choose()
        if kind is None:
            self.counts["intact"] += 1
            return reply
        self.counts[kind] += 1
        return getattr(self, kind.replace("-", "_"))(connection, request, reply)

    def choose(self):
        draw = self.random.random()
        for kind, share in self.shares.items():
            if draw < share:
                return kind
            draw -= share
        return None

    def lose(self, kind=None):
        self.counts["lost"] += 1
        if kind:
            self.counts[kind] += 1
        return b""

    def keep(self, reply):
        self.counts["intact"] += 1
        return reply

    def send_later(self, connection, reply, span):
        delay = self.random.uniform(*span)
        asyncio.get_running_loop().call_later(delay, connection.send, reply)
        return b""

    def slow(self, connection, _, reply):
        self.counts["intact"] += 1
        return self.send_later(connection, reply, self.options.slow)

    def late(self, connection, _, reply):
        self.counts["lost"] += 1
        return self.send_later(connection, reply, self.options.late)

    def silent(self, *_):
        return self.lose()

    def duplicate(self, connection, _, reply):
        return self.keep(reply + reply)

    def echo(self, connection, request, reply):
        return self.keep(request + reply)

    def echo_only(self, connection, request, _):
        self.counts["lost"] += 1
        return request

    def noise(self):
        return self.random.randbytes(self.random.randint(1, 9))

    def noise_before(self, connection, _, reply):
        return self.keep(self.noise() + reply)

    def noise_after(self, connection, _, reply):
        return self.keep(reply + self.noise())

    def babble(self, connection, _, reply):
        return self.keep(self.random.randbytes(300) + reply)

    def foreign(self, connection, _, reply):
        return self.keep(self.stranger(reply) + reply)

    def foreign_only(self, connection, _, reply):
        self.counts["lost"] += 1
        return self.stranger(reply)

    def truncate(self, connection, _, reply):
        self.counts["lost"] += 1
        return reply[: self.random.randint(1, len(reply) - 1)]

    def corrupt(self, connection, _, reply):
        self.counts["lost"] += 1
        spoiled = bytearray(reply)
        spoiled[self.random.randrange(len(reply))] ^= 1 << self.random.randrange(8)
        return bytes(spoiled)

    def wrong_transaction(self, connection, _, reply):
        """Values of another question; on a serial line, which has no transactions, a bad CRC."""
        other = bytearray(reply)
        other[1 if not self.is_rtu else -1] ^= 0x55
        other[-3] ^= 0xFF
        return self.keep(bytes(other) + reply)

    def exception(self, connection, _, reply):
        code = self.random.choice((1, 2, 3, 4))
        if self.is_rtu:
            return seal(bytes((reply[0], reply[1] | 0x80, code)))
        return reply[:4] + bytes((0, 3, reply[6], reply[7] | 0x80, code))

    def stranger(self, reply):
        """The same reply, whole, by a unit nobody asked, with other values."""
        if self.is_rtu:
            return seal(bytes(((reply[0] + 7) & 0xFF,)) + reply[1:3] + bytes(len(reply) - 5))
        return bytes((reply[0] ^ 0x40,)) + reply[1:6] + bytes((reply[6] + 7,)) + reply[7:]


def seal(message):
    return message + FramerRTU.compute_CRC(message).to_bytes(2, "big")


class PseudoTerminal(asyncio.Transport):
    """The near end of a pseudo-terminal as asyncio's transport; whoever opens LINK has the other."""

    def __init__(self, link):
        super().__init__()
        self.near, self.far = os.openpty()
        tty.setraw(self.far, termios.TCSANOW)
        self.name = os.ttyname(self.far)
        self.link = link
        if os.path.islink(link):
            os.unlink(link)
        os.symlink(self.name, link)

    def attach(self, handler):
        self.handler = handler
        handler.connection_made(self)
        asyncio.get_running_loop().add_reader(self.near, self.read)

    def read(self):
        self.handler.data_received(os.read(self.near, 4096))

    def write(self, data):
        if data:
            os.write(self.near, data)

    def close(self):
        pass

    def is_closing(self):
        return False


def hostile(server_class, injector):
    """The server class with the injector in every connection."""

    class Hostile(server_class):
        handlers = []

        def callback_new_connection(self):
            handler = ServerRequestHandler(self, None, None, None)
            handler.trace_packet = injector.tracer(handler)
            self.handlers.append(handler)
            if self.idle_drop:
                self.watch(handler)
            return handler

        def watch(self, handler):
            loop = asyncio.get_running_loop()
            handler.heard = loop.time()
            received = handler.data_received

            def data_received(data):
                handler.heard = loop.time()
                received(data)

            def check():
                if loop.time() - handler.heard > self.idle_drop:
                    injector.counts["dropped"] = injector.counts.get("dropped", 0) + 1
                    handler.close()
                else:
                    loop.call_later(self.idle_drop / 4, check)

            handler.data_received = data_received
            loop.call_later(self.idle_drop, check)

    return Hostile


async def listen(options, units, injector):
    """Starts the server; returns it and what is to be told."""
    if options.tcp is not None:
        kind = hostile(ModbusTcpServer, injector)
        kind.idle_drop = options.idle_drop
        framer = FramerType.RTU if options.rtu else FramerType.SOCKET
        address = ("127.0.0.1", options.tcp)
        server = kind(units.devices(), framer=framer, address=address)
        await server.serve_forever(background=True)
        return server, str(server.transport.sockets[0].getsockname()[1])
    kind = hostile(ModbusSerialServer, injector)
    kind.idle_drop = None
    path = options.serial or "/dev/null"
    server = kind(units.devices(), framer=FramerType.RTU, port=path, baudrate=options.baud)
    if options.serial:
        await server.serve_forever(background=True)
        return server, path
    terminal = PseudoTerminal(options.pty)
    terminal.attach(server.callback_new_connection())
    return server, terminal.name


def obey(words, server, units, injector):
    """Carries one command out; returns the answer."""
    match words:
        case ["faults", *pairs]:
            injector.shares = {k: float(v) for k, v in (p.split("=") for p in pairs)}
            unknown = [k for k in injector.shares if k not in Injector.KINDS]
            return f"unknown {unknown}" if unknown else "ok"
        case ["dead", *numbers]:
            injector.dead = {int(number) for number in numbers}
            return "ok"
        case ["hang", seconds]:
            injector.hang_until = time.monotonic() + float(seconds)
            return "ok"
        case ["drop"]:
            for handler in server.handlers:
                handler.close()
            server.handlers.clear()
            return "ok"
        case ["stats"]:
            return json.dumps(injector.counts | {"writes": units.writes})
        case ["asked", number]:
            return json.dumps(units.asked[int(number)])
        case _:
            return f"unknown {words}"


def span(text):
    low, high = text.split(":")
    return float(low), float(high)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tcp", type=int)
    parser.add_argument("--pty")
    parser.add_argument("--serial")
    parser.add_argument("--rtu", action="store_true", help="RTU frames over TCP")
    parser.add_argument("--baud", type=int, default=115200)
    parser.add_argument("--units", default="1")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slow", type=span, default=(0.0, 0.02))
    parser.add_argument("--late", type=span, default=(0.0, 0.0))
    parser.add_argument("--idle-drop", type=float)
    options = parser.parse_args()
    units = Units([int(number) for number in options.units.split(",")])
    injector = Injector(options, options.tcp is None or options.rtu)
    server, where = await listen(options, units, injector)
    print("ready", where, flush=True)
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        print(obey(line.decode().split(), server, units, injector), flush=True)


asyncio.run(main())
