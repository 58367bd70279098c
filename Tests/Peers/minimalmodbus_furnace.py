"""minimalmodbus drives the demo lab: FURNACE-BUS GUARD-BUS IO-BUS.

Addresses as in the instruments' manuals: Eurotherm's float region is 8000h + 2 x parameter, an
Omron E5CC shows its process value at 2000h, relays are coils.
"""

import sys
import time

import minimalmodbus

from checks import check, finish, near

furnace, guard, io = sys.argv[1:4]


def instrument(path, unit):
    # No parity, whatever the line has: a pseudo-terminal keeps none, and the C library says so.
    made = minimalmodbus.Instrument(path, unit)
    made.serial.baudrate = 9600
    made.serial.timeout = 0.3
    return made


controller = instrument(furnace, 1)
near(controller.read_float(0x8002), 22, 10, "process value")
check(controller.read_register(122), 3216, "instrument")
controller.write_float(0x8046, 10.0)
controller.write_float(0x8034, 300.0)
controller.write_register(276, 1, functioncode=6)
controller.write_register(199, 0, functioncode=6)
near(controller.read_float(0x8034), 300, 0.1, "remote setpoint")
check(controller.read_register(276), 1, "remote")
try:
    controller.read_register(30000)
    sys.exit("register 30000 is none of its")
except minimalmodbus.IllegalRequestError:
    check(True, True, "illegal address")

meter = minimalmodbus.Instrument(furnace, 2)
near(meter.read_float(0x0000, functioncode=4), 230, 5, "mains voltage")

omron = instrument(guard, 1)
near(omron.read_register(0x2000, signed=True), 22, 20, "guard's temperature")

relays = instrument(io, 1)
relays.write_bit(0, 1)
relays.write_bits(4, [1, 0, 1])
check(relays.read_bits(0, 8, functioncode=1), [1, 0, 0, 0, 1, 0, 1, 0], "relays")
# Heat: the working setpoint moves, and the heater draws power.
began = time.monotonic()
while controller.read_float(0x8008) == 0 and time.monotonic() - began < 5:
    controller.write_float(0x8034, 300.0)
check(controller.read_float(0x8008) > 0, True, "output")
finish()
