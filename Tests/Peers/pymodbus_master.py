"""pymodbus as master of two register boxes: `rtu PATH BAUD` or `tcp HOST:PORT`."""

import struct
import sys
import time

from pymodbus import FramerType
from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.exceptions import ModbusIOException

from checks import check, finish

kind, place = sys.argv[1:3]
if kind == "rtu":
    client = ModbusSerialClient(
        place, framer=FramerType.RTU, baudrate=int(sys.argv[3]), stopbits=2, timeout=1, retries=0
    )
else:
    host, port = place.rsplit(":", 1)
    client = ModbusTcpClient(host, port=int(port), timeout=1, retries=0)
check(client.connect(), True, "connecting")

for unit in (1, 2):
    bits = [True, False, True, True, False, False, True, False, True, True]
    check(client.write_coils(3, bits, device_id=unit).isError(), False, "write coils")
    read = client.read_coils(0, count=16, device_id=unit).bits[:16]
    check(read, [False] * 3 + bits + [False] * 3, "coils")
    check(client.write_coil(0, True, device_id=unit).isError(), False, "write coil")
    check(client.read_coils(0, count=1, device_id=unit).bits[0], True, "coil 0")
    check(
        client.read_discrete_inputs(0, count=16, device_id=unit).bits[:16],
        [False] * 16,
        "discrete inputs",
    )
    check(client.read_input_registers(0, count=40, device_id=unit).registers, [0] * 40, "input")
    values = [(unit * 1000 + 37 * n) % 65536 for n in range(123)]
    check(client.write_registers(0, values, device_id=unit).isError(), False, "write 123")
    check(
        client.read_holding_registers(0, count=125, device_id=unit).registers,
        values + [0, 0],
        "holding registers",
    )
    check(client.write_register(124, 0xBEEF, device_id=unit).isError(), False, "write register")
    check(
        client.read_holding_registers(124, count=1, device_id=unit).registers, [0xBEEF], "read 124"
    )
    client.write_register(10, 0x0012, device_id=unit)
    mask = client.mask_write_register(address=10, and_mask=0x00F2, or_mask=0x0025, device_id=unit)
    check(mask.isError(), False, "mask write")
    # The example of the specification (6.16): 12h AND F2h OR 25h is 17h.
    check(
        client.read_holding_registers(10, count=1, device_id=unit).registers, [0x17], "masked"
    )
    check(
        client.diag_query_data(b"\xA5\x37", device_id=unit).message, b"\xA5\x37", "loopback"
    )

# What is not there, and what is too much.
check(client.read_holding_registers(125, count=1, device_id=1).exception_code, 2, "address 125")
check(client.read_holding_registers(120, count=6, device_id=1).exception_code, 2, "past the end")
check(client.write_register(500, 1, device_id=1).exception_code, 2, "write 500")
check(client.read_exception_status(device_id=1).exception_code, 1, "function 7")
for raw in (struct.pack(">BHH", 3, 0, 126), struct.pack(">BHH", 1, 0, 0)):
    # The client itself refuses to send these, so they go as bytes.
    from pymodbus.pdu import ModbusPDU

    class Raw(ModbusPDU):
        function_code = raw[0]

        def encode(self):
            return raw[1:]

    check(client.execute(False, Raw(dev_id=1)).exception_code, 3, f"{raw.hex()}")

if kind == "rtu":
    # A broadcast: every box obeys, none answers.
    client.write_register(5, 4711, device_id=0, no_response_expected=True)
    time.sleep(0.1)
    for unit in (1, 2):
        check(
            client.read_holding_registers(5, count=1, device_id=unit).registers,
            [4711],
            "broadcast",
        )

# Nobody is unit 9: silence, and the line is as before.
try:
    answer = client.read_coils(0, count=1, device_id=9)
    check(answer.isError(), True, "unit 9")
except ModbusIOException:
    check(True, True, "unit 9")
client.close()
check(client.connect(), True, "connecting again")
check(client.read_coils(0, count=1, device_id=1).bits[0], True, "coil 0 again")
client.close()
finish()
