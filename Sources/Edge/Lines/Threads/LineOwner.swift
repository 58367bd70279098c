import CLinux
import Labs
import Quantities
import Scanning
import Synchronization
import Wire

/// What a line's owner thread does: moves bytes between its port and its `LineMachine`.
struct LineOwner: ~Copyable {
    /// Reads in a row before anything else is looked at: a peer that never stops talking must not
    /// keep orders away.
    private static let greatestReads = 16

    let line: Int
    let definition: LineDefinition
    let address: PortAddress
    let clock: HostClock
    let mailbox: LineMailbox
    var machine: LineMachine
    var connection: Connection?
    /// The connection that is being made.
    var dial: Dial?
    /// What the present connection is called, and its descriptor.
    var port = ""
    var descriptor: Int32 = -1
    var absence = Absence.failed
    var proof = Proof.given
    var told = Told.nothing
    var retry = Retry()
    /// Requests sent since anything was heard.
    var unheard = 0
    let capture: CaptureRing?
    private var buffer: [UInt8] = []
    /// What was told and not taken yet.
    var news = LineNews()
    private var epoch: UInt32 = 0

    init(_ setup: LineThread.Setup, _ mailbox: LineMailbox) {
        line = setup.line
        definition = setup.lab.lines[setup.line]
        address = setup.address
        clock = setup.clock
        capture = setup.capture
        self.mailbox = mailbox
        machine = LineMachine(lab: setup.lab, names: setup.names, line: setup.line)
        machine.decoding = .later
        buffer.reserveCapacity(Connection.capacity)
    }

    mutating func run() {
        _ = clinux_tight_timers()
        var ready = Readiness(woken: true)
        while !ready.isWoken || takeOrders() {
            let due = connection == nil ? reach() : work(ready)
            publish()
            ready = wait(until: due)
        }
        end()
    }

    /// Takes what others want of the line; false once it is to end.
    private mutating func takeOrders() -> Bool {
        // Before anything is looked at: what comes after the look wakes again.
        mailbox.wake.clear()
        guard !mailbox.wantsStop else { return false }
        while let order = mailbox.take() {
            switch order {
            case .command(let command): machine.submit(command)
            case .refresh(let device): machine.refreshNow(device: device)
            }
        }
        return true
    }

    private mutating func publish() {
        news.add(&machine.events)
        mailbox.publish(&news)
    }

    /// Obeys the newest revocation, immediately before anything can be sent.
    mutating func revoke() {
        let least = mailbox.leastEpoch.load(ordering: .sequentiallyConsistent)
        guard least != epoch else { return }
        epoch = least
        machine.revoke(before: least)
    }

    /// Receives and sends what is due; returns when there is something to do again.
    mutating func work(_ ready: Readiness) -> Instant {
        if ready.isReadable || ready.isHungUp { listen(ready) }
        while connection != nil {
            revoke()
            let now = clock.now
            guard machine.poll(at: now, into: &buffer) else { break }
            capture?.append(.toDevice, buffer, line: line, at: now)
            send()
        }
        // While the device works on the next request.
        machine.digest()
        prove()
        heedReconnect()
        giveUpOnSilence()
        guard connection != nil else { return clock.now }
        return min(machine.deadlineInPlace(), proofDue)
    }

    private mutating func listen(_ ready: Readiness) {
        var count = 0
        while count < Self.greatestReads {
            let arrival = connection?.read(into: &buffer) ?? .nothing
            switch arrival {
            case .bytes:
                count += 1
                unheard = 0
                let now = clock.now
                capture?.append(.fromDevice, buffer, line: line, at: now)
                machine.receive(buffer, at: now)
                if buffer.count < Connection.capacity { return }
            case .nothing:
                // A terminal whose other end is gone reads as empty for ever.
                guard ready.isHungUp, count == 0 else { return }
                lose(LineFault("\(port) hung up (unplugged, or the program behind it ended)"))
                return
            case .ended(let fault): return drop(fault)
            }
        }
    }

    private mutating func send() {
        unheard += 1
        do throws(LineFault) {
            try connection?.send(buffer)
        } catch {
            drop(error)
        }
    }

    /// The last thing the thread does: nothing that waits is ever sent.
    private mutating func end() {
        connection = nil
        dial = nil
        machine.disconnect(at: clock.now)
        machine.revoke(before: .max)
        publish()
    }

    private func wait(until due: Instant) -> Readiness {
        let event = mailbox.wake.number
        let time = clock.wait(until: due)
        if let attempt = dial?.attempt() {
            let longest = min(time, attempt.wait)
            return Readiness(clinux_wait_to_write(attempt.descriptor, event, longest))
        }
        return Readiness(clinux_wait(connection == nil ? -1 : descriptor, event, time))
    }
}

/// What a wait ended with; nothing of it where time passed or a signal came.
struct Readiness {
    private let seen: UInt32

    init(_ found: Int32) { seen = found < 0 ? 0 : UInt32(found) }

    init(woken: Bool) { seen = woken ? CLINUX_WOKEN.rawValue : 0 }

    var isWoken: Bool { seen & CLINUX_WOKEN.rawValue != 0 }
    var isReadable: Bool { seen & CLINUX_READABLE.rawValue != 0 }
    var isHungUp: Bool { seen & CLINUX_HUNG_UP.rawValue != 0 }
}
