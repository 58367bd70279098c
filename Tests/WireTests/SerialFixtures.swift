import Devices
import Documents
import Foundation
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Protocols and profiles of devices that are not shipped, to show what the interpreter can speak.
enum Fixtures {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/Serial")

    static func bytes(_ kind: String, _ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: "\(kind)/\(name).yaml")))
    }

    static func names(_ kind: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: kind),
            includingPropertiesForKeys: nil
        ).map { $0.deletingPathExtension().lastPathComponent }.sorted()
    }

    static func `protocol`(_ name: String) throws -> ProtocolDefinition {
        let found = LabDocument.decodeProtocol(try bytes("protocols", name), file: name).0
        return try #require(found, "\(name) does not decode")
    }

    static func profile(_ name: String) throws -> DeviceProfile {
        let found = LabDocument.decodeProfile(try bytes("devices", name), file: name).0
        return try #require(found, "\(name) does not decode")
    }

    /// A line with devices of a profile; only these points of it are read, all where nil.
    static func bench(
        _ name: String,
        at addresses: [Int],
        reading points: [String]? = nil,
        echo: LineDefinition.Echo = .none,
        _ change: (inout ProtocolDefinition) -> Void = { _ in }
    ) throws -> Bench {
        var profile = try profile(name)
        for index in profile.points.indices {
            guard let points, !points.contains(profile.points[index].name) else { continue }
            profile.points[index].access = .write
        }
        guard case .serial(let name, let settings) = profile.link else {
            throw Missing()
        }
        var definition = try self.protocol(name)
        change(&definition)
        return Bench(
            .serial,
            addresses.map { (profile, $0) },
            protocols: [definition],
            echo: echo,
            baud: settings.baud
        )
    }

    struct Missing: Error {}
}

extension Bench {
    /// Lets polls go by, answering none, until this message goes out.
    func sends(_ bytes: [UInt8], tries: Int = 40) -> Bool {
        for _ in 0..<tries {
            guard let sent = sent(within: Lapse(seconds: 40)) else { return false }
            if sent == bytes { return true }
        }
        return false
    }

    /// Good values, where silence ends replies once it has lasted.
    func valuesOnceSilent() -> [String: Double] {
        let now = values()
        guard now.isEmpty else { return now }
        _ = sent()
        return values()
    }

    /// The index of a request of the first device's protocol.
    func request(_ name: String) throws -> Int {
        try #require(lab.protocols.first?.requests.firstIndex { $0.name == name })
    }

    /// Has a request without or with these values permitted and queued.
    func tell(_ name: String, _ values: [Double] = [], device: Int = 0) throws {
        try #require(submit(.send(request: try request(name), fields: values), device: device))
    }
}

/// Bytes written as in manuals: `02 31 31 3F 03 3E`.
func hex(_ text: String) -> [UInt8] {
    text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
}
