import CLinux
import Glibc
import Testing

struct ParityTests {
    @Test func `a port can be told to check the parity of what comes in`() throws {
        var name = [CChar](repeating: 0, count: 128)
        let far = unsafe clinux_open_pty(&name, name.count)
        defer { close(far) }
        #expect(far >= 0)
        let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
        let port = try RawPort(path)
        #expect(clinux_checks_parity(port.descriptor) == 0)
        #expect(clinux_check_parity(port.descriptor) == 0)
        #expect(clinux_checks_parity(port.descriptor) == 1)
    }

    @Test func `what is no terminal has no parity to check`() {
        #expect(clinux_check_parity(-1) == -1)
        #expect(clinux_checks_parity(-1) == -1)
    }
}
