import Interlocks
import Quantities
import Scanning
import Wire

/// How the line gets its connection, loses it, and what people are told of it.
extension LineOwner {
    /// Why there is no connection.
    enum Absence {
        /// Opening it failed, or it broke: tried again when `retry` says.
        case failed
        /// The peer closed a connection that had worked, as many do with idle ones: nobody is
        /// troubled until opening it anew fails, which is tried when there is something to send.
        case dropped
    }

    /// Whether the present connection is known to be good for anything.
    ///
    /// That it could be opened says little: a peer may accept and close at once, for ever.
    enum Proof {
        case given
        /// Until a device answers, or a serial port has stood for a second.
        case awaited(since: Instant)
    }

    /// What people know.
    enum Told {
        case nothing, connected, trouble
    }

    /// Requests without a byte in return after which a network connection is opened anew, where
    /// every device on it is lost: its peer may have been restarted without a word.
    private static let greatestSilence = 3
    private static let settlingTime = Lapse.milliseconds(1000)

    private var isNetwork: Bool { if case .network = address { true } else { false } }

    /// Opens the connection where it is time to; returns when there is something to do again.
    mutating func reach() -> Instant {
        revoke()
        let now = clock.now
        let expiry = machine.wait(at: now)
        if dial == nil {
            let due = absence == .dropped ? max(machine.deadlineInPlace(), retry.at) : retry.at
            guard now >= due else { return min(expiry, due) }
            begin()
        }
        advance()
        if connection != nil { return work(Readiness(woken: false)) }
        return dial == nil ? min(expiry, retry.at) : expiry
    }

    private mutating func begin() {
        if case .network(let host, let port) = address {
            dial = Dial(host, port: port, name: address.description, wake: mailbox.wake)
            return
        }
        do throws(LineFault) {
            opened(try Connection.open(definition, at: address))
        } catch {
            fail(error)
        }
    }

    private mutating func advance() {
        switch dial?.advance() {
        case nil, .underWay: return
        case .connected(let descriptor):
            dial = nil
            let name = address.description
            opened(Connection(descriptor: descriptor, name: name, owner: .socket))
        case .failed(let fault):
            dial = nil
            fail(fault)
        }
    }

    private mutating func opened(_ new: consuming Connection) {
        port = new.name
        descriptor = new.descriptor
        connection = consume new
        let now = clock.now
        capture?.append(.opened, [], line: line, at: now)
        unheard = 0
        proof = .awaited(since: now)
        switch absence {
        case .failed: machine.connect(at: now)
        case .dropped: machine.resume(at: now)
        }
        absence = .failed
        if told == .nothing { tellConnected(at: now) }
    }

    /// The connection ended by itself.
    mutating func drop(_ fault: LineFault) {
        guard case .given = proof, isNetwork else { return lose(fault) }
        connection = nil
        absence = .dropped
        let now = clock.now
        machine.interrupt(at: now)
        retry.postpone(until: now + machine.connection.reconnectPause)
    }

    /// The connection is of no use any more.
    mutating func lose(_ fault: LineFault) { fail(fault) }

    private mutating func fail(_ fault: LineFault) {
        connection = nil
        absence = .failed
        let now = clock.now
        machine.disconnect(at: now)
        retry.fail(at: now)
        retry.postpone(until: now + machine.connection.reconnectPause)
        guard told != .trouble else { return }
        let reason = fault.sentence
        tell(told == .nothing ? .cannotOpen(reason: reason) : .disconnected(reason: reason), now)
        told = .trouble
    }

    /// Notices when the connection has shown that it works.
    mutating func prove() {
        guard case .awaited(let since) = proof, connection != nil else { return }
        let now = clock.now
        let hasSettled = !isNetwork && now >= since + Self.settlingTime
        guard hasSettled || machine.events.contains(where: \.isAnswer) else { return }
        proof = .given
        retry.succeed()
        if told != .connected { tellConnected(at: now) }
    }

    var proofDue: Instant {
        guard case .awaited(let since) = proof, !isNetwork else { return .never }
        return since + Self.settlingTime
    }

    /// The machine knows better than the port whether the connection is of any use.
    mutating func heedReconnect() {
        guard connection != nil else { return }
        for case .reconnect(let reason, _) in machine.events {
            switch reason {
            case .silent: lose(LineFault("\(port) answers nothing; it is opened anew"))
            case .garbled:
                drop(
                    LineFault("\(port) sends what cannot be parted into frames; it is opened anew")
                )
            }
            return
        }
    }

    mutating func giveUpOnSilence() {
        guard unheard >= Self.greatestSilence, isNetwork, connection != nil,
            machine.everyDeviceIsLost
        else { return }
        lose(LineFault("\(address) answers nothing (is the device behind it switched on?)"))
    }

    private mutating func tellConnected(at now: Instant) {
        told = .connected
        tell(.connected(port: port), now)
    }

    private mutating func tell(_ kind: LineNotice.Kind, _ now: Instant) {
        news.add(LineNotice(line: line, kind: kind, at: now))
    }
}

extension LineEvent {
    /// Whether only a device that was heard can have caused it.
    fileprivate var isAnswer: Bool {
        switch self {
        case .reading(_, let reading): reading.quality != .noAnswer
        case .outcome(_, let outcome, _): outcome != .inDoubt && outcome != .notSent
        case .deviceFound: true
        case .deviceLost, .reconnect, .wear: false
        }
    }
}
