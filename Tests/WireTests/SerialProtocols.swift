import Devices
import Documents
import Foundation
import Labs
import Quantities

/// The repository's own profiles and protocols, and small ones made for a test.
enum Shipped {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func files(_ folder: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder),
            includingPropertiesForKeys: nil
        )
        .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
    }

    static func protocols() throws -> [ProtocolDefinition] {
        try files("protocols").compactMap {
            LabDocument.decodeProtocol(
                Array(try Data(contentsOf: $0)),
                file: $0.lastPathComponent
            ).0
        }
    }

    static func profiles() throws -> [DeviceProfile] {
        try files("devices").compactMap {
            LabDocument.decodeProfile(
                Array(try Data(contentsOf: $0)),
                file: $0.lastPathComponent
            ).0
        }
    }

    /// A line with one device of the profile called `name`.
    static func bench(_ name: String, address: Int) throws -> Bench? {
        guard let profile = try profiles().first(where: { $0.name == name }) else { return nil }
        switch profile.link {
        case .modbus(let link):
            return Bench(.modbusRTU, [(profile, address)], baud: link.serial.baud)
        case .serial(_, let settings):
            return Bench(
                .serial,
                [(profile, address)],
                protocols: try protocols(),
                baud: settings.baud
            )
        }
    }
}

extension ProtocolDefinition {
    /// A protocol of these requests, lines ended by CR LF.
    static func bench(
        _ requests: [RequestDefinition],
        _ change: (inout ProtocolDefinition) -> Void = { _ in }
    ) -> ProtocolDefinition {
        var result = ProtocolDefinition(
            name: "bench",
            summary: "",
            sources: [],
            framing: .delimited(out: [13], in: [13, 10]),
            checksum: nil,
            replyTimeout: .milliseconds(200),
            readTimeout: .milliseconds(50),
            greatestLateness: .milliseconds(500),
            turnaround: .milliseconds(5),
            pauseBetween: .zero,
            requests: requests,
            errors: [],
            unsolicited: []
        )
        change(&result)
        return result
    }
}

extension Bench {
    /// Bytes of `text`, with these line ends.
    func hear(_ text: String, after delay: Lapse = .milliseconds(20)) {
        receive(Array(text.utf8), after: delay)
    }

    /// The next message that goes out, as text.
    func said(within limit: Lapse = Lapse(seconds: 60)) -> String? {
        sent(within: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Lets polls go by until a message that begins with `text` goes out.
    func said(beginning text: String) -> String? {
        for _ in 0..<50 {
            guard let message = said() else { return nil }
            if message.hasPrefix(text) { return message }
        }
        return nil
    }
}
