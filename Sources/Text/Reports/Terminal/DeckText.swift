package import Labs
import Quantities
package import Records

/// The deck for a terminal: every item, plates with a character for each well.
package enum DeckText {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    private static let inks: [TextStyle.Ink] = [.blue, .yellow, .green, .magenta, .cyan, .red]

    package static func render(
        _ state: LabState,
        lab: Lab,
        names: LabNames,
        _ style: TextStyle
    ) -> String {
        render(DeckReport(state, lab: lab), style) + "\n\n"
            + style.ink(.dim, "revision \(state.revision)")
    }

    package static func render(_ deck: DeckReport, _ style: TextStyle) -> String {
        var parts = deck.items.map { item($0, deck, style) }
        if deck.wastedTips > 0 {
            parts.append(Spoken.count(deck.wastedTips, "tip") + " in the waste")
        }
        let shown = deck.materials.enumerated().map { index, name in
            letter(index, style) + " " + name.printable
        }
        if !shown.isEmpty {
            parts.append(
                shown.joined(separator: "  ") + "\n"
                    + style.ink(.dim, "* a mixture   . empty   o new tip")
            )
        }
        return parts.joined(separator: "\n")
    }

    /// One item; empty where the deck has none of this name.
    package static func render(item name: String, of deck: DeckReport, _ style: TextStyle) -> String
    {
        deck.items.first { $0.name == name }.map { item($0, deck, style) } ?? ""
    }

    private static func letter(_ index: Int, _ style: TextStyle) -> String {
        style.ink(inks[index % inks.count], String(letters[index % letters.count]))
    }

    private static func item(_ item: DeckItem, _ deck: DeckReport, _ style: TextStyle) -> String {
        var head = style.ink(.bold, Columns.left(item.name.printable, 14)) + " "
        head += Columns.left(place(item), 22) + " " + item.type.printable
        if item.cover == .on { head += ", covered" }
        if item.use == .tipRack {
            let new = item.wells.count { $0.tip == .new }
            head += ", \(new) of \(item.wells.count) tips left"
        }
        guard item.wells.count > 1 else {
            guard let well = item.wells.first, item.use != .tipWaste else { return head }
            let words = DeckDrawing(deck: deck).contents(well)
            return head + "\n" + String(repeating: " ", count: 15)
                + words.dropFirst(well.name.count + 2)
        }
        guard item.columns <= 48 else { return head }
        return head + "\n" + grid(item, style)
    }

    private static func place(_ item: DeckItem) -> String {
        switch item.kind {
        case .deck: "deck " + item.slot.printable
        case .bench: item.slot.printable
        case .chamber(let assembly): "in " + assembly.printable
        case .pan(let assembly): "on " + assembly.printable
        }
    }

    private static func grid(_ item: DeckItem, _ style: TextStyle) -> String {
        (0..<item.rows).map { row in
            let wells = (0..<item.columns).map { column in
                item.wells.at(column * item.rows + row).map { mark($0, item.use, style) } ?? " "
            }
            return style.ink(.dim, Columns.right(LabwareType.rowName(row), 17)) + " "
                + wells.joined(separator: " ")
        }.joined(separator: "\n")
    }

    private static func mark(
        _ well: WellReport,
        _ use: LabwareType.Use,
        _ style: TextStyle
    ) -> String {
        if use == .tipRack { return well.tip == .new ? "o" : style.ink(.dim, ".") }
        guard let first = well.portions.first else { return style.ink(.dim, ".") }
        return well.portions.count > 1 ? "*" : letter(first.material, style)
    }
}
