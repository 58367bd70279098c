import Lines
import Testing

struct PortAddressTests {
    @Test(arguments: [
        ("/dev/ttyUSB0", PortAddress.device("/dev/ttyUSB0")),
        ("usb:FT4X2A1B", .usb("FT4X2A1B")),
        ("192.0.2.10:1502", .network(host: "192.0.2.10", port: 1502)),
        ("[2001:db8::7]:502", .network(host: "2001:db8::7", port: 502)),
    ])
    func `a port is read as it is written, and written as it is read`(
        _ text: String,
        _ address: PortAddress
    ) throws {
        #expect(try PortAddress(parsing: text) == address)
        #expect(address.description == text)
    }

    @Test func `the usual port is taken where none is written`() throws {
        let read = try PortAddress(parsing: "furnace", usualPort: PortAddress.modbusPort)
        #expect(read == .network(host: "furnace", port: 502))
    }

    @Test(arguments: ["", "furnace", ":502", "host:0", "host:65536", "host:x", "a b:502", "usb:"])
    func `what names no port is refused with what would`(_ text: String) {
        #expect(throws: LineFault.self) { try PortAddress(parsing: text) }
    }
}
