package import Devices
package import Findings
package import Labs

/// Labs, device profiles and protocols as documents, in YAML and JSON alike.
///
/// Decoding never stops at the first fault: the findings name every one, each with its file, line
/// and column. A value is returned exactly where no finding is an error.
package enum LabDocument {
    /// Decodes a device profile (`athanor: device/1`).
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: The name findings give as the place.
    ///   - protocols: The protocols known; where given, the profile's requests and fields are
    ///     looked up in them. `decodeLab` does so in any case, but cannot name the line.
    /// - Returns: The profile with its parameters' own values in place, and its hash.
    package static func decodeProfile(
        _ bytes: [UInt8],
        file: String,
        protocols: [ProtocolDefinition]? = nil
    ) -> (DeviceProfile?, [Finding]) {
        decode(bytes, file) { reader in
            ProfileDecoder(protocols: protocols).profile(reader.root)
        } hash: {
            $0.hash = $1
        }
    }

    /// Decodes a protocol (`athanor: protocol/1`).
    package static func decodeProtocol(
        _ bytes: [UInt8],
        file: String
    ) -> (ProtocolDefinition?, [Finding]) {
        decode(bytes, file) { reader in
            ProtocolDecoder.definition(reader.root)
        } hash: {
            $0.hash = $1
        }
    }

    /// Decodes a lab (`athanor: lab/1`) with the profiles and protocols its devices name.
    ///
    /// - Returns: The lab; `Lab.profiles` holds only those in use, with this lab's parameters in
    ///   place, and `Lab.hash` is over the lab's, those profiles' and their protocols' documents.
    package static func decodeLab(
        _ bytes: [UInt8],
        file: String,
        profiles: [DeviceProfile],
        protocols: [ProtocolDefinition]
    ) -> (Lab?, [Finding]) {
        decode(bytes, file) { reader in
            LabDecoder(profiles: profiles, protocols: protocols).lab(reader.root)
        } hash: { lab, own in
            lab.hash = LabHash.of(own, profiles: lab.profiles, protocols: lab.protocols)
        }
    }

    private static func decode<Value>(
        _ bytes: [UInt8],
        _ file: String,
        _ body: (DocumentReader) -> Value?,
        hash: (inout Value, String) -> Void
    ) -> (Value?, [Finding]) {
        do throws(UnreadableDocument) {
            let tree = try DocumentTree.read(bytes, file: file)
            let reader = DocumentReader(tree)
            let value = body(reader)
            let findings = reader.findings
            guard !reader.hasErrors, var value else { return (nil, findings) }
            hash(&value, LabHash.of(tree))
            return (value, findings)
        } catch {
            return (nil, error.findings)
        }
    }
}
