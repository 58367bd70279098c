import Devices
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// A permit counts until it is revoked, wherever the command is by then.
struct RevocationTests {
    private static let profile = DeviceProfile.modbus([.register("a", 0, every: nil, write: 6)])

    @Test func `what was on its way to the line when it was revoked is not sent`() throws {
        let bench = Bench(.modbusRTU, [(Self.profile, 1)])
        bench.scan.setMode(.manual, of: 0)
        bench.scan.hold(0, until: .never)
        let request = CommandRequest(
            id: CommandID(1),
            device: 0,
            body: .write(point: 0, value: 3),
            origin: .manual
        )
        let output = bench.scan.tick(at: bench.now, requests: [request])
        let command = try #require(output.permitted.first)
        bench.line.revoke(before: command.epoch + 1)
        bench.line.submit(command)
        #expect(bench.outcomes() == [.notSent])
        while let frame = bench.sent(within: .milliseconds(2000)) { #expect(frame[1] == 3) }
    }
}
