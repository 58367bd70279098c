package import Devices
package import Interlocks
package import Quantities

/// From a raw number on the wire to a reading in SI, and back.
package struct ValueConversion: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        case quantity
        case flag
        case choice(count: Int)
    }

    package var scale: Double
    /// By which raw × scale is divided; 1 but for decimals that the device itself tells.
    var divisor = 1.0
    package var offset: Double
    package var unitScale: Double
    package var unitOffset: Double
    package var form: Form

    package init(_ kind: PointKind, scale: Double, offset: Double) {
        self.scale = scale
        self.offset = offset
        switch kind {
        case .quantity(let unit):
            unitScale = unit.scale
            unitOffset = unit.offset
            form = .quantity
        case .flag:
            unitScale = 1
            unitOffset = 0
            form = .flag
        case .choice(let words):
            unitScale = 1
            unitOffset = 0
            form = .choice(count: words.count)
        }
    }

    /// The reading of `raw`.
    ///
    /// Infinite and NaN are the device's way to say that there is none.
    @inline(__always)
    package func reading(raw: Double, at now: Instant) -> Reading {
        let value = scaled(raw)
        guard value.isFinite else { return Reading(value: 0, quality: .deviceBad, at: now) }
        switch form {
        case .quantity: return inSI(value, at: now)
        case .flag: return Reading(value: value == 0 ? 0 : 1, quality: .good, at: now)
        case .choice(let count):
            let known = value >= 0 && value < Double(count) && value == value.rounded(.down)
            return Reading(
                value: known ? value : 0,
                quality: known ? .good : .outOfRange,
                at: now
            )
        }
    }

    /// The same where it is a quantity.
    @inline(__always)
    func quantity(raw: Double, at now: Instant) -> Reading {
        inSI(scaled(raw), at: now)
    }

    @inline(__always)
    private func scaled(_ raw: Double) -> Double { raw * scale / divisor + offset }

    @inline(__always)
    private func inSI(_ value: Double, at now: Instant) -> Reading {
        let si = value * unitScale + unitOffset
        guard si.isFinite else { return Reading(value: 0, quality: .deviceBad, at: now) }
        return Reading(value: si, quality: .good, at: now)
    }

    /// The raw number that means `value` (SI, 0 or 1, index); nil where none does.
    package func raw(of value: Double) -> Double? {
        let wanted: Double
        switch form {
        case .quantity: wanted = (value - unitOffset) / unitScale
        case .flag: wanted = value == 0 ? 0 : 1
        case .choice(let count):
            guard value >= 0, value < Double(count), value == value.rounded(.down) else {
                return nil
            }
            wanted = value
        }
        let raw = (wanted - offset) * divisor / scale
        return raw.isFinite ? raw : nil
    }
}
