/// How long an event of a run stays where room runs short.
enum EventClass: Int, Sendable {
    /// The run's course, step by step: gives way after the samples.
    case course
    /// What the run was for: gives way last.
    case result
    /// How it began and ended, its faults, trips and what people did: never.
    case lasting

    private static let courses = [
        "step-", "act-", "command", "reply", "assigned",
    ].map { Array(#"{"event":"\#($0)"#.utf8) }
    private static let results = Array(#"{"event":"result""#.utf8)

    /// By the beginning of its line, as traces write it.
    init(_ line: [UInt8]) {
        if Self.courses.contains(where: { line.starts(with: $0) }) {
            self = .course
        } else {
            self = line.starts(with: Self.results) ? .result : .lasting
        }
    }
}
