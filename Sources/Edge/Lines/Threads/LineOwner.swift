import CLinux
import Labs
import Quantities
import Scanning
import Synchronization
import Wire

/// What a line's owner thread does: moves bytes between its port and its `LineMachine`.
struct LineOwner: ~Copyable {
    private let line: Int
    private let definition: LineDefinition
    private let address: PortAddress
    private let clock: HostClock
    private let capture: CaptureRing?
    private let mailbox: LineMailbox
    private var machine: LineMachine
    private var connection: Connection?
    private var buffer: [UInt8] = []
    private var retryAt = Instant.start
    private var attempts = 0
    private var epoch: UInt32 = 0

    init(_ setup: LineThread.Setup, _ mailbox: LineMailbox) {
        line = setup.line
        definition = setup.lab.lines[setup.line]
        address = setup.address
        clock = setup.clock
        capture = setup.capture
        self.mailbox = mailbox
        machine = LineMachine(lab: setup.lab, names: setup.names, line: setup.line)
        buffer.reserveCapacity(1024)
    }

    mutating func run() {
        _ = clinux_tight_timers()
        while takeOrders() {
            if connection == nil { reopen() }
            let due = connection == nil ? idle() : work()
            mailbox.publish(&machine.events)
            wait(until: due)
        }
        mailbox.publish(&machine.events)
    }

    /// Takes what others want of the line; false once it is to end.
    private mutating func takeOrders() -> Bool {
        let orders = mailbox.fetch()
        for command in orders.commands { machine.submit(command) }
        for device in orders.refresh { machine.refreshNow(device: device) }
        return !orders.wantsStop
    }

    /// Obeys the newest revocation, immediately before anything can be sent.
    private mutating func revoke() {
        let least = mailbox.leastEpoch.load(ordering: .sequentiallyConsistent)
        guard least != epoch else { return }
        epoch = least
        machine.revoke(before: least)
    }

    /// Receives and sends what is due; returns when there is something to do again.
    private mutating func work() -> Instant {
        receive()
        while connection != nil {
            revoke()
            let now = clock.now
            guard machine.poll(at: now, into: &buffer) else { break }
            capture?.append(.toDevice, buffer, line: line, at: now)
            send()
        }
        giveUpOnSilence()
        return connection == nil ? retryAt : machine.deadlineInPlace()
    }

    private mutating func receive() {
        while true {
            let arrival = connection?.read(into: &buffer) ?? .nothing
            switch arrival {
            case .bytes:
                let now = clock.now
                capture?.append(.fromDevice, buffer, line: line, at: now)
                machine.receive(buffer, at: now)
                if buffer.count < 512 { return }
            case .nothing: return
            case .ended(let fault): return lose(fault)
            }
        }
    }

    private mutating func send() {
        do throws(LineFault) {
            try connection?.send(buffer)
        } catch {
            lose(error)
        }
    }

    /// A network connection through which no device answers any more is opened anew: its peer may
    /// have been restarted without a word.
    private mutating func giveUpOnSilence() {
        guard case .network = address, connection != nil, machine.everyDeviceIsLost else { return }
        lose(LineFault("\(address) answers nothing"))
    }

    private mutating func lose(_ fault: LineFault) {
        connection = nil
        let now = clock.now
        machine.disconnect(at: now)
        attempts += 1
        retryAt = now + backOff
        mailbox.publish(
            LineNotice(line: line, kind: .disconnected(reason: fault.message), at: now)
        )
    }

    private mutating func reopen() {
        let now = clock.now
        guard now >= retryAt else { return }
        do throws(LineFault) {
            connection = try Connection.open(definition, at: address)
            attempts = 0
            capture?.append(.opened, [], line: line, at: clock.now)
            machine.connect(at: clock.now)
            mailbox.publish(
                LineNotice(line: line, kind: .connected(port: address.description), at: clock.now)
            )
        } catch {
            attempts += 1
            if attempts == 1 {
                machine.disconnect(at: now)
                mailbox.publish(
                    LineNotice(line: line, kind: .cannotOpen(reason: error.message), at: now)
                )
            }
            retryAt = clock.now + backOff
        }
    }

    /// 0.25 s, doubling up to 8 s: short enough for a person who has just plugged it in again.
    private var backOff: Lapse {
        Lapse.milliseconds(Int64(250) << Int64(min(max(attempts - 1, 0), 5)))
    }

    private mutating func idle() -> Instant {
        revoke()
        return min(machine.wait(at: clock.now), retryAt)
    }

    private mutating func wait(until due: Instant) {
        let descriptor = connection?.descriptor ?? -1
        let time = clock.wait(until: due)
        guard time > 0 || descriptor >= 0 else { return }
        _ = clinux_wait(descriptor, mailbox.wake.number, time)
    }
}
