import Labs
import Simulators
import Testing

/// Other people's masters and drivers at our simulators.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PeerTests {
    @Test func `pymodbus reads and writes an RTU bus on a terminal`() throws {
        let served = try ServedLab(RegisterLab.lab(.modbusRTU))
        try PeerScript.run("pymodbus_master.py", ["rtu", served.place("bus"), "115200"])
    }

    @Test func `pymodbus reads and writes over Modbus TCP`() throws {
        let served = try ServedLab(RegisterLab.lab(.modbusTCP))
        try PeerScript.run("pymodbus_master.py", ["tcp", served.place("bus")])
    }

    @Test func `minimalmodbus drives the furnace controller, its guard and the relays`() throws {
        let served = try ServedLab.demo()
        try PeerScript.run(
            "minimalmodbus_furnace.py",
            [served.place("furnace-bus"), served.place("guard-bus"), served.place("io-bus")]
        )
    }

    @Test func `a public driver of Alicat controllers reads two on one line`() throws {
        let served = try ServedLab.demo(speed: 4)
        try PeerScript.run("alicat_driver.py", [served.place("gas-line")])
        let sockets = try ServedLab.demo(transport: .sockets, speed: 4)
        try PeerScript.run("alicat_driver.py", [sockets.place("gas-line")])
    }

    @Test func `scripts written from the manuals drive pump, gantry and balance`() throws {
        let served = try ServedLab.demo(speed: 4)
        try PeerScript.run(
            "serial_manuals.py",
            [served.place("pump-line"), served.place("gantry-line"), served.place("balance-line")]
        )
    }
}
