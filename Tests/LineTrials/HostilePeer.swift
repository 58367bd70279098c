import Trials

/// Devices on one line in virtual time that answer late, twice, cut, among noise, or in another's
/// name, as often as told.
///
/// Every reply shows numbers that no other reply shows, so that whatever is taken for an answer can
/// be told from what is one.
struct HostilePeer {
    /// How often each thing happens to a reply, of 1; the rest come as they should.
    struct Rates: Sendable {
        var late = 0.0
        var lost = 0.0
        var doubled = 0.0
        var echoed = 0.0
        var noise = 0.0
        var foreign = 0.0
        var truncated = 0.0
        var flipped = 0.0
        var inParts = 0.0
        /// In time, but near the end of it.
        var slow = 0.0
    }

    struct Parcel {
        var at: Int64
        var bytes: [UInt8]
        /// Whether the true reply of the request `serial` ends in it, whole and in time.
        var completes = -1
    }

    let frames: PeerFrames
    /// ns a character; t3.5; what the profile declares.
    let character: Int64
    let silence: Int64
    let timeout: Int64
    let lateness: Int64
    let repeatsWithin: Int64
    /// Every request comes back first.
    let echoes: Bool
    let rates: Rates
    private(set) var parcels: [Parcel] = []
    private(set) var serial = 0
    /// What each unit's written register holds, by unit.
    private(set) var held = [UInt16](repeating: 0, count: 256)
    /// How often each value was written.
    private(set) var writes: [Int: Int] = [:]
    private var dice: Dice

    init(
        frames: PeerFrames,
        character: Int64,
        silence: Int64,
        timeout: Int64,
        lateness: Int64,
        repeatsWithin: Int64,
        echoes: Bool,
        rates: Rates,
        seed: UInt64
    ) {
        self.frames = frames
        self.character = character
        self.silence = silence
        self.timeout = timeout
        self.lateness = lateness
        self.repeatsWithin = repeatsWithin
        self.echoes = echoes
        self.rates = rates
        dice = Dice(seed)
    }

    /// Address of the register that is written.
    static let written = 20

    /// What the register at `address` shows in the reply to request `serial`.
    static func value(_ unit: UInt8, _ function: UInt8, _ address: Int, _ serial: Int) -> UInt16 {
        var mixed = UInt64(serial) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= UInt64(address) << 16 | UInt64(unit) << 8 | UInt64(function)
        mixed = (mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9
        return UInt16(truncatingIfNeeded: mixed >> 32)
    }

    var nextArrival: Int64 { parcels.first?.at ?? .max }

    mutating func take() -> Parcel { parcels.removeFirst() }

    private mutating func post(_ parcel: Parcel) {
        var place = parcels.count
        while place > 0, parcels[place - 1].at > parcel.at { place -= 1 }
        parcels.insert(parcel, at: place)
    }

    /// A request whose first byte goes out at `now`.
    mutating func hear(_ request: [UInt8], at now: Int64) {
        serial += 1
        let out = now + Int64(request.count) * character
        if echoes { post(Parcel(at: out, bytes: request)) }
        guard let asked = frames.read(request) else { return }
        let reply = answer(asked)
        let heard = out + silence
        if dice.chance(rates.lost) { return }
        if !echoes, asked.function < 5, dice.chance(rates.echoed) {
            post(Parcel(at: out + character, bytes: request))
        }
        // The host's patience: both frames, a silence and the timeout.
        let wire = Int64(request.count + reply.count) * character
        let limit = now + wire + silence + timeout
        if dice.chance(rates.late) {
            post(Parcel(at: limit + share(lateness), bytes: reply))
            return
        }
        var begins = heard + 1_000_000 + Int64(dice.unit() * 10e6)
        if dice.chance(rates.slow) { begins = heard + Int64(dice.unit() * 0.9 * Double(timeout)) }
        begins = disturb(asked, reply, from: begins)
        if dice.chance(rates.truncated) {
            let part = Array(reply.prefix(dice.whole(1...(reply.count - 1))))
            post(Parcel(at: begins + time(part), bytes: part))
            return
        }
        if dice.chance(rates.flipped), frames.kind == .rtu {
            var bytes = reply
            for _ in 0..<dice.whole(1...3) {
                bytes[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8))
            }
            post(
                Parcel(
                    at: begins + time(bytes),
                    bytes: bytes,
                    completes: bytes == reply ? serial : -1
                )
            )
            return
        }
        send(reply, from: begins, by: limit)
    }

