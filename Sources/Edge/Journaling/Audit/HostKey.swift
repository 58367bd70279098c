package import Crypto
import Foundation

/// The host's Ed25519 key, which signs what its audit record was.
package enum HostKey {
    /// The key in the file at `path`, made where there is none; only its owner may read it.
    ///
    /// Its public half stands beside it (`.pub`, hexadecimal), for verifiers elsewhere.
    /// - Throws: `JournalFault` where the file cannot be read or written, or holds no key.
    package static func open(_ path: String) throws(JournalFault) -> Curve25519.Signing.PrivateKey {
        if FileManager.default.fileExists(atPath: path) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8),
                let bytes = AuditCheckpoint.bytes(text.trimmingCharacters(in: .newlines)),
                let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
            else { throw JournalFault("\(path) holds no key of this host.") }
            return key
        }
        let key = Curve25519.Signing.PrivateKey()
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        let secret = Data((key.rawRepresentation.hex + "\n").utf8)
        let open = Data((key.publicKey.rawRepresentation.hex + "\n").utf8)
        guard
            FileManager.default
                .createFile(atPath: path, contents: secret, attributes: attributes),
            FileManager.default.createFile(atPath: path + ".pub", contents: open)
        else { throw JournalFault("\(path) cannot be written.") }
        return key
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
