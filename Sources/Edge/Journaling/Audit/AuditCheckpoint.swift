package import Crypto
import Documents
import Foundation

/// What the audit record was at one moment, signed by the host's key: how many lines, and the last
/// one's hash.
///
/// It leaves the host, so that whoever changes the record cannot change what vouches for it.
package struct AuditCheckpoint: Hashable, Sendable {
    package var count: Int64
    /// Of the last line, 32 bytes.
    package var hash: [UInt8]
    /// UTC, ns since 1970.
    package var wall: Int64
    /// Ed25519 (RFC 8032) over `text`.
    package var signature: [UInt8]

    /// What is signed.
    package static func text(count: Int64, hash: [UInt8], wall: Int64) -> [UInt8] {
        Array("athanor audit \(count) \(hash.hex) \(wall)".utf8)
    }

    /// - Throws: what the key cannot do.
    package init(_ chain: AuditChain, wall: Int64, key: Curve25519.Signing.PrivateKey) throws {
        count = chain.count
        hash = chain.hash
        self.wall = wall
        signature = Array(
            try key.signature(for: Self.text(count: count, hash: hash, wall: wall))
        )
    }

    /// Reads one line of a file of checkpoints; nil where it is none.
    package init?(_ line: some Collection<UInt8>) {
        guard let tree = try? DocumentTree.read(Array(line), file: "checkpoint", syntax: .json),
            case let document = DocumentValue(tree),
            case .text(let hash)? = document.member("hash"),
            case .text(let signature)? = document.member("signature"),
            let count = document.whole("count"), let wall = document.whole("at-ns"),
            let hashBytes = Self.bytes(hash), hashBytes.count == 32,
            let signatureBytes = Self.bytes(signature)
        else { return nil }
        self.count = count
        self.hash = hashBytes
        self.wall = wall
        self.signature = signatureBytes
    }

    package var line: [UInt8] {
        DocumentWriter.json(
            .members([
                "count": .integer(Int(count)), "hash": .text(hash.hex),
                "at-ns": .integer(Int(wall)), "signature": .text(signature.hex),
            ])
        )
    }

    package func isSigned(by key: Curve25519.Signing.PublicKey) -> Bool {
        key.isValidSignature(
            signature,
            for: Self.text(count: count, hash: hash, wall: wall)
        )
    }

    static func bytes(_ hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[place..<place + 2], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}

extension DocumentValue {
    /// A whole number under `key`, in whatever form it was read.
    fileprivate func whole(_ key: String) -> Int64? {
        switch member(key) {
        case .integer(let number): Int64(number)
        case .decimal(let digits): Int64(digits)
        default: nil
        }
    }
}
