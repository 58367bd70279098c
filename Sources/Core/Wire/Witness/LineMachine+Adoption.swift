import Interlocks
import Labs
import Quantities
import Scanning

/// A request somebody put on the wire, as the line would have put it there itself.
struct RecognisedRequest {
    var inquiry: Inquiry
    var flight: Flight
    var lane: Poll.Lane
    /// How long its reply may take.
    var patience: Int64
}

/// The machine follows what it did not choose: see `LineWitness`.
extension LineMachine {
    /// What a whole frame asks; nil where no device of the line is meant or understands it.
    func recognise(_ frame: [UInt8], at now: Instant) -> RecognisedRequest? {
        fixed.style == .serial ? recogniseSerial(frame, at: now) : recogniseModbus(frame, at: now)
    }

    /// Waits for the reply to a frame that went out; returns the flight as it now waits.
    mutating func adopt(
        _ request: RecognisedRequest,
        _ frame: [UInt8],
        at time: Int64
    ) -> Flight {
        clock = max(clock, time)
        if fixed.style == .tcp, frame.count > 1 {
            transaction = (UInt16(frame[0]) << 8 | UInt16(frame[1])) &- 1
        }
        var bytes = frame
        launch(request.flight, request.lane, patience: request.patience, at: time, &bytes)
        return request.lane == .main ? main : side
    }

    /// Whether the frame is what the flight had still to say by itself.
    mutating func takesErrand(_ frame: [UInt8], at time: Int64) -> Bool {
        guard fixed.style == .serial, main.errand != .none else { return false }
        var wanted: [UInt8] = []
        return sendErrand(at: max(time, main.deadline), into: &wanted) && wanted == frame
    }

    /// When the lane's flight is given up; nil where it waits for nothing or has still to speak.
    func deadline(of lane: Poll.Lane) -> Int64? {
        let flight = lane == .main ? main : side
        guard flight.stage != .idle, flight.errand == .none else { return nil }
        return flight.deadline
    }

    /// Ends a lane's flight whose time is over; false where silence was what its reply ended with,
    /// or no reply was due.
    mutating func expireInVain(_ lane: Poll.Lane, at time: Int64) -> Bool {
        let flight = lane == .main ? main : side
        let failures = stations[flight.station].failures
        clock = max(clock, time)
        expire(lane, at: time)
        return isOpen(lane) && flight.stage != .unanswered
            && stations[flight.station].failures > min(failures, 999)
    }

    /// Bytes that an echo still has to repeat.
    var expectedEcho: Int { echo.count + serial.echo.count }

    /// How long the flight's reply among `bytes` is, and what a Modbus exception said.
    func reply(to flight: Flight, in bytes: [UInt8]) -> (length: Int, exception: Int?) {
        guard fixed.style != .serial else { return (bytes.count, nil) }
        let around = fixed.style == .tcp ? 6 : 2
        let match = fixed.framing.match(
            bytes,
            shape: flight.shape,
            transaction: flight.transaction
        )
        switch match {
        case .reply: return (flight.shape.length + around, nil)
        case .exception(let code): return (3 + around, code)
        case .nothing: return (bytes.count, nil)
        }
    }

    /// Whether `bytes` would have answered the flight.
    func answers(_ flight: Flight, _ bytes: [UInt8], at time: Int64) -> Bool {
        var other = self
        other.inbox.removeAll()
        other.echo.removeAll()
        other.forgetSerial()
        other.side = .idle
        other.main = flight
        other.main.deadline = Clock.never
        other.main.limit = Clock.never
        other.main.begun = Clock.never
        other.receive(bytes, at: Instant(nanoseconds: time))
        return other.main.stage == .idle
    }
}
