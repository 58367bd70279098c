import Devices
import Interlocks
import Quantities
import Wire

/// What tests of Modbus writes do again and again.
extension Bench {
    /// Answers reads with zeros, and writes with themselves, until nothing is asked for three
    /// seconds or everything was asked several times.
    func settle() {
        for _ in 0..<20 {
            guard let request = sent(within: .milliseconds(3000)) else { break }
            receive(plainAnswer(request))
        }
        _ = readings()
        _ = outcomes()
    }

    /// The reply of a unit whose registers are all zero.
    func plainAnswer(_ request: [UInt8]) -> [UInt8] {
        switch request[1] {
        case 1, 2:
            let bytes = (Int(request[5]) + 7) / 8
            return Self.sealed([request[0], request[1], UInt8(bytes)] + Self.zeros(bytes))
        case 3, 4:
            let bytes = 2 * Int(request[5])
            return Self.sealed([request[0], request[1], UInt8(bytes)] + Self.zeros(bytes))
        case 15, 16: return Self.sealed(Array(request[0..<6]))
        default: return request
        }
    }

    static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }

    /// Sends what is next and answers it; returns what it was.
    func exchange(_ reply: [UInt8]) -> [UInt8] {
        let request = sent() ?? []
        receive(Self.sealed(reply))
        return request
    }

    /// The next request of another function than reading.
    func nextWrite() -> [UInt8]? {
        for _ in 0..<50 {
            guard let request = sent(within: Lapse(seconds: 30)) else { return nil }
            guard request[1] < 5 else { return request }
            receive(plainAnswer(request))
        }
        return nil
    }

    /// Events that are neither readings nor outcomes, since the last call.
    func incidents() -> [LineEvent] {
        var found: [LineEvent] = []
        line.events.removeAll {
            switch $0 {
            case .reading, .outcome: return false
            default:
                found.append($0)
                return true
            }
        }
        return found
    }
}
