import Interlocks
import Quantities

/// What is known of values that take part in others and come with replies of their own.
struct ApartValues: Sendable {
    struct Known: Sendable {
        /// In its point's unit.
        var value = 0.0
        var quality = Quality.neverRead
        var at = Instant.start
    }

    /// A value that came, and waits until what takes part in it was read again.
    struct Held: Sendable {
        /// Into the plan's bound values.
        var bound: Int
        var raw: Double
        var conversion: ValueConversion
        var at: Instant
        /// Sources that were not read since.
        var missing: [Int]
    }

    /// By source of the plan.
    var known: [Known]
    var held: [Held] = []

    init(_ plan: ApartPlan) { known = plan.sources.map { _ in Known() } }
}

/// Values of which a part comes with another reply.
///
/// Between two replies a device may change what a value means, and nothing in the value tells. So
/// it waits until the part was read again: only where that is what it was before the value was
/// read is it known what the value meant.
extension LineMachine {
    /// A value came: it waits for its parts, or is bad where one of them is.
    mutating func hold(_ place: Int, _ bytes: [UInt8], data: Int, at now: Instant) {
        guard let index = fixed.apart.bound.firstIndex(where: { $0.field == place }) else { return }
        let bound = fixed.apart.bound[index]
        apart.held.removeAll { $0.bound == index }
        for source in bound.sources {
            let quality = quality(of: source, at: now)
            if quality == .neverRead { return }
            guard quality == .good else { return report(bound.point, quality, at: now) }
        }
        let field = fixed.fields[place]
        let values = apart.known.map(\.value)
        guard let raw = field.number(bytes, data: data, bad: fixed.bad),
            let conversion = fixed.context.conversion(of: field, bytes, data: data, apart: values)
        else { return report(bound.point, .deviceBad, at: now) }
        apart.held.append(
            ApartValues.Held(
                bound: index,
                raw: raw,
                conversion: conversion,
                at: now,
                missing: bound.sources
            )
        )
    }

    /// A point was read, or is known to be bad; nothing happens where nobody waits for it.
    mutating func learn(_ point: Int, _ quality: Quality, _ value: Double?, at now: Instant) {
        guard let source = fixed.apart.sources.firstIndex(where: { $0.point == point }) else {
            return
        }
        let before = apart.known[source]
        // Being busy takes nothing away from what was said before; that ages.
        if quality == .busy, self.quality(of: source, at: now) == .good { return }
        apart.known[source] = ApartValues.Known(value: value ?? 0, quality: quality, at: now)
        guard quality == .good else {
            drop(waitingFor: source)
            for bound in fixed.apart.bound where bound.sources.contains(source) {
                report(bound.point, quality, at: now)
            }
            return
        }
        guard before.quality == .good, before.value == value else {
            // It changed somewhere between: under which of the two a value stood, nobody knows.
            return drop(waitingFor: source)
        }
        confirm(source, at: now)
    }

    private mutating func confirm(_ source: Int, at now: Instant) {
        for index in apart.held.indices {
            apart.held[index].missing.removeAll { $0 == source }
            guard apart.held[index].missing.isEmpty else { continue }
            let value = apart.held[index]
            let bound = fixed.apart.bound[value.bound]
            guard (now - value.at).nanoseconds <= bound.stale else { continue }
            let reading = value.conversion.reading(raw: value.raw, at: value.at)
            events.append(.reading(point: bound.point, reading))
        }
        apart.held.removeAll { $0.missing.isEmpty }
    }

    private mutating func drop(waitingFor source: Int) {
        let bound = fixed.apart.bound
        apart.held.removeAll { bound[$0.bound].sources.contains(source) }
    }

    private func quality(of source: Int, at now: Instant) -> Quality {
        let known = apart.known[source]
        let isOld = (now - known.at).nanoseconds > fixed.apart.sources[source].stale
        return known.quality == .good && isOld ? .stale : known.quality
    }

    private mutating func report(_ point: Int, _ quality: Quality, at now: Instant) {
        events.append(.reading(point: point, Reading(value: 0, quality: quality, at: now)))
    }

    /// A device is lost: nothing that is known of it counts any more.
    mutating func loseParts(of station: Station) {
        let points = station.firstPoint..<station.endPoint
        for source in fixed.apart.sources.indices
        where points.contains(fixed.apart.sources[source].point) {
            apart.known[source].quality = .noAnswer
            drop(waitingFor: source)
        }
    }
}
