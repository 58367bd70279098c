import Devices
import Documents
import Findings
import Foundation
import Labs
import Testing

/// The files of the repository, for tests.
enum Shipped {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func files(_ folder: String) -> [URL] {
        let found = try? FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder),
            includingPropertiesForKeys: nil
        )
        return (found ?? []).filter { $0.pathExtension == "yaml" }
            .sorted { $0.path < $1.path }
    }

    static func bytes(_ url: URL) throws -> [UInt8] { Array(try Data(contentsOf: url)) }

    private static let read:
        (profiles: [DeviceProfile], protocols: [ProtocolDefinition], lab: Lab?) = {
            let protocols = files("protocols").compactMap { file in
                (try? bytes(file)).flatMap { LabDocument.decodeProtocol($0, file: "p.yaml").0 }
            }
            let profiles = files("devices").compactMap { file in
                (try? bytes(file)).flatMap { LabDocument.decodeProfile($0, file: "d.yaml").0 }
            }
            let lab = (try? bytes(root.appending(path: "Examples/demo/lab.yaml"))).flatMap {
                LabDocument.decodeLab(
                    $0,
                    file: "lab.yaml",
                    profiles: profiles,
                    protocols: protocols
                ).0
            }
            return (profiles, protocols, lab)
        }()

    static func protocols() throws -> [ProtocolDefinition] { read.protocols }
    static func profiles() throws -> [DeviceProfile] { read.profiles }
    static func lab() throws -> Lab? { read.lab }
}

extension [Finding] {
    /// The findings as people read them, for messages of failing tests.
    var spoken: [String] {
        map {
            "\($0.location.map(String.init(describing:)) ?? "?"): \($0.code.rawValue) \($0.message)"
        }
    }
}

struct LabsShippedFilesTests {
    @Test func `every shipped protocol decodes without a finding`() throws {
        let files = Shipped.files("protocols")
        #expect(files.count >= 4)
        for file in files {
            let (value, findings) = LabDocument.decodeProtocol(
                try Shipped.bytes(file),
                file: file.lastPathComponent
            )
            #expect(findings.spoken == [])
            #expect(value != nil)
        }
    }

    @Test func `every shipped profile decodes without a finding, its protocol looked up`() throws {
        let protocols = try Shipped.protocols()
        let files = Shipped.files("devices")
        #expect(files.count >= 9)
        for file in files {
            let (value, findings) = LabDocument.decodeProfile(
                try Shipped.bytes(file),
                file: file.lastPathComponent,
                protocols: protocols
            )
            #expect(findings.spoken == [])
            #expect(value != nil)
        }
    }

    @Test func `the demonstration lab decodes without a finding`() throws {
        let url = Shipped.root.appending(path: "Examples/demo/lab.yaml")
        let (lab, findings) = LabDocument.decodeLab(
            try Shipped.bytes(url),
            file: "lab.yaml",
            profiles: try Shipped.profiles(),
            protocols: try Shipped.protocols()
        )
        #expect(findings.spoken == [])
        #expect(lab != nil)
    }
}

struct LabsStateTests {
    @Test func `the demonstration state decodes and its encoding gives it back`() throws {
        let lab = try #require(try Shipped.lab())
        let names = LabNames(lab)
        let url = Shipped.root.appending(path: "Examples/demo/state.yaml")
        let (state, findings) = LabStateDocument.decode(
            try Shipped.bytes(url),
            file: "state.yaml",
            lab: lab,
            names: names
        )
        #expect(findings.spoken == [])
        let first = try #require(state)
        let bytes = LabStateDocument.encode(first, lab: lab)
        let (again, second) = LabStateDocument.decode(bytes, file: "again", lab: lab, names: names)
        #expect(second.spoken == [])
        #expect(again == first)
        #expect(again.map { LabStateDocument.encode($0, lab: lab) } == bytes)
    }
}

struct LabsSchemaTests {
    /// Every key a schema allows anywhere, and those it demands.
    private func keys(_ value: DocumentValue, into found: inout [String]) {
        switch value {
        case .mapping(let members):
            for member in members {
                if member.key == "properties", case .mapping(let properties) = member.value {
                    found += properties.map(\.key)
                }
                keys(member.value, into: &found)
            }
        case .list(let items): for item in items { keys(item, into: &found) }
        default: break
        }
    }

    @Test(arguments: ["devices", "protocols", "Examples/demo"])
    func `every key of a shipped file is in its schema`(folder: String) throws {
        let schemas = [
            "devices": LabSchema.device, "protocols": LabSchema.protocol,
            "Examples/demo": LabSchema.lab,
        ]
        var allowed: [String] = []
        keys(try #require(schemas[folder]), into: &allowed)
        for file in Shipped.files(folder) where file.lastPathComponent != "state.yaml" {
            let tree = try DocumentTree.read(
                try Shipped.bytes(file),
                file: file.lastPathComponent
            )
            var used: [String] = []
            mappingKeys(DocumentValue(tree), into: &used)
            #expect(used.filter { !allowed.contains($0) } == [])
        }
    }

    private func mappingKeys(_ value: DocumentValue, into found: inout [String]) {
        switch value {
        case .mapping(let members):
            for member in members {
                found.append(member.key)
                mappingKeys(member.value, into: &found)
            }
        case .list(let items): for item in items { mappingKeys(item, into: &found) }
        default: break
        }
    }
}
