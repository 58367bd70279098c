"""pyserial at the pump, the gantry and the balance of the demo lab, after their manuals.

PUMP-LINE GANTRY-LINE BALANCE-LINE. Sources: Tecan Cavro XCalibur operating manual (data terminal
protocol), GRBL 1.1 interface.md, Mettler-Toledo MT-SICS reference manual.
"""

import re
import sys
import time

import serial

from checks import check, finish, near

pump_path, gantry_path, balance_path = sys.argv[1:4]


def until(what, seconds=8):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


# Cavro: /<address><commands>CR, answer /0<status><data>ETX CR LF.
pump = serial.Serial(pump_path, 9600, timeout=1)


def cavro(command):
    pump.write(f"/1{command}\r".encode())
    reply = pump.read_until(b"\x03\r\n")
    check(reply[:2], b"/0", f"answer to {command}")
    check(reply[-3:], b"\x03\r\n", f"end of the answer to {command}")
    return reply[2], reply[3:-3]


def ready():
    return cavro("Q")[0] & 0x20 != 0


cavro("ZR")
check(until(ready), True, "initialised")
check(cavro("?")[1], b"0", "position")
cavro("V1200A1500R")
check(cavro("Q")[0] & 0x20, 0, "busy while it moves")
check(until(ready), True, "moved")
check(cavro("?")[1], b"1500", "position")
check(cavro("I3R")[0] & 0x0F, 0, "valve")
check(until(ready), True, "turned")
check(cavro("?6")[1][-1:], b"3", "valve position")
status, _ = cavro("V1200A9999R")
check((status & 0x0F) in (0, 3), True, "operand out of range, at once or at the next Q")
pump.close()

# GRBL: a line is answered by ok or error:N; `?` and CTRL-X stand outside the lines.
gantry = serial.Serial(gantry_path, 115200, timeout=1)


def line(text, wait=1.0):
    gantry.timeout = wait
    gantry.write(text.encode() + b"\n")
    return gantry.read_until(b"\r\n").strip()


def report():
    gantry.timeout = 1
    gantry.write(b"?")
    return gantry.read_until(b"\r\n").decode()


gantry.write(b"\x18")
banner = b"".join(gantry.readline() for _ in range(2))
check(b"Grbl 1.1" in banner, True, "banner")
check(re.match(r"<\w+\|MPos:-?[\d.]+,-?[\d.]+,-?[\d.]+\|", report()) is not None, True, "report")
check(line("$H", 20), b"ok", "homing")
check(line("G21 G90 G53 G1 X-100.000 Y-50.000 Z-20.000 F6000.0"), b"ok", "move")
check("<Run" in report(), True, "running")
check(until(lambda: "<Idle" in report()), True, "idle")
where = [float(n) for n in re.search(r"MPos:([-\d.,]+)\|", report()).group(1).split(",")]
for got, wanted in zip(where, (-100, -50, -20)):
    near(got, wanted, 0.01, "position")
check(line("G999"), b"error:20", "unknown word")
gantry.close()

# MT-SICS: lines end with CR LF; `S S` is stable, `S D` is not yet.
balance = serial.Serial(balance_path, 9600, timeout=1)


def sics(command):
    balance.write(command.encode() + b"\r\n")
    return balance.read_until(b"\r\n").decode()


check(re.match(r"S [SD] {1,9}-?[\d.]+ g\r\n$", sics("SI")) is not None, True, "weight")
check(sics("ZI")[:4] in ("ZI S", "ZI D"), True, "zero")
near(float(sics("SI").split()[2]), 0, 0.001, "weight after zero")
check(sics("I4")[:6], 'I4 A "', "serial number")
check(sics("XYZ"), "ES\r\n", "unknown command")
balance.close()
finish()
