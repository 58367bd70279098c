package import Crypto
import Foundation

/// The host's Ed25519 key, which signs what its audit record was.
package enum HostKey {
    /// The key in the file at `path`, made where there is none; only its owner may read it.
    ///
    /// Its public half stands beside it (`.pub`, hexadecimal), for verifiers elsewhere.
    /// - Throws: `JournalFault` where the file cannot be read or written, or holds no key.
    package static func open(_ path: String) throws(JournalFault) -> Curve25519.Signing.PrivateKey {
        let key: Curve25519.Signing.PrivateKey
        if FileManager.default.fileExists(atPath: path) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8),
                let bytes = AuditCheckpoint.bytes(text.trimmingCharacters(in: .newlines)),
                let held = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
            else { throw JournalFault("\(path) holds no key of this host.") }
            key = held
        } else {
            key = Curve25519.Signing.PrivateKey()
            let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            try create(path, key.rawRepresentation, attributes)
        }
        // Where power was cut between the two, either half may be there alone.
        let open = try? readPublic(path + ".pub")
        if open?.rawRepresentation != key.publicKey.rawRepresentation {
            try create(path + ".pub", key.publicKey.rawRepresentation)
        }
        return key
    }

    /// The file is there as a whole or not at all.
    private static func create(
        _ path: String,
        _ half: Data,
        _ attributes: [FileAttributeKey: Any]? = nil
    ) throws(JournalFault) {
        let line = Data((half.hex + "\n").utf8)
        guard
            FileManager.default.createFile(atPath: path, contents: line, attributes: attributes)
        else { throw JournalFault("\(path) cannot be written.") }
    }

    /// The public half of a key, from its file.
    package static func readPublic(
        _ path: String
    ) throws(JournalFault) -> Curve25519.Signing.PublicKey {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let bytes = AuditCheckpoint.bytes(text.trimmingCharacters(in: .newlines)),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { throw JournalFault("\(path) holds no public key.") }
        return key
    }
}
