import Crypto
import Foundation

/// The chain of an audit record: each line's hash is SHA-256 over the hash before it and the line,
/// so that nothing can be changed, taken out or put in without every later hash changing.
package struct AuditChain: Sendable {
    /// What the first line follows: 32 zeros.
    package static let beginning = [UInt8](repeating: 0, count: 32)

    package private(set) var count: Int64
    package private(set) var hash: [UInt8]

    package init(count: Int64 = 0, hash: [UInt8] = beginning) {
        self.count = count
        self.hash = hash
    }

    /// Takes the next line; gives its hash.
    @discardableResult
    package mutating func append(_ line: some Sequence<UInt8>) -> [UInt8] {
        append(contiguous: Array(line))
        return hash
    }

    /// The same without a copy of the line.
    mutating func append(contiguous line: some DataProtocol) {
        var digest = SHA256()
        digest.update(data: hash)
        digest.update(data: line)
        hash.removeAll(keepingCapacity: true)
        hash.append(contentsOf: digest.finalize())
        count += 1
    }
}

extension Sequence<UInt8> {
    /// Two digits a byte, lower case.
    package var hex: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        .joined()
    }
}
