import Documents

/// Pipetting of several movements that belong together.
extension PlanGenerator {
    /// A standard diluted along the columns of an empty region.
    mutating func series() {
        for _ in 0..<6 {
            let plate = dice.chance(0.5) ? "plate" : "plate-2"
            let region = Region.any(of: plate, atMost: 96, &dice)
            if region.columns.count >= 2, stock.isEmpty(region) { return dilute(region) }
        }
    }

    private mutating func dilute(_ region: Region) {
        let (rows, columns) = (region.rows.count, region.columns.count)
        guard let tube = dice.pick(["standard", "standard-2"]), let left = stock.bottles[tube],
            let buffer = stock.bottles["buffer"], stock.tips > rows + 2
        else { return }
        let greatest = min(160, left / Double(2 * rows) / (1 + Stock.margin))
        guard greatest >= 12 else { return }
        let volume = dice.number(10...greatest, step: 1)
        let first = Region(
            item: region.item,
            rows: region.rows,
            columns: region.columns.lowerBound...region.columns.lowerBound
        )
        let rest = Region(
            item: region.item,
            rows: region.rows,
            columns: (region.columns.lowerBound + 1)...region.columns.upperBound
        )
        let keeps = dice.chance(0.3)
        take(tips: rows + 2)
        let drawn = volume * Double(2 * rows) * (1 + Stock.margin)
        stock.bottles[tube] = left - drawn
        stock.bottles["buffer"] = buffer - volume * Double(rest.count) * (1 + Stock.margin)
        transfer(from: "buffer", to: rest.text, volume, tip: "one", wells: rest.count)
        transfer(from: tube, to: first.text, 2 * volume, tip: "one", wells: first.count)
        for well in region.wells {
            stock.add(volume, stock.newLabel(), to: well, of: region.item)
        }
        if keeps {
            let last = region.columns.upperBound
            for row in region.rows {
                stock.add(volume, stock.newLabel(), to: last * 8 + row, of: region.item)
            }
        } else {
            stock.waste -= volume * Double(rows) * (1 + Stock.margin)
        }
        let mixes = dice.whole(1...4)
        hours += Double(rows * columns) * 2.5 / 60
        steps.append(
            Writing.step(
                "pipette.dilute",
                ("along", .text(region.text)),
                ("by", .text("column")),
                ("volume", Writing.amount(volume, "uL")),
                ("mix", .integer(mixes)),
                ("last", .text(keeps ? "keep" : "waste")),
                ("tip", .text("per-row")),
                ("timeout", Writing.minutes(20 + Double(rows * columns) * 2.5))
            )
        )
    }

    /// A substrate, and an acid that stops it in the same order.
    mutating func develop() {
        let plate = dice.chance(0.5) ? "plate" : "plate-2"
        let region = Region.any(of: plate, atMost: 24, &dice)
        let count = Double(region.count) * (1 + Stock.margin)
        guard stock.tips > 4, stock.room(region) >= 12, let substrate = stock.bottles["substrate"],
            let acid = stock.bottles["acid"], min(substrate, acid) > 60 * count
        else { return }
        let volume = dice.number(5...min(50, stock.room(region) / 2 - 0.5), step: 0.5)
        stock.bottles["substrate"] = substrate - volume * count
        stock.bottles["acid"] = acid - volume * count
        for well in region.wells {
            stock.add(2 * volume, stock.newLabel(), to: well, of: region.item)
        }
        take(tips: 2)
        let id = name("develop")
        for (bottle, isStop) in [("substrate", false), ("acid", true)] {
            transfer(
                from: bottle,
                to: region.text,
                volume,
                tip: "one",
                fromAbove: true,
                wells: region.count
            )
            guard let last = steps.popLast() else { continue }
            let delay = 10 + 0.4 * Double(region.count)
            var next = isStop ? last : last.with("id", .text(id))
            if isStop {
                next = next.with("due", .text("\(Int(delay.rounded(.up))) min after \(id)"))
                    .with("tolerance", .text("90 s"))
                    .with("timeout", Writing.minutes(30 + 2 * delay))
            }
            steps.append(next)
        }
    }

