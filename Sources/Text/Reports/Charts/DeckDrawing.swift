import Labs
import Quantities
import Records

/// Labware seen from above: every well filled to its level, coloured by what is in it.
struct DeckDrawing {
    /// Materials beyond the palette share its colours by turns; the tooltip always says which.
    static let colours = 14
    /// A plate of more wells is told in the table only.
    static let greatestWells = 1_536

    let deck: DeckReport

    func write(_ page: inout Markup, _ item: DeckItem) {
        guard item.wells.count <= Self.greatestWells else { return }
        if item.wells.count == 1, let well = item.wells.first {
            vessel(&page, item, well)
        } else {
            grid(&page, item)
        }
    }

    private func grid(_ page: inout Markup, _ item: DeckItem) {
        let pitch = max(6.0, min(26.0, 336.0 / Double(max(1, item.columns))))
        let margin = 22.0
        let width = margin + pitch * Double(item.columns) + 6
        let height = margin + pitch * Double(item.rows) + 6
        page.raw("<svg class=\"plate\"")
        page.attribute("viewBox", "0 0 \(Int(width.rounded(.up))) \(Int(height.rounded(.up)))")
        page.attribute("width", width)
        page.raw(" role=\"img\"")
        page.attribute("aria-label", item.name)
        page.raw(">")
        page.box(margin - 6, margin - 6, width - margin + 4, height - margin + 4, "ware")
        headings(&page, item, pitch: pitch, margin: margin)
        for (index, well) in item.wells.enumerated() {
            let row = index % max(1, item.rows)
            let column = index / max(1, item.rows)
            let x = margin + pitch * (Double(column) + 0.5)
            let y = margin + pitch * (Double(row) + 0.5)
            if item.use == .tipRack {
                tip(&page, well, x, y, pitch * 0.36)
            } else {
                self.well(&page, well, x, y, pitch * 0.42)
            }
        }
        page.raw("</svg>")
    }

    private func headings(_ page: inout Markup, _ item: DeckItem, pitch: Double, margin: Double) {
        let every = pitch < 14 ? 4 : 1
        for column in 0..<item.columns where column % every == 0 {
            let x = margin + pitch * (Double(column) + 0.5)
            page.label(x, margin - 9, "t m tiny", String(column + 1))
        }
        for row in 0..<item.rows where row % every == 0 {
            let y = margin + pitch * (Double(row) + 0.5) + 3
            page.label(margin - 9, y, "t e tiny", LabwareType.rowName(row))
        }
    }

    private func tip(
        _ page: inout Markup,
        _ well: WellReport,
        _ x: Double,
        _ y: Double,
        _ r: Double
    ) {
        switch well.tip {
        case .new: page.circle(x, y, r, "tip new", tip: well.name + ": new tip")
        case .used, .none: page.circle(x, y, r, "tip gone", tip: well.name + ": tip used")
        }
    }

    private func well(
        _ page: inout Markup,
        _ well: WellReport,
        _ x: Double,
        _ y: Double,
        _ r: Double
    ) {
        page.raw("<g>")
        page.element("title", "", contents(well))
        page.circle(x, y, r, "well")
        for layer in layers(well) {
            if layer.to >= 0.995 {
                page.circle(x, y, r, "m\(layer.material % Self.colours)")
            } else {
                segment(&page, x, y, r, upTo: layer.to, "m\(layer.material % Self.colours)")
            }
        }
        page.raw("</g>")
    }

    private struct Layer {
        var material: Int
        /// The level of its upper edge, 0 to 1.
        var to: Double
    }

    /// From the topmost down, so that each is painted over by the one below it.
    private func layers(_ well: WellReport) -> [Layer] {
        let liquid = well.volume
        if liquid <= 0 {
            // A solid has no volume here: a flat heap says that something is there.
            let solids = well.portions.filter { $0.mass > 0 }
            let step = 0.4 / Double(max(1, solids.count))
            let layers = solids.enumerated().map { index, portion in
                Layer(material: portion.material, to: step * Double(index + 1))
            }
            return layers.reversed()
        }
        let level = max(0.1, min(1, well.capacity > 0 ? liquid / well.capacity : 1))
        var filled = 0.0
        var layers: [Layer] = []
        for portion in well.portions where portion.volume > 0 {
            filled += portion.volume
            layers.append(Layer(material: portion.material, to: level * filled / liquid))
        }
        return layers.reversed()
    }

    /// The part of a disc below a level.
    private func segment(
        _ page: inout Markup,
        _ x: Double,
        _ y: Double,
        _ r: Double,
        upTo level: Double,
        _ style: String
    ) {
        let surface = y + r - 2 * r * level
        let half = max(0, r * r - (surface - y) * (surface - y)).squareRoot()
        page.raw("<path")
        page.attribute("class", style)
        page.raw(" d=\"M")
        page.number(x - half)
        page.raw(" ")
        page.number(surface)
        page.raw("A")
        page.number(r)
        page.raw(" ")
        page.number(r)
        page.raw(level > 0.5 ? " 0 1 0 " : " 0 0 0 ")
        page.number(x + half)
        page.raw(" ")
        page.number(surface)
        page.raw("z\"/>")
    }

    /// A single vessel from the side.
    private func vessel(_ page: inout Markup, _ item: DeckItem, _ well: WellReport) {
        page.raw("<svg class=\"plate\" viewBox=\"0 0 84 84\" width=\"84\" role=\"img\"")
        page.attribute("aria-label", item.name)
        page.raw(">")
        page.element("title", "", contents(well))
        for layer in layers(well) {
            let height = 68 * layer.to
            page.box(10, 76 - height, 64, height, "m\(layer.material % Self.colours)")
        }
        page.raw("<path class=\"glass\" d=\"M10 6V76H74V6\"/></svg>")
    }

    /// What is in a well, in words.
    func contents(_ well: WellReport) -> String {
        guard !well.portions.isEmpty else { return well.name + ": empty" }
        let parts = well.portions.map { portion in
            let amount =
                portion.mass > 0 ? Spoken.mass(portion.mass) : Spoken.volume(portion.volume)
            guard !portion.isUncertain else {
                let least = Spoken.volume(max(0, portion.volume - portion.less))
                let most = Spoken.volume(portion.volume + portion.more)
                return "between \(least) and \(most) of "
                    + (deck.materials.at(portion.material) ?? "?")
            }
            return amount + " " + (deck.materials.at(portion.material) ?? "?")
        }
        if well.portions.count == 1, well.volume > 0 {
            return well.name + ": " + parts.joined() + ", of " + Spoken.volume(well.capacity)
        }
        let whole =
            well.volume > 0
            ? Spoken.volume(well.volume) + " of " + Spoken.volume(well.capacity) + " — " : ""
        return well.name + ": " + whole + parts.joined(separator: ", ")
    }
}
