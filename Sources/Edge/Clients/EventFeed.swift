package import Documents
import NIOCore
import NIOHTTP1
import Synchronization

/// What a host tells, as it happens: its server-sent events, collected by a task until they are
/// taken.
package final class EventFeed: Sendable {
    private struct Content: Sendable {
        var events: [DocumentValue] = []
        var rest: [UInt8] = []
        var standing = Standing.connecting

        mutating func note(_ text: [UInt8]) {
            let limits = DocumentLimits(bytes: longestEvent, depth: 32, nodes: 1_000_000)
            let tree = try? DocumentTree.read(
                text,
                file: "event",
                syntax: .json,
                limits: limits
            )
            if let tree { events.append(DocumentValue(tree)) }
        }
    }

    package enum Standing: Hashable, Sendable {
        case connecting, open
        /// The host has ended, or the connection is lost.
        case ended
    }

    /// One event may be so long.
    private static let longestEvent = 8 << 20

    private let content = Mutex(Content())
    private let task: Mutex<Task<Void, Never>?> = Mutex(nil)

    /// Begins to follow the host at `path`.
    package init(at path: String) {
        let following = Task.detached { [weak self] in
            try? await ControlClient.request(at: path, .GET, "v1/events", []) { part in
                guard let self, !Task.isCancelled else { return false }
                switch part {
                case .head(let head):
                    self.content.withLock { $0.standing = .open }
                    return head.status == .ok
                case .body(let buffer): return self.take(buffer.readableBytesView)
                case .end: return false
                }
            }
            self?.content.withLock { $0.standing = .ended }
        }
        task.withLock { $0 = following }
    }

    deinit { task.withLock { $0?.cancel() } }

    package func stop() { task.withLock { $0?.cancel() } }

    package var standing: Standing { content.withLock { $0.standing } }

    /// What came since the last call.
    package func collect() -> [DocumentValue] {
        content.withLock { content in
            defer { content.events.removeAll() }
            return content.events
        }
    }

    /// Events are parted by empty lines; false where one never ends.
    private func take(_ bytes: some Collection<UInt8>) -> Bool {
        content.withLock { content in
            content.rest += bytes
            while let end = content.rest.firstPair(of: 10) {
                let event = content.rest[..<end]
                if event.starts(with: Array("data: ".utf8)) {
                    content.note(Array(event.dropFirst(6)))
                }
                content.rest.removeFirst(end + 2)
            }
            return content.rest.count <= Self.longestEvent
        }
    }
}

extension [UInt8] {
    /// Where two of `byte` stand in a row.
    fileprivate func firstPair(of byte: UInt8) -> Int? {
        var place = startIndex
        while let found = self[place...].firstIndex(of: byte), found + 1 < endIndex {
            if self[found + 1] == byte { return found }
            place = found + 1
        }
        return nil
    }
}
