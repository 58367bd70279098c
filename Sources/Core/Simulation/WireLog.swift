package import Scanning

/// The commands of a dry run and the frames that carried them, to hold another line's against.
package struct WireLog: Sendable {
    package struct Frame: Hashable, Sendable {
        package var command: CommandID
        /// Index into `Lab.lines`.
        package var line: Int
        package var bytes: [UInt8]
    }

    /// What the scan permitted, in order.
    package var commands: [PermittedCommand] = []
    package var frames: [Frame] = []

    package init() {}

    /// The frames of these commands on one line, in the order they went out.
    package func frames(of wanted: [PermittedCommand], on line: Int) -> [[UInt8]] {
        let ids = Set(wanted.map(\.request.id))
        return frames.filter { $0.line == line && ids.contains($0.command) }.map(\.bytes)
    }
}
