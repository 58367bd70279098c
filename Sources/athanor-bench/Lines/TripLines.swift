import Foundation
import Glibc
import Hosting
import Interlocks
import LineTrials
import Lines
import Quantities

/// Trips on four terminals with 32 devices at full polling load, by a whole host: every zone is
/// told to be safe, none without need; how late, the peer judges by the wires.
///
/// A slice; with `ATHANOR_SOAK=1` ten thousand.
enum TripLines {
    private static var wanted: Int {
        ProcessInfo.processInfo.environment["ATHANOR_SOAK"] == "1" ? 10_000 : 200
    }

    static func run() throws(Failure) {
        let peer = try TripPeer(trips: wanted)
        var loaded = try DemoFiles.open()
        loaded.replace(TripHistory.lab)
        let host = try LabHost(
            loaded,
            ports: LinePorts(simulators: peer.places.map { .device($0) }),
            clock: HostClock()
        )
        defer { host.stop() }
        var healing: Set<Int> = []
        while peer.isOn {
            Thread.sleep(forTimeInterval: 0.02)
            for zone in peer.healed() { healing.insert(zone) }
            let latched = host.collect().latched.map(\.interlock)
            for zone in healing {
                if latched.contains(zone) {
                    host.order(.reset(interlock: zone))
                } else {
                    healing.remove(zone)
                    peer.arm(zone)
                }
            }
        }
        let names = ["trips", "missed", "needless", "worst", "p50", "p99", "over"]
        for (name, value) in zip(names, peer.result) { print("\(name) \(value)") }
    }
}

/// `Tests/Peers/trip_peer.py`, which plays the devices and judges.
private final class TripPeer {
    private(set) var places: [String] = []
    private(set) var result: [String] = []
    private let process = Process()
    private let orders = Pipe()
    private let answers = Pipe()
    private var text = ""

    /// - Throws: `Failure` where it cannot be started.
    init(trips: Int) throws(Failure) {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "Tests/Peers/trip_peer.py", "\(trips)", "1"]
        process.standardInput = orders
        process.standardOutput = answers
        do { try process.run() } catch { throw Failure("The trips' peer cannot be started.") }
        while places.count < 4 {
            guard let line = waitForLine() else { throw Failure("The trips' peer has ended.") }
            places.append(line)
        }
        let descriptor = answers.fileHandleForReading.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { process.terminate() }

    var isOn: Bool { result.isEmpty && process.isRunning }

    /// Zones whose sensors are healthy again.
    func healed() -> [Int] {
        read()
        var zones: [Int] = []
        while let line = nextLine() {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "heal": zones += words.dropFirst().compactMap { Int($0) }
            case "end": result = Array(words.dropFirst())
            default: break
            }
        }
        return zones
    }

    /// The zone's interlock is reset: it may trip again.
    func arm(_ zone: Int) {
        try? orders.fileHandleForWriting.write(contentsOf: Data("armed \(zone)\n".utf8))
    }

    private func waitForLine() -> String? {
        while true {
            if let line = nextLine() { return line }
            let data = answers.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            text += String(decoding: data, as: UTF8.self)
        }
    }

    private func read() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let descriptor = answers.fileHandleForReading.fileDescriptor
        while true {
            let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
            guard count > 0 else { return }
            text += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
    }

    private func nextLine() -> String? {
        guard let end = text.firstIndex(of: "\n") else { return nil }
        defer { text = String(text[text.index(after: end)...]) }
        return String(text[..<end])
    }
}
