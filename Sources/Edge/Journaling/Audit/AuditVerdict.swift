package import Crypto
import Foundation
import Synchronization

/// What an audit record is worth.
package struct AuditVerdict: Hashable, Sendable {
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

    package var count: Int64 = 0
    /// Lines up to the newest checkpoint that holds.
    package var anchored: Int64 = 0
    /// The first thing that is wrong; nothing behind it can be trusted.
    package var fault: Fault?

    /// Judges the record of a journal by checkpoints that were kept elsewhere.
    ///
    /// Each line's hash stands beside it, so that stretches of the record can be judged at once,
    /// one on every core: each begins with the hash that the one before it ends with.
    /// - Throws: `JournalFault` where there is no journal, or none that can be read.
    package init(
        of path: String,
        by checkpoints: [AuditCheckpoint],
        signedBy key: Curve25519.Signing.PublicKey
    ) throws(JournalFault) {
        fault = Self.forged(checkpoints, key)
        guard fault == nil else { return }
        let end = try JournalReader(path).auditCount()
        let parts = Int(min(Int64(ProcessInfo.processInfo.activeProcessorCount), 1 + end / 10_000))
        let bounds = (0...parts).map { end * Int64($0) / Int64(parts) }
        let verdicts = Mutex([Int: Result<AuditVerifier, JournalFault>]())
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let range = bounds[part]..<bounds[part + 1]
            let isLast = part == parts - 1
            let known = checkpoints.filter {
                $0.count > range.lowerBound && (isLast || $0.count <= range.upperBound)
                    || part == 0 && $0.count <= 0
            }
            let verdict = Self.verify(path, range, known)
            verdicts.withLock { $0[part] = verdict }
        }
        let judged = verdicts.withLock { $0 }
        for part in 0..<parts {
            guard let verifier = try judged[part]?.get() else { continue }
            count = verifier.count
            anchored = max(anchored, verifier.anchored)
            fault = verifier.fault
            if fault != nil { return }
        }
    }

    /// The first checkpoint that another key has signed.
    private static func forged(
        _ checkpoints: [AuditCheckpoint],
        _ key: Curve25519.Signing.PublicKey
    ) -> Fault? {
        let signed = Mutex([Bool](repeating: false, count: checkpoints.count))
        let portion = 256
        DispatchQueue.concurrentPerform(iterations: (checkpoints.count + portion - 1) / portion) {
            let from = $0 * portion
            for index in from..<min(from + portion, checkpoints.count)
            where checkpoints[index].isSigned(by: key) { signed.withLock { $0[index] = true } }
        }
        let first = signed.withLock { $0.firstIndex(of: false) }
        return first.map { .forged(checkpoint: checkpoints[$0].count) }
    }

    /// Judges the lines behind the first so many, up to the last one of the range.
    private static func verify(
        _ path: String,
        _ range: Range<Int64>,
        _ checkpoints: [AuditCheckpoint]
    ) -> Result<AuditVerifier, JournalFault> {
        do throws(JournalFault) {
            let reader = try JournalReader(path)
            let hash = try reader.auditHash(of: range.lowerBound)
            let chain = AuditChain(count: range.lowerBound, hash: hash ?? AuditChain.beginning)
            var verifier = AuditVerifier(checkpoints, behind: chain)
            verifier.compare()
            try reader.verify(range, &verifier)
            verifier.conclude(at: range.upperBound)
            return .success(verifier)
        } catch {
            return .failure(error)
        }
    }
}
