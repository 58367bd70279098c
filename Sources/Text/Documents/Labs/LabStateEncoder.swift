import Labs
import Quantities

/// Writes states: only what differs from an earlier one, equal neighbours as one range.
struct LabStateEncoder {
    let lab: Lab
    private let table: VesselTable
    private let earlier: LabState

    init(lab: Lab, since earlier: LabState) {
        self.lab = lab
        table = VesselTable(items: lab.deck.items, types: lab.labwareTypes)
        self.earlier = earlier
    }

    func document(_ state: LabState) -> DocumentValue {
        .members([
            "athanor": .text("state/1"),
            "lab": .text(lab.name),
            "revision": .integer(state.revision),
            "items": .list(items(state)),
            "contents": .list(contents(state)),
            "tips": .list(tips(state)),
            "tip-waste": .integer(state.wastedTips),
            "devices": .list(devices(state)),
        ])
    }

    private func items(_ state: LabState) -> [DocumentValue] {
        zip(lab.deck.items, zip(state.items, earlier.items)).compactMap { item, states in
            let (now, before) = states
            guard now != before else { return nil }
            return .members([
                "item": .text(item.name),
                "slot": .text(now.slot),
                "covered": .flag(now.cover == .on),
                "barcode": now.barcode.map { .text($0) },
            ])
        }
    }

    private func contents(_ state: LabState) -> [DocumentValue] {
        ranges(of: Array(zip(state.contents, earlier.contents))) {
            $0.0 == $0.1
        } same: {
            $0.0 == $1.0
        }
        .map { range, contents in
            .members([
                "in": .text(range),
                "holds": .list(contents.0.portions.map { portion($0) }),
            ])
        }
    }

    private func portion(_ portion: Portion) -> DocumentValue {
        let material = lab.materials[portion.material]
        let volume = portion.volume != 0 || material.phase == .liquid
        let mass = portion.mass != 0 || material.phase != .liquid
        return .members([
            "material": .text(material.name),
            "volume": volume
                ? .text(Self.exact(portion.volume, ["mL", "uL", "L", "m3"])) : nil,
            "mass": mass ? .text(Self.exact(portion.mass, ["g", "mg", "kg"])) : nil,
            "less": doubt(portion.less), "more": doubt(portion.more),
        ])
    }

    private func doubt(_ volume: Double) -> DocumentValue? {
        volume == 0 ? nil : .text(Self.exact(volume, ["mL", "uL", "L", "m3"]))
    }

    private func tips(_ state: LabState) -> [DocumentValue] {
        ranges(of: Array(zip(state.tips, earlier.tips))) {
            $0.0 == $0.1
        } same: {
            $0.0 == $1.0
        }
        .map { range, tips in
            .members(["in": .text(range), "state": .text(tips.0.rawValue)])
        }
    }

    private func devices(_ state: LabState) -> [DocumentValue] {
        zip(lab.devices, zip(state.devices, earlier.devices)).compactMap { device, states in
            let (now, before) = states
            guard now != before else { return nil }
            return .members([
                "device": .text(device.name),
                "mode": now.mode == .automatic ? nil : .text(now.mode.rawValue),
                "homing": now.homing == .unknown ? nil : .text(now.homing.rawValue),
                "calibrated-until": now.calibratedUntil.map { .text($0) },
            ])
        }
    }

    /// `si` in the first unit whose short decimal text reads back as exactly the same value, else
    /// in the first whose long one does; the last unit has scale 1 and always does.
    static func exact(_ si: Double, _ units: [String]) -> String {
        var text = ""
        for digits in [12, 17] {
            for symbol in units {
                guard let unit = PhysicalUnit.named(symbol) else { continue }
                text = DecimalText.short(unit.value(si: si), digits: digits) + " " + symbol
                if let read = try? Quantity(parsing: text), read.si == si { return text }
            }
        }
        return text
    }

    /// Rectangles of wells with the same value: runs down each column, joined with equal runs in
    /// the columns that follow.
    private func ranges<Value>(
        of values: [Value],
        isSkipped: (Value) -> Bool,
        same: (Value, Value) -> Bool
    ) -> [(String, Value)] {
        var result: [(String, Value)] = []
        for (number, item) in lab.deck.items.enumerated() {
            let type = lab.labwareTypes[item.type]
            var runs: [Run<Value>] = []
            for column in 0..<type.columns {
                var row = 0
                while row < type.rows {
                    let first = row
                    let value = values[table.firstOfItem[number] + column * type.rows + row]
                    row += 1
                    let isLeftOut = isSkipped(value)
                    while row < type.rows {
                        let next = values[table.firstOfItem[number] + column * type.rows + row]
                        guard same(next, value), isSkipped(next) == isLeftOut else { break }
                        row += 1
                    }
                    guard !isLeftOut else { continue }
                    let joined = runs.firstIndex {
                        $0.rows == first...(row - 1) && $0.lastColumn == column - 1
                            && same($0.value, value)
                    }
                    if let joined {
                        runs[joined].lastColumn = column
                    } else {
                        runs.append(
                            Run(
                                rows: first...(row - 1),
                                firstColumn: column,
                                lastColumn: column,
                                value: value
                            )
                        )
                    }
                }
            }
            for run in runs { result.append((name(of: run, item: item, type: type), run.value)) }
        }
        return result
    }

    private struct Run<Value> {
        var rows: ClosedRange<Int>
        var firstColumn: Int
        var lastColumn: Int
        var value: Value
    }

    private func name<Value>(of run: Run<Value>, item: LabwareItem, type: LabwareType) -> String {
        guard type.wells > 1 else { return item.name }
        let first = LabwareType.wellName(row: run.rows.lowerBound, column: run.firstColumn)
        let last = LabwareType.wellName(row: run.rows.upperBound, column: run.lastColumn)
        return item.name + "/" + (first == last ? first : first + ":" + last)
    }
}
