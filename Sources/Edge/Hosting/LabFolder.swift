package import Devices
import Documents
package import Findings
package import Labs

/// A lab as its files say: lab, profiles and protocols, names looked up, and the present state.
package struct LoadedLab: Sendable {
    package private(set) var lab: Lab
    package private(set) var names: LabNames
    package var state: LabState
    package let labPath: String
    /// The lab's file as it was read.
    package let text: [UInt8]
    /// The files of the profiles and protocols it uses, as they were read.
    package let parts: [LibraryText]
    package let statePath: String
    /// What to mind in the files; no errors.
    package let warnings: [Finding]

    /// Puts another lab in the place of the one that was read: a search made from it.
    package mutating func replace(_ other: Lab) {
        lab = other
        names = LabNames(other)
    }
}

/// A file of the device library, by the hash of what it says.
package struct LibraryText: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case profile
        case protocolDefinition = "protocol"
    }

    package var kind: Kind
    package var hash: String
    package var bytes: [UInt8]
}

/// The device library: every profile and protocol found.
package struct DeviceLibrary: Sendable {
    package var profiles: [DeviceProfile] = []
    package var protocols: [ProtocolDefinition] = []
    /// The file of each profile, in the same order.
    package var profileFiles: [String] = []
    package var texts: [LibraryText] = []
    package var findings: [Finding] = []

    /// An empty one.
    package init() {}
}

/// Finds and reads the files a lab is made of.
package enum LabFolder {
    /// Opens the lab at `path`, with the state beside it and the library found by `library`.
    ///
    /// - Throws: `Failure` with every finding where a file is unreadable or wrong.
    package static func open(
        _ path: String,
        state statePath: String? = nil,
        library folder: String? = nil
    ) throws(Failure) -> LoadedLab {
        let labPath = Files.isFolder(path) ? path + "/lab.yaml" : path
        let bytes = try Files.read(labPath, limit: 4 << 20)
        let library = try library(folder ?? nearestLibrary(to: labPath))
        let wrong = library.findings.filter { $0.severity == .error }
        guard wrong.isEmpty else {
            throw Failure("The device library has faults.", findings: wrong)
        }
        let (lab, findings) = LabDocument.decodeLab(
            bytes,
            file: labPath,
            profiles: library.profiles,
            protocols: library.protocols
        )
        guard let lab else {
            throw Failure("The lab \(labPath) is refused.", findings: findings)
        }
        let names = LabNames(lab)
        let usedState = statePath ?? directory(of: labPath) + "/state.yaml"
        let state = try readState(usedState, lab: lab, names: names, mustExist: statePath != nil)
        return LoadedLab(
            lab: lab,
            names: names,
            state: state,
            labPath: labPath,
            text: bytes,
            parts: library.texts.filter { text in
                lab.profiles.contains { $0.hash == text.hash }
                    || lab.protocols.contains { $0.hash == text.hash }
            },
            statePath: usedState,
            warnings: library.findings + findings
        )
    }

    /// Reads every profile and protocol of a library folder, which holds `devices` and `protocols`.
    ///
    /// - Throws: `Failure` where there is no such folder, or a file of it cannot be read.
    package static func library(_ folder: String) throws(Failure) -> DeviceLibrary {
        guard Files.isFolder(folder + "/devices") else {
            throw Failure(
                "There is no folder \(folder)/devices. Name the device library, the folder that "
                    + "holds devices/ and protocols/, with --library."
            )
        }
        var library = DeviceLibrary()
        for file in Files.list(folder + "/protocols", extensions: ["yaml", "json"]) {
            let bytes = try Files.read(file, limit: 4 << 20)
            let (value, findings) = LabDocument.decodeProtocol(bytes, file: file)
            if let value {
                library.protocols.append(value)
                library.texts.append(
                    LibraryText(kind: .protocolDefinition, hash: value.hash, bytes: bytes)
                )
            }
            library.findings += findings
        }
        for file in Files.list(folder + "/devices", extensions: ["yaml", "json"]) {
            let bytes = try Files.read(file, limit: 4 << 20)
            let (value, findings) = LabDocument.decodeProfile(bytes, file: file)
            if let value {
                library.profiles.append(value)
                library.texts.append(
                    LibraryText(kind: .profile, hash: value.hash, bytes: bytes)
                )
                library.profileFiles.append(file)
            }
            library.findings += findings
        }
        return library
    }

    /// What is wrong with one profile, protocol or lab file; by its first key.
    ///
    /// - Throws: `Failure` where the file cannot be read or is of no such kind.
    package static func lint(
        _ file: String,
        with library: DeviceLibrary
    ) throws(Failure) -> [Finding] {
        let bytes = try Files.read(file, limit: 4 << 20)
        let kind: String?
        do throws(UnreadableDocument) {
            let reader = DocumentReader(try DocumentTree.read(bytes, file: file))
            kind = reader.root.form == .mapping ? reader.root.peek("athanor")?.scalarText : nil
        } catch {
            return error.findings
        }
        switch kind {
        case "protocol/1": return LabDocument.decodeProtocol(bytes, file: file).1
        case "lab/1":
            return LabDocument.decodeLab(
                bytes,
                file: file,
                profiles: library.profiles,
                protocols: library.protocols
            ).1
        case "device/1":
            return LabDocument.decodeProfile(bytes, file: file, protocols: library.protocols).1
        default:
            throw Failure(
                "\(file) does not begin with “athanor: device/1”, “protocol/1” or “lab/1”."
            )
        }
    }

    /// The nearest folder at or above that of `path` that holds `devices`; the present one
    /// otherwise.
    package static func nearestLibrary(to path: String) -> String {
        var folder = directory(of: path)
        for _ in 0..<8 {
            if Files.isFolder(folder + "/devices") { return folder }
            folder += "/.."
        }
        return "."
    }

    private static func readState(
        _ path: String,
        lab: Lab,
        names: LabNames,
        mustExist: Bool
    ) throws(Failure) -> LabState {
        guard mustExist || Files.exists(path) else { return LabState(of: lab) }
        let (state, findings) = LabStateDocument.decode(
            try Files.read(path, limit: 4 << 20),
            file: path,
            lab: lab,
            names: names
        )
        guard let state else {
            throw Failure("The lab state \(path) is refused.", findings: findings)
        }
        return state
    }

    package static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
