import CLineBench
import Hosting

/// The benchmarks' Modbus server, in a process of its own that ends with this.
@safe final class LinePeer {
    /// TCP ports or device files, as it was told.
    let places: [String]
    private let process: Int32
    private let shared: UnsafeMutablePointer<bench_count>

    init(_ peer: bench_peer) throws(Failure) {
        var peer = peer
        var count: UnsafeMutablePointer<bench_count>?
        var text = [CChar](repeating: 0, count: 4096)
        process = unsafe bench_peer_start(&peer, &count, &text, Int32(text.count))
        guard process > 0, let count = unsafe count else {
            throw Failure("The server of the benchmark does not start.")
        }
        unsafe shared = count
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        places = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    deinit { bench_peer_stop(process) }

    var count: bench_count { unsafe shared.pointee }

    var port: Int { places.first.flatMap { Int($0) } ?? 0 }
}

extension bench_peer {
    /// Answers at once, and always.
    static func tcp() -> bench_peer {
        var peer = bench_peer()
        peer.seed = 7
        return peer
    }

    static func ptys(_ count: Int32) -> bench_peer {
        var peer = bench_peer()
        peer.tcp = -1
        peer.ptys = count
        peer.seed = 11
        return peer
    }

    /// Delays, doubles, echoes, adds noise, answers for others, cuts, as the shares say.
    func hostile(late: ClosedRange<Int32>) -> bench_peer {
        var peer = self
        (peer.slow, peer.duplicated, peer.foreign, peer.crossed) = (300, 500, 500, 400)
        (peer.refused, peer.late, peer.silent, peer.usurped) = (100, 40, 20, 20)
        peer.cut = 20
        if peer.tcp < 0 { (peer.echoed, peer.noisy, peer.corrupt) = (400, 600, 40) }
        peer.slow_most = 10
        (peer.late_least, peer.late_most) = (late.lowerBound, late.upperBound)
        return peer
    }
}
