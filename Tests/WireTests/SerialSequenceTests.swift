import Devices
import Interlocks
import Labs
import Quantities
import Scanning
import Testing
import Wire

/// Numbered messages: Cavro OEM (733085-B 3.2.1) with its repeat flag, ProPar with numbers in
/// replies.
struct SerialSequenceTests {
    /// STX 0 ` ETX cs: ready, no error.
    private let ready = hex("02 30 60 03 51")

    private func pump() throws -> Bench {
        try Fixtures.bench("oem-pump", at: [0x31], reading: ["busy"])
    }

    /// A pump whose last number is known: one exchange was answered.
    private func acquainted() throws -> Bench {
        let bench = try pump()
        #expect(bench.sent() == hex("02 31 31 51 03 50"))
        bench.receive(ready, after: .milliseconds(5))
        #expect(bench.values() == ["d0.busy": 0])
        return bench
    }

    @Test func `each message bears the next number`() throws {
        let bench = try acquainted()
        try bench.tell("initialise")
        // Number 2: 02 31 32 5A 52 03, exclusive or 0A.
        #expect(bench.sent() == hex("02 31 32 5A 52 03 0A"))
        bench.receive(hex("02 30 40 03 71"), after: .milliseconds(5))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `an unanswered command is repeated with the flag and the same number`() throws {
        let bench = try acquainted()
        try bench.tell("initialise")
        let asked = bench.now
        #expect(bench.sent() == hex("02 31 32 5A 52 03 0A"))
        // 0011 1010: repeat flag and number 2.
        #expect(bench.sent() == hex("02 31 3A 5A 52 03 02"))
        #expect(bench.now - asked >= .milliseconds(100))
        #expect(bench.outcomes().isEmpty)
        bench.receive(hex("02 30 40 03 71"), after: .milliseconds(5))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `after its repeats an unanswered command is in doubt, once`() throws {
        let bench = try acquainted()
        try bench.tell("initialise")
        #expect(bench.sent() == hex("02 31 32 5A 52 03 0A"))
        #expect(bench.sent() == hex("02 31 3A 5A 52 03 02"))
        #expect(bench.sent() == hex("02 31 3A 5A 52 03 02"))
        let next = bench.sent()
        #expect(next == hex("02 31 33 51 03 52"))
        #expect(bench.outcomes() == [.inDoubt])
    }

    @Test func `nothing is repeated before the pump's last number is known`() throws {
        let bench = try pump()
        try bench.tell("initialise")
        #expect(bench.sent() == hex("02 31 31 5A 52 03 09"))
        let next = bench.sent()
        #expect(next != hex("02 31 39 5A 52 03 01"))
        #expect(bench.outcomes() == [.inDoubt])
    }

    @Test func `a new connection knows nothing of the pump's number`() throws {
        let bench = try acquainted()
        bench.line.interrupt(at: bench.now)
        try bench.tell("initialise")
        #expect(bench.sent() == hex("02 31 32 5A 52 03 0A"))
        _ = bench.sent()
        #expect(bench.outcomes() == [.inDoubt])
    }

    @Test func `after a repeat the answers to both are waited for`() throws {
        let bench = try acquainted()
        try bench.tell("initialise")
        _ = bench.sent()
        _ = bench.sent()
        bench.receive(hex("02 30 40 03 71"), after: .milliseconds(5))
        let answered = bench.now
        bench.receive(hex("02 30 40 03 71"), after: .milliseconds(30))
        _ = bench.sent()
        #expect(bench.now - answered >= .milliseconds(500))
        #expect(bench.outcomes() == [.acknowledged])
        #expect(bench.readings().isEmpty)
    }

    @Test func `a status error of the answer refuses the command with its number`() throws {
        let bench = try acquainted()
        try bench.tell("move-plunger", [1400, 3000])
        #expect(bench.sent() == hex("02 31 32 56 31 34 30 30 41 33 30 30 30 52 03 41"))
        // Error 7, not initialised: STX 0 g ETX.
        bench.receive(hex("02 30 67 03 56"), after: .milliseconds(5))
        #expect(bench.outcomes() == [.refused(code: 7)])
    }

    @Test(arguments: [
        ("02 30 6F 03 5E", CommandOutcome.busy), ("02 30 69 03 58", .inDoubt),
        ("02 30 6D 03 5C", .inDoubt), ("02 30 63 03 52", .refused(code: 3)),
    ])
    func `a status error is judged by what the protocol says of it, an unknown one is in doubt`(
        reply: String,
        outcome: CommandOutcome
    ) throws {
        let bench = try acquainted()
        try bench.tell("move-plunger", [1400, 3000])
        _ = bench.sent()
        bench.receive(hex(reply), after: .milliseconds(5))
        #expect(bench.outcomes() == [outcome])
    }

    @Test func `a line synchronisation byte before STX counts for no sum`() throws {
        let bench = try pump()
        _ = bench.sent()
        bench.receive([0xFF] + ready, after: .milliseconds(5))
        #expect(bench.values() == ["d0.busy": 0])
    }

    @Test func `a group's address is told and never waited for`() throws {
        let single = try pump()
        var profile = single.lab.profiles[0]
        profile.points = []
        let bench = Bench(
            .serial,
            [(single.lab.profiles[0], 0x31), (profile, 0x5F)],
            protocols: single.lab.protocols
        )
        try bench.tell("terminate", device: 1)
        // To all pumps: 02 5F 31 54 03, exclusive or 3B.
        #expect(bench.sent() == hex("02 5F 31 54 03 3B"))
        let told = bench.now
        #expect(bench.sent() != nil)
        #expect(bench.now - told < .milliseconds(20))
        #expect(bench.outcomes() == [.acknowledged])
    }

    @Test func `a ProPar reply with another message's number answers nothing`() throws {
        let bench = try Fixtures.bench("propar-controller", at: [0x80], reading: ["measure"])
        #expect(bench.sent() == hex("10 02 01 80 05 04 01 20 01 20 10 03"))
        bench.receive(hex("10 02 00 80 05 02 01 20 3E 80 10 03"), after: .milliseconds(5))
        #expect(bench.readings().isEmpty)
        bench.receive(hex("10 02 01 80 05 02 01 20 3E 80 10 03"), after: .milliseconds(5))
        #expect(bench.values().count == 1)
    }

    @Test func `a ProPar setpoint is written with its number and read as done`() throws {
        let bench = try Fixtures.bench("propar-controller", at: [0x80], reading: ["measure"])
        _ = bench.sent()
        bench.receive(hex("10 02 01 80 05 02 01 20 3E 80 10 03"), after: .milliseconds(5))
        try bench.tell("set-setpoint", [16000])
        // Vector of 9.17.027: write setpoint 16000 as message 2.
        #expect(bench.sent() == hex("10 02 02 80 05 01 01 21 3E 80 10 03"))
        bench.receive(hex("10 02 02 80 03 00 00 05 10 03"), after: .milliseconds(5))
        #expect(bench.outcomes() == [.acknowledged])
        try bench.tell("set-setpoint", [0x1010])
        #expect(bench.sent() == hex("10 02 03 80 05 01 01 21 10 10 10 10 10 03"))
    }

    @Test func `what a line may cost counts the repeats and the question after a command`() throws {
        let pump = try pump()
        let budget = LineBudget(lab: pump.lab, names: pump.names, line: 0)
        // Three times 100 ms and the wire.
        #expect(budget.items.allSatisfy { $0.timeout > .milliseconds(300) })
        #expect(budget.longestWrite > .milliseconds(300))
        let circulator = try Fixtures.bench("julabo-circulator", at: [1])
        let slow = LineBudget(lab: circulator.lab, names: circulator.names, line: 0)
        // 500 ms twice and 250 ms between.
        #expect(slow.longestWrite > .milliseconds(1250))
    }
}
