import Devices

/// Hashes of labs, over canonical documents: comments and layout change nothing.
enum LabHash {
    /// The hash of one document, hexadecimal.
    static func of(_ tree: DocumentTree) -> String { ContentHash(tree).hex }

    /// The hash of a lab: its document's, its profiles' and its protocols'.
    static func of(
        _ own: String,
        profiles: [DeviceProfile],
        protocols: [ProtocolDefinition]
    ) -> String {
        let parts = [own] + profiles.map(\.hash).sorted() + ["/"] + protocols.map(\.hash).sorted()
        return ContentHash(.list(parts.map { .text($0) })).hex
    }
}