    /// Draws and returns in wells that hold something, a new tip for each.
    mutating func mix() {
        for _ in 0..<8 {
            let plate = dice.chance(0.5) ? "plate" : "plate-2"
            let region = Region.any(of: plate, atMost: 12, &dice)
            guard stock.isFull(region), stock.tips > region.count,
                let volume = volume(upTo: min(stock.supply(region), 200))
            else { continue }
            take(tips: region.count)
            let times = dice.whole(1...5)
            hours += Double(region.count) * 0.1
            steps.append(
                Writing.step(
                    "pipette.mix",
                    ("in", .text(region.text)),
                    ("volume", Writing.amount(volume, "uL")),
                    ("times", .integer(times)),
                    ("tip", .text("each")),
                    ("timeout", transferTimeout(region.count, "each", times))
                )
            )
            return
        }
    }

    /// The movements of a transfer one by one.
    mutating func byHand() {
        let plate = dice.chance(0.5) ? "plate" : "plate-2"
        let row = dice.below(8)
        let column = dice.below(10)
        let region = Region(item: plate, rows: row...row, columns: column...(column + 2))
        guard stock.isEmpty(region), stock.tips > 1, let left = stock.bottles["buffer"] else {
            return
        }
        let volume = dice.number(20...200, step: 1)
        let hasGap = volume > 60 && dice.chance(0.4)
        let drawn = (3 * volume * 1.1).rounded(.up) + (hasGap ? 40 : 0)
        stock.bottles["buffer"] = left - drawn * 1.1
        stock.waste -= drawn * 0.2 + 50
        take(tips: 1)
        hours += 0.2
        steps.append(Writing.step("pipette.pick-up"))
        steps.append(
            Writing.step(
                "pipette.aspirate",
                ("from", .text("buffer")),
                ("volume", Writing.amount(drawn, "uL"))
            )
        )
        if hasGap {
            steps.append(
                Writing.step("pipette.air-gap", ("volume", Writing.amount(20, "uL")))
            )
            // The gap would leave first.
            steps.append(
                Writing.step(
                    "pipette.dispense",
                    ("to", .text("waste")),
                    ("volume", Writing.amount(30, "uL")),
                    ("dispense", .text("above"))
                )
            )
        }
        for well in region.wells {
            stock.add(volume, "PBS", to: well, of: plate)
            steps.append(
                Writing.step(
                    "pipette.dispense",
                    ("to", .text("\(plate)/\(Region.name(well % 8, well / 8))")),
                    ("volume", Writing.amount(volume, "uL"))
                )
            )
        }
        steps.append(Writing.step("pipette.blow-out", ("to", .text("waste"))))
        steps.append(Writing.step("pipette.eject"))
    }

    /// A loop over the columns (or rows) of an empty region.
    mutating func overColumns() {
        let plate = dice.chance(0.5) ? "plate" : "plate-2"
        let region = Region.any(of: plate, atMost: 48, &dice)
        let byColumn = dice.chance(0.6)
        let rounds = byColumn ? region.columns.count : region.rows.count
        guard stock.isEmpty(region), stock.tips > rounds, let left = stock.bottles["diluent"],
            let volume = volume(upTo: min(stock.room(region), 250))
        else { return }
        stock.bottles["diluent"] = left - volume * Double(region.count) * (1 + Stock.margin)
        for well in region.wells { stock.add(volume, "PBS", to: well, of: plate) }
        take(tips: rounds)
        let each = region.count / rounds
        let variable = name("set")
        let outer = steps
        transfer(from: "diluent", to: "$" + variable, volume, tip: "one", wells: each)
        let inner = steps.last.map { [$0] } ?? []
        hours += Double(region.count) * 0.02
        steps = outer
        steps.append(
            Writing.step(
                "for-each",
                ("as", .text(variable)),
                (byColumn ? "columns" : "rows", .text(region.text)),
                ("steps", .list(inner))
            )
        )
    }
}
