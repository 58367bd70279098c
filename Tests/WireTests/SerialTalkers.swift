import Devices
import Quantities
import Testing
import Wire

/// A device that answers in one protocol: its replies written here by hand, apart from the line's
/// codecs and the simulator's.
struct Talker: Sendable, CustomTestStringConvertible {
    /// Name of the profile, a fixture's or a shipped one's.
    let profile: String
    let address: Int
    /// The point whose every value is held against what the device meant.
    let point: String
    /// Points that are read besides.
    var others: [String] = []
    /// Whether noise of any kind and single wrong bits can be told.
    let isSummed: Bool
    /// Whether a reply says whose it is.
    let bearsAddress: Bool
    /// Whether its replies are numbers with neither sum nor anything before them.
    var isBare = false
    var isShipped = false
    /// The reply to `request` of the device at an address that shows `value`; nil for others.
    let reply: @Sendable (_ request: [UInt8], _ address: Int, _ value: Int) -> [UInt8]?
    /// What the point reads then, in its own unit's SI.
    let meaning: @Sendable (_ value: Int) -> Double

    var testDescription: String { profile }

    static let all = text + checked + binary

    static func xor(_ bytes: [UInt8]) -> UInt8 { bytes.reduce(0, ^) }

    static func text(_ string: String) -> [UInt8] { Array(string.utf8) }

    /// `7` with two digits: `07`.
    static func padded(_ value: Int, _ digits: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// `1234` as `12.34`.
    static func hundredths(_ value: Int) -> String {
        "\(value / 100).\(padded(value % 100, 2))"
    }

    /// CRC-16 bit by bit, either way round.
    static func crc(_ bytes: [UInt8], from start: UInt16, _ polynomial: UInt16) -> UInt16 {
        let isReflected = polynomial == 0xA001
        var sum = start
        for byte in bytes {
            sum ^= isReflected ? UInt16(byte) : UInt16(byte) << 8
            for _ in 0..<8 {
                if isReflected {
                    sum = sum & 1 == 1 ? sum >> 1 ^ polynomial : sum >> 1
                } else {
                    sum = sum & 0x8000 != 0 ? sum << 1 ^ polynomial : sum << 1
                }
            }
        }
        return sum
    }

    static func float(_ value: Int) -> [UInt8] {
        let bits = Float(value).bitPattern
        return [24, 16, 8, 0].map { UInt8(bits >> UInt32($0) & 0xFF) }
    }

    static func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }

    private static func holds(_ request: [UInt8], _ words: String) -> Bool {
        String(decoding: request, as: UTF8.self).contains(words)
    }

    // MARK: Lines of text without a sum

    private static let text: [Talker] = [
        Talker(
            profile: "julabo-circulator",
            address: 1,
            point: "temperature",
            isSummed: false,
            bearsAddress: false,
            isBare: true,
            reply: { request, _, value in
                holds(request, "in_pv_00") ? text(hundredths(value % 9000) + "\r\n") : nil
            },
            meaning: { Double($0 % 9000) / 100 + 273.15 }
        ),
        Talker(
            profile: "lauda-circulator",
            address: 15,
            point: "temperature",
            others: ["setpoint"],
            isSummed: false,
            bearsAddress: true,
            reply: { request, address, value in
                let head = "A\(padded(address, 3))_"
                if holds(request, "PV") { return text(head + hundredths(value % 9000) + "\r\n") }
                return holds(request, "IN_SP") ? text(head + "99.99\r\n") : nil
            },
            meaning: { Double($0 % 9000) / 100 + 273.15 }
        ),
        Talker(
            profile: "huber-thermostat",
            address: 1,
            point: "temperature",
            others: ["setpoint"],
            isSummed: false,
            bearsAddress: false,
            reply: { request, _, value in
                let digits = String(value % 20000, radix: 16, uppercase: true)
                let word = String(repeating: "0", count: 4 - digits.count) + digits
                if holds(request, "M01") { return text("{S01\(word)\r\n") }
                return holds(request, "M00") ? text("{S007FFF\r\n") : nil
            },
            meaning: { Double($0 % 20000) / 100 + 273.15 }
        ),
        Talker(
            profile: "ne1000",
            address: 7,
            point: "firmware",
            isSummed: false,
            bearsAddress: true,
            reply: { request, address, value in
                guard holds(request, "VER") else { return nil }
                return text("\u{2}\(padded(address, 2))SNE1000V3.\(value)\u{3}")
            },
            meaning: { Double($0) }
        ),
        Talker(
            profile: "harvard-pump",
            address: 1,
            point: "rate",
            isSummed: false,
            bearsAddress: true,
            reply: { request, address, value in
                guard holds(request, "status") else { return nil }
                let name = padded(address, 2)
                return text("\n\(name):\(value) 0 0 i.....\r\n\(name)>")
            },
            meaning: { Double($0) }
        ),
        Talker(
            profile: "alicat-mc",
            address: 65,
            point: "mass-flow",
            isSummed: false,
            bearsAddress: true,
            isShipped: true,
            reply: { request, address, value in
                guard request.count == 2 else { return nil }
                let name = String(Unicode.Scalar(UInt8(address)))
                let flow = hundredths(value % 40000)
                return text("\(name) +014.62 +021.89 +000.00 +\(flow) +078.95     N2\r")
            },
            meaning: { Double($0 % 40000) / 100 * sccm }
        ),
        Talker(
            profile: "tecan-xcalibur",
            address: 0x31,
            point: "position",
            others: ["busy"],
            isSummed: false,
            bearsAddress: false,
            isShipped: true,
            reply: { request, _, value in
                switch request.dropFirst(2).dropLast() {
                case [0x51]: text("/0`\u{3}\r\n")
                case [0x3F]: text("/0`\(100 + value)\u{3}\r\n")
                case [0x3F, 0x36]: text("/0`4\u{3}\r\n")
                default: nil
                }
            },
            meaning: { Double(100 + $0) / 3000 * 1e-6 }
        ),
        Talker(
            profile: "mt-sics-balance",
            address: 1,
            point: "weight",
            isSummed: false,
            bearsAddress: false,
            isShipped: true,
            reply: { request, _, value in
                let figure = hundredths(value)
                let spaces = String(repeating: " ", count: max(0, 11 - figure.count))
                return holds(request, "SI") ? text("S S \(spaces)\(figure) g\r\n") : nil
            },
            meaning: { Double($0) / 100 * 1e-3 }
        ),
    ]

