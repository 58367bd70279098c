import Documents

/// Pipetting that leaves every liquid clean.
extension PlanGenerator {
    /// Appends up to `count` operations that the stock allows.
    ///
    /// `covering`: Whether a lid may end them; nothing may be pipetted afterwards.
    mutating func liquids(count: Int, covering: Bool = true) {
        if dice.chance(0.2) { prime() }
        for _ in 0..<count { anyLiquid() }
        if covering, dice.chance(0.2) {
            steps.append(
                Writing.step("lid", ("item", .text("plate")), ("state", .text("on")))
            )
        }
    }

    private mutating func anyLiquid() {
        switch dice.below(10) {
        case 0, 1, 2: fill()
        case 3: samples()
        case 4: series()
        case 5: develop()
        case 6: mix()
        case 7: byHand()
        case 8: overColumns()
        default: pool()
        }
    }

    /// A volume up to `greatest`, now and then close to it; nil where too little is left.
    mutating func volume(upTo greatest: Double) -> Double? {
        guard greatest >= 6 else { return nil }
        let top = (min(greatest, 900) * 2).rounded(.down) / 2
        if dice.chance(0.15) { return top }
        return dice.number(5...max(5, min(top, 300)), step: 0.5)
    }

    /// The plates' region that is empty, or nil after some tries.
    private mutating func empty(atMost count: Int = 96) -> Region? {
        for _ in 0..<8 {
            let plate = dice.chance(0.5) ? "plate" : "plate-2"
            let region = Region.any(of: plate, atMost: count, &dice)
            if stock.isEmpty(region) { return region }
        }
        return nil
    }

    private mutating func full(atMost count: Int = 96) -> Region? {
        for _ in 0..<8 {
            let plate = dice.chance(0.5) ? "plate" : "plate-2"
            let region = Region.any(of: plate, atMost: count, &dice)
            if stock.isFull(region) { return region }
        }
        return nil
    }

    private mutating func prime() {
        guard let bottle = dice.pick(["diluent", "rinse"]) else { return }
        let amount = dice.number(100...900, step: 50)
        stock.bottles[bottle]? -= amount * 1.05
        stock.waste -= amount * 1.05
        take(tips: 1)
        steps.append(Writing.step("pipette.pick-up"))
        steps.append(
            Writing.step(
                "pipette.prime",
                ("from", .text(bottle)),
                ("volume", Writing.amount(amount, "uL"))
            )
        )
        steps.append(Writing.step("pipette.eject"))
    }

    /// One liquid into empty wells, or from above into any.
    private mutating func fill() {
        guard let bottle = dice.pick(["buffer", "diluent", "rinse", "standard", "standard-2"]),
            let left = stock.bottles[bottle], let liquid = Stock.liquid[bottle]
        else { return }
        let fromAbove = dice.chance(0.3)
        let found = fromAbove ? full() : empty()
        guard let region = found else { return }
        let share = left / Double(region.count) / (1 + Stock.margin)
        guard let volume = volume(upTo: min(stock.room(region), share)) else { return }
        let each = region.count <= 16 && stock.tips > region.count && dice.chance(0.3)
        take(tips: each ? region.count : 1)
        stock.bottles[bottle] = left - volume * Double(region.count) * (1 + Stock.margin)
        for well in region.wells { stock.add(volume, liquid, to: well, of: region.item) }
        var target = region.text
        if dice.chance(0.3) { target = "$" + group(region) }
        transfer(
            from: bottle,
            to: target,
            volume,
            tip: each ? "each" : "one",
            fromAbove: fromAbove,
            wells: region.count
        )
    }

    /// Samples into wells, each with its own tip.
    private mutating func samples() {
        let region = Region.any(of: "samples", atMost: min(48, stock.tips - 1), &dice)
        var target = region
        target.item = dice.chance(0.5) ? "plate" : "plate-2"
        guard stock.tips > region.count,
            let volume = volume(upTo: min(stock.supply(region), stock.room(target), 120))
        else { return }
        take(tips: region.count)
        let mixes = stock.isFull(target) ? dice.whole(0...3) : 0
        for well in region.wells {
            stock.draw(volume, from: well, of: "samples")
            stock.add(volume, "sample-\(well)", to: well, of: target.item)
        }
        transfer(
            from: region.text,
            to: target.text,
            volume,
            tip: "each",
            mixes: mixes,
            wells: region.count
        )
    }

    /// Several samples into one well, each with its own tip.
    private mutating func pool() {
        let region = Region.any(of: "samples", atMost: min(8, stock.tips - 1), &dice)
        guard let target = empty(atMost: 1), stock.tips > region.count else { return }
        let share = stock.room(target) / Double(region.count) / (1 + Stock.margin)
        guard let volume = volume(upTo: min(share, stock.supply(region))) else { return }
        take(tips: region.count)
        for well in region.wells {
            stock.draw(volume, from: well, of: "samples")
            stock.add(volume, "sample-\(well)", to: target.wells[0], of: target.item)
        }
        transfer(
            from: region.text,
            to: target.text,
            volume,
            tip: "each",
            wells: region.count
        )
    }

    func transferTimeout(_ wells: Int, _ tip: String, _ mixes: Int) -> DocumentValue {
        Writing.minutes(10 + Double(wells) * (tip == "one" ? 0.8 : 3.2 + 0.5 * Double(mixes)))
    }

    mutating func transfer(
        from: String,
        to: String,
        _ volume: Double,
        tip: String,
        fromAbove: Bool = false,
        mixes: Int = 0,
        wells: Int
    ) {
        hours += Double(wells) * (tip == "one" ? 0.8 : 4) / 60 + 0.2
        steps.append(
            Writing.step(
                "pipette.transfer",
                ("from", .text(from)),
                ("to", .text(to)),
                ("volume", Writing.amount(volume, "uL")),
                ("tip", .text(tip)),
                ("mix", mixes > 0 ? .integer(mixes) : nil),
                ("dispense", fromAbove ? .text("above") : nil),
                ("timeout", transferTimeout(wells, tip, mixes))
            )
        )
    }

    mutating func take(tips count: Int) {
        stock.tips -= count
        tipsUsed += count
    }

    private mutating func group(_ region: Region) -> String {
        let name = name("set")
        groups.append(
            Writing.map(("name", .text(name)), ("wells", .text(region.text)))
        )
        return name
    }
}
