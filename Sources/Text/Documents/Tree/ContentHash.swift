import Crypto

/// A SHA-256 digest: the name of a document's content.
package struct ContentHash: Hashable, Sendable {
    /// 64 hexadecimal digits, lower case.
    package let hex: String

    /// The digest of bytes.
    package init(sha256 bytes: [UInt8]) { self.init(SHA256.hash(data: bytes)) }

    /// The digest of what a document means.
    ///
    /// The same for the same values in YAML and JSON, in any layout, with any comments, in any
    /// order of keys, and however a number is written (`1.50`, `1.5`, `15e-1`). Different for
    /// any other difference: `1` and `"1"`, or lists in another order.
    package init(_ tree: DocumentTree) { self.init(sha256: CanonicalBytes.of(tree, 0)) }

    /// The digest of one value of a document.
    package init(_ field: Field) {
        self.init(sha256: CanonicalBytes.of(field.reader.tree, field.node))
    }

    /// The digest of a value: that of the document it would be written as.
    package init(_ value: DocumentValue) { self.init(sha256: CanonicalBytes.of(value)) }

    private init(_ digest: SHA256.Digest) {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        hex = String(decoding: text, as: UTF8.self)
    }

    /// The first `length` digits, as people quote it: `3f9a01`.
    package func short(_ length: Int = 6) -> String { String(hex.prefix(length)) }

    /// Whether `text` is this hash or the beginning of it, at least six digits.
    package func matches(_ text: String) -> Bool {
        text.utf8.count >= 6 && hex.hasPrefix(text.lowercased())
    }
}

extension ContentHash: CustomStringConvertible {
    package var description: String { hex }
}