    /// More than nothing, less than all.
    private mutating func share(_ span: Int64) -> Int64 {
        Int64((0.001 + 0.998 * dice.unit()) * Double(span))
    }

    private func time(_ bytes: [UInt8]) -> Int64 { Int64(bytes.count) * character }

    /// Noise and others' replies before the true one, which then begins later.
    private mutating func disturb(
        _ asked: PeerFrames.Asked,
        _ reply: [UInt8],
        from begins: Int64
    ) -> Int64 {
        var begins = begins
        if dice.chance(rates.foreign) {
            let unit = UInt8(dice.whole(1...247))
            if unit != asked.unit {
                var data = Array(reply.dropFirst(frames.kind == .tcp ? 7 : 1))
                if frames.kind == .rtu { data.removeLast(2) }
                for index in data.indices.dropFirst(2) { data[index] = UInt8(dice.below(256)) }
                let foreign = frames.frame(unit, data, asked.transaction)
                begins += time(foreign)
                post(Parcel(at: begins, bytes: foreign))
                begins += silence
            }
        }
        if dice.chance(rates.noise) {
            let noise = (0..<dice.whole(1...20)).map { _ in UInt8(dice.below(256)) }
            begins += time(noise)
            post(Parcel(at: begins, bytes: noise))
        }
        return begins
    }

    /// The true reply, whole, perhaps in parts, perhaps twice.
    private mutating func send(_ reply: [UInt8], from begins: Int64, by limit: Int64) {
        let end = begins + time(reply)
        let completes = end < limit ? serial : -1
        if dice.chance(rates.inParts) {
            let cut = dice.whole(1...(reply.count - 1))
            let part = Array(reply.prefix(cut))
            post(Parcel(at: begins + time(part), bytes: part))
            post(Parcel(at: end, bytes: Array(reply.dropFirst(cut)), completes: completes))
        } else {
            post(Parcel(at: end, bytes: reply, completes: completes))
        }
        guard dice.chance(rates.doubled) else { return }
        // A serial line that is declared to repeat may do so within its time, any other at once.
        let gap = frames.kind == .tcp ? share(50_000_000) : max(share(repeatsWithin), time(reply))
        let copy = repeatsWithin > 0 || frames.kind == .tcp ? gap : time(reply)
        post(Parcel(at: end + copy, bytes: reply))
    }

    private mutating func answer(_ asked: PeerFrames.Asked) -> [UInt8] {
        var data: [UInt8] = [asked.function]
        switch asked.function {
        case 1, 2:
            let bytes = (asked.count + 7) / 8
            data.append(UInt8(bytes))
            for byte in 0..<bytes {
                let word = Self.value(asked.unit, asked.function, asked.address + 8 * byte, serial)
                let left = asked.count - 8 * byte
                data.append(UInt8(word & 0xFF) & (left >= 8 ? 0xFF : UInt8(1 << left) - 1))
            }
        case 3, 4:
            data.append(UInt8(2 * asked.count))
            for address in asked.address..<(asked.address + asked.count) {
                let word = shown(asked.unit, asked.function, address)
                data += [UInt8(word >> 8), UInt8(word & 0xFF)]
            }
        default:
            let word = UInt16(asked.data[0]) << 8 | UInt16(asked.data[1])
            held[Int(asked.unit)] = word
            writes[Int(asked.unit) << 16 | Int(word), default: 0] += 1
            let address = [UInt8(asked.address >> 8), UInt8(asked.address & 0xFF)]
            data += address + (asked.function == 16 ? [0, 1] : asked.data[0..<2])
        }
        return frames.frame(asked.unit, data, asked.transaction)
    }

    private func shown(_ unit: UInt8, _ function: UInt8, _ address: Int) -> UInt16 {
        address == Self.written && function == 3
            ? held[Int(unit)] : Self.value(unit, function, address, serial)
    }
}
