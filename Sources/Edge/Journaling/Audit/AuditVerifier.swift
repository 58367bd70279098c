package import Crypto

/// Whether an audit record is what its checkpoints say it was.
package struct AuditVerifier: Sendable {
    /// What is wrong with a record.
    package enum Fault: Hashable, Sendable {
        /// A line's number is not the one after the line before it.
        case gap(after: Int64)
        /// A line's hash is not what the lines up to it give.
        case altered(line: Int64)
        /// A checkpoint is not signed by the host's key.
        case forged(checkpoint: Int64)
        /// The record was another one when the checkpoint was made.
        case differs(checkpoint: Int64)
        /// The record ends before a checkpoint: lines were taken away.
        case short(lines: Int64, checkpoint: Int64)

        package var sentence: String {
            switch self {
            case .gap(let number): "After line \(number) a line is missing, or one is there twice."
            case .altered(let line): "Line \(line) is not what was written."
            case .forged(let count): "The checkpoint at line \(count) is not signed by this host."
            case .differs(let count):
                "At line \(count) the record was another one when its checkpoint was made."
            case .short(let lines, let count):
                "The record has \(lines) lines; a checkpoint knows of \(count)."
            }
        }
    }

    private var chain = AuditChain()
    private var pending: [AuditCheckpoint]
    /// The first thing that was wrong; nothing behind it can be trusted.
    package private(set) var fault: Fault?
    /// Lines up to the newest checkpoint that holds.
    package private(set) var anchored: Int64 = 0

    /// A verifier that knows these checkpoints, which must have been kept elsewhere.
    package init(_ checkpoints: [AuditCheckpoint], signedBy key: Curve25519.Signing.PublicKey) {
        pending = checkpoints.sorted { $0.count > $1.count }
        fault = checkpoints.first { !$0.isSigned(by: key) }.map { .forged(checkpoint: $0.count) }
    }

    package var count: Int64 { chain.count }

    /// Takes the next line, with the hash that stands beside it.
    package mutating func take(number: Int64, line: [UInt8], hash: [UInt8]) {
        guard fault == nil else { return }
        guard number == chain.count + 1 else {
            fault = .gap(after: chain.count)
            return
        }
        guard chain.append(line) == hash else {
            fault = .altered(line: number)
            return
        }
        while let next = pending.last, next.count == chain.count {
            pending.removeLast()
            guard next.hash == chain.hash else {
                fault = .differs(checkpoint: next.count)
                return
            }
            anchored = next.count
        }
    }

    /// There are no more lines.
    package mutating func conclude() {
        guard fault == nil else { return }
        // The beginning is a checkpoint of nothing.
        pending.removeAll { $0.count == 0 && $0.hash == AuditChain.beginning }
        if let newest = pending.first {
            fault = .short(lines: chain.count, checkpoint: newest.count)
        }
    }
}
