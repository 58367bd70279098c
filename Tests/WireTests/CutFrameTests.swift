import Devices
import Testing
import Wire

/// A frame that was cut, completed by another one's bytes: TCP has no checksum to tell.
struct CutFrameTests {
    @Test(arguments: [1, 2, 9], [8, 9, 10, 12, 14])
    func `a cut reply is not completed by a late one of any unit`(_ unit: UInt8, _ cut: Int) {
        let request = ModbusRequest.read(.holding, address: 0, count: 6)
        let shape = ModbusShape(request, unit: 3)
        func reply(_ transaction: UInt8, _ unit: UInt8, _ value: UInt8) -> [UInt8] {
            [0, transaction, 0, 0, 0, 15, unit, 3, 12] + Array(repeating: value, count: 12)
        }
        let whole = reply(40, 3, 7)
        let stream = Array(whole.prefix(cut)) + reply(2, unit, 9)
        func match(_ bytes: [UInt8]) -> ModbusMatch {
            ModbusFraming.tcp.match(bytes, shape: shape, transaction: 40, unanswered: [1, 2])
        }
        if case .reply(let place) = match(stream) { Issue.record("a reply was found at \(place)") }
        #expect(match(stream + whole) == .reply(at: stream.count + 6))
    }

    @Test func `a device's data may look like a header`() {
        let shape = ModbusShape(.read(.holding, address: 0, count: 6), unit: 3)
        let reply: [UInt8] = [2, 40, 0, 0, 0, 15, 3, 3, 12, 0, 9, 0, 0, 0, 9, 0, 2, 0, 0, 0, 0]
        let match = ModbusFraming.tcp.match(reply, shape: shape, transaction: 552, unanswered: [7])
        #expect(match == .reply(at: 6))
    }
}
