"""The public driver `alicat` at both controllers of a gas line: PATH or HOST:PORT."""

import asyncio
import sys

from alicat import FlowMeter

from checks import check, finish, near


async def main(place):
    for unit in ("A", "B"):
        # The driver writes the frame itself, as its set_flow_rate does.
        async with FlowMeter(place, unit) as meter:
            await meter._write_and_read(f"{unit}S0.00")
            state = await meter.get()
            check(state["setpoint"], 0.0, f"{unit} setpoint")
            near(state["pressure"], 14.7, 1, f"{unit} pressure")
            near(state["temperature"], 22, 10, f"{unit} temperature")
            await meter._write_and_read(f"{unit}S50.00")
            state = await meter.get()
            check(state["setpoint"], 50.0, f"{unit} setpoint")
            await asyncio.sleep(1)
            near((await meter.get())["mass_flow"], 50, 1, f"{unit} flow")
            check(await meter._write_and_read(f"{unit}XYZ"), "?", f"{unit} nonsense")
            await meter._write_and_read(f"{unit}S0.00")


asyncio.run(main(sys.argv[1]))
finish()
