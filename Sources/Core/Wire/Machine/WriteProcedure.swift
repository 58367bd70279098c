import Scanning

/// One Modbus write with what goes around it: opening the device for it, looking what it holds,
/// closing it again.
///
/// Nothing else is sent in between.
struct WriteProcedure: Sendable {
    enum Step: Sendable {
        case unlock(ModbusRequest)
        case look
        case write
        case lock(ModbusRequest)
    }

    /// Whether whoever asked has been told.
    enum Answer: Sendable {
        case owed, given
    }

    let command: PermittedCommand
    let station: Int
    /// The profile's point.
    let point: Int
    let rule: WriteRule
    private let steps: [Step]
    private var next = 0
    /// Whether an unlocking write was acknowledged.
    private var isOpen = false
    var answer = Answer.owed
    /// Known from the start, or once the device was looked at.
    var write: ModbusRequest?

    init(
        _ command: PermittedCommand,
        station: Int,
        point: Int,
        rule: WriteRule,
        write: ModbusRequest?,
        before: [ModbusRequest],
        after: [ModbusRequest],
        look: Bool
    ) {
        self.command = command
        self.station = station
        self.point = point
        self.rule = rule
        self.write = write
        steps =
            before.map { .unlock($0) } + (look ? [.look] : []) + [.write]
            + after.map { .lock($0) }
    }

    /// What to do now; nil once all is done.
    var step: Step? { next < steps.count ? steps[next] : nil }

    mutating func advance() {
        if case .unlock = step { isOpen = true }
        next += 1
    }

    /// Leaves out what has not been done yet, except closing a device that was opened.
    mutating func skipToLock() {
        while let step {
            if case .lock = step, isOpen { return }
            next += 1
        }
    }
}
