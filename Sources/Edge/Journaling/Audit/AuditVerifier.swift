import Crypto
import Foundation

/// Whether a stretch of an audit record is what its checkpoints say it was.
struct AuditVerifier: Sendable {
    typealias Fault = AuditVerdict.Fault

    private var chain: AuditChain
    private var pending: [AuditCheckpoint]
    /// The first thing that was wrong; nothing behind it can be trusted.
    private(set) var fault: Fault?
    /// Lines up to the newest checkpoint that holds.
    private(set) var anchored: Int64 = 0

    /// A verifier that knows these checkpoints of the lines behind `chain`; none is older.
    init(_ checkpoints: [AuditCheckpoint], behind chain: AuditChain) {
        pending = checkpoints.sorted { $0.count > $1.count }
        self.chain = chain
    }

    var count: Int64 { chain.count }

    /// Takes the next line, with the hash that stands beside it.
    mutating func take(number: Int64, line: Data, hash: Data) {
        guard fault == nil else { return }
        guard number == chain.count + 1 else {
            fault = .gap(after: chain.count)
            return
        }
        chain.append(contiguous: line)
        guard isLast(hash) else {
            fault = .altered(line: number)
            return
        }
        compare()
    }

    /// Whether it is the chain's last hash; looked at as plain memory, since millions are.
    private func isLast(_ hash: Data) -> Bool {
        unsafe hash.withUnsafeBytes { theirs in
            unsafe chain.hash.withUnsafeBytes { unsafe theirs.elementsEqual($0) }
        }
    }

    /// Compares with the checkpoints that know of just so many lines.
    mutating func compare() {
        while let next = pending.last, next.count == chain.count {
            pending.removeLast()
            guard next.hash == chain.hash else {
                fault = .differs(checkpoint: next.count)
                return
            }
            anchored = next.count
        }
    }

    /// There are no more lines before `end`.
    mutating func conclude(at end: Int64) {
        guard fault == nil else { return }
        if chain.count < end {
            fault = .gap(after: chain.count)
        } else if let newest = pending.first {
            fault = .short(lines: chain.count, checkpoint: newest.count)
        }
    }
}
