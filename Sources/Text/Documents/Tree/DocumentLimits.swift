package import Findings

/// Where reading a document stops: far above any real one, far below what hurts the box.
package struct DocumentLimits: Sendable, Hashable {
    /// The longest source in bytes; at most 1 GiB.
    package var bytes: Int
    /// How deep collections nest; at most 256, since trees are walked by recursion.
    package var depth: Int
    /// The greatest number of nodes, keys included.
    package var nodes: Int

    /// Limits of `bytes`, `depth` and `nodes`, each brought down to what a tree can hold.
    package init(bytes: Int, depth: Int, nodes: Int) {
        self.bytes = min(max(bytes, 0), 1 << 30)
        self.depth = min(max(depth, 0), 256)
        self.nodes = min(max(nodes, 1), 1 << 28)
    }

    /// 4 MiB, depth 64, 500,000 nodes (a plan of 2,000 steps has about 30,000).
    package static let standard = DocumentLimits(bytes: 4 << 20, depth: 64, nodes: 500_000)
}

/// A document that could not be read at all, and why.
package struct UnreadableDocument: Error, Sendable, Hashable {
    /// At least one; each with its place.
    package var findings: [Finding]

    package init(_ findings: [Finding]) { self.findings = findings }
}

extension UnreadableDocument {
    /// One fault at `offset` of `bytes`.
    init(
        _ code: FindingCode,
        _ message: String,
        at offset: Int,
        of bytes: [UInt8],
        file: String
    ) {
        var finding = Finding(code, at: DocumentPath(), message)
        finding.location = SourceLocation(file: file, offset: offset, in: bytes)
        self.init([finding])
    }

    /// A source over the limit; its place is where the limit lies.
    static func tooLong(_ bytes: [UInt8], file: String, limits: DocumentLimits) -> Self {
        UnreadableDocument(
            .tooLarge,
            "The document has \(bytes.count) bytes; at most \(limits.bytes) are read. Split it.",
            at: limits.bytes,
            of: bytes,
            file: file
        )
    }

    static func tooDeep(
        _ bytes: [UInt8],
        at offset: Int,
        file: String,
        limits: DocumentLimits
    ) -> Self {
        UnreadableDocument(
            .tooLarge,
            "Lists and mappings nest deeper than \(limits.depth) here. Flatten the document.",
            at: offset,
            of: bytes,
            file: file
        )
    }

    static func tooMany(
        _ bytes: [UInt8],
        at offset: Int,
        file: String,
        limits: DocumentLimits
    ) -> Self {
        UnreadableDocument(
            .tooLarge,
            "The document has more than \(limits.nodes) values. Split it.",
            at: offset,
            of: bytes,
            file: file
        )
    }
}