    private static let sccm = PhysicalUnit.named("sccm")?.scale ?? .nan

    // MARK: Text with a sum

    private static let checked: [Talker] = [
        Talker(
            profile: "oem-pump",
            address: 0x31,
            point: "position",
            others: ["busy", "error"],
            isSummed: true,
            bearsAddress: false,
            reply: { request, _, value in
                guard request.count == 6 else { return nil }
                let shown = request[3] == 0x3F ? String(100 + value) : ""
                let frame = text("\u{2}0`\(shown)\u{3}")
                return frame + [xor(frame)]
            },
            meaning: { Double(100 + $0) / 3000 * 1e-6 }
        ),
        Talker(
            profile: "pfeiffer-gauge",
            address: 1,
            point: "pressure",
            others: ["correction"],
            isSummed: true,
            bearsAddress: true,
            reply: { request, address, value in
                let name = padded(address, 3)
                let body =
                    holds(request, "742")
                    ? "\(name)1074206000100" : "\(name)1074006\(1000 + value % 9000)23"
                let sum = text(body).reduce(0) { $0 + Int($1) } % 256
                return text(body + padded(sum, 3) + "\r")
            },
            meaning: { Double(1000 + $0 % 9000) / 1000 * 1e5 }
        ),
        Talker(
            profile: "bisynch-controller",
            address: 1,
            point: "temperature",
            others: ["setpoint"],
            isSummed: true,
            bearsAddress: false,
            reply: { request, _, value in
                let isValue = holds(request, "PV")
                let shown = isValue ? "\(value % 9000 / 10).\(value % 10)" : "999.9"
                let covered = text((isValue ? "PV" : "SL") + shown + "\u{3}")
                return [2] + covered + [xor(covered)]
            },
            meaning: { Double($0 % 9000) / 10 + 273.15 }
        ),
    ]

    // MARK: Binary

    private static let binary: [Talker] = [
        Talker(
            profile: "aibus-controller",
            address: 1,
            point: "temperature",
            isSummed: true,
            bearsAddress: true,
            reply: { request, address, value in
                guard request.count == 8 else { return nil }
                let words = [value % 9000, 8500, 42, 8500]
                let sum = (words.reduce(0, +) + address) & 0xFFFF
                return (words + [sum]).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            },
            meaning: { Double($0 % 9000) / 10 + 273.15 }
        ),
        Talker(
            profile: "ne1000-safe-mode",
            address: 7,
            point: "firmware",
            isSummed: true,
            bearsAddress: true,
            reply: { request, address, value in
                guard holds(request, "VER") else { return nil }
                let data = text("\(padded(address, 2))SNE1000V3.\(value)")
                let sum = crc(data, from: 0, 0x1021)
                return [2, UInt8(data.count + 4)] + data + word(Int(sum)) + [3]
            },
            meaning: { Double($0) }
        ),
        Talker(
            profile: "propar-controller",
            address: 0x80,
            point: "measure",
            others: ["flow"],
            isSummed: false,
            bearsAddress: true,
            reply: { request, address, value in
                // The number is doubled where it is 10h.
                let number = request[2]
                let isFlow = request.contains(0x21)
                let data =
                    [number, UInt8(address)] + (isFlow ? [7, 2, 0x21, 0x40] : [5, 2, 1, 0x20])
                    + (isFlow ? float(400) : word(value % 30000))
                return [16, 2] + data.flatMap { $0 == 16 ? [16, 16] : [$0] } + [16, 3]
            },
            meaning: { Double($0 % 30000) * 500 / 32000 * sccm }
        ),
        Talker(
            profile: "shdlc-sensor",
            address: 0,
            point: "mass",
            isSummed: true,
            bearsAddress: true,
            reply: { request, address, value in
                var frame = [UInt8(address), 3, 0, 4] + float(value)
                frame.append(255 - frame.reduce(0, &+))
                let special: [UInt8] = [0x7E, 0x7D, 0x11, 0x13]
                return [0x7E] + frame.flatMap { special.contains($0) ? [0x7D, $0 ^ 0x20] : [$0] }
                    + [0x7E]
            },
            meaning: { Double($0) }
        ),
        Talker(
            profile: "keller-transmitter",
            address: 1,
            point: "pressure",
            isSummed: true,
            bearsAddress: true,
            reply: { request, address, value in
                let frame = [UInt8(address), 0x49] + float(value) + [0]
                return frame + word(Int(crc(frame, from: 0xFFFF, 0xA001)))
            },
            meaning: { Double($0) * 1e5 }
        ),
    ]
}
