import Labs
import Quantities
import Records

/// Where everything is now, and what is in it.
enum DeckSection {
    private static let greatestItems = 60
    private static let greatestRows = 500

    static func write(_ page: inout Markup, _ summary: RunSummary) {
        let deck = summary.deck
        guard !deck.items.isEmpty else { return }
        page.section("What stands where at the end?") { page in
            let heaps = deck.items.flatMap(\.wells).contains { $0.mass > 0 && $0.volume <= 0 }
            page.element(
                "p",
                "note",
                "Every vessel is filled to its level; its bands show the shares of what is in it, "
                    + "not layers." + (heaps ? " A powder is a flat heap, however much it is." : "")
            )
            legend(&page, deck)
            let drawing = DeckDrawing(deck: deck)
            var left = greatestItems
            for (name, items) in places(deck) {
                page.element("h3", "", name)
                let drawn = items.filter { !isSpare($0) }
                page.raw("<div class=\"deck\">")
                for item in drawn.prefix(left) { write(&page, item, drawing) }
                left = max(0, left - drawn.count)
                page.raw("</div>\n")
                let spare = items.filter(isSpare).map(\.name)
                guard !spare.isEmpty else { continue }
                page.element(
                    "p",
                    "note",
                    "Empty: " + spare.prefix(200).joined(separator: ", ") + "."
                )
            }
            table(&page, deck, drawing)
        }
    }

    private static func legend(_ page: inout Markup, _ deck: DeckReport) {
        page.raw("<div class=\"legend\">")
        for (index, material) in deck.materials.enumerated().prefix(40) {
            page.raw("<span class=\"key\"><i class=\"k m")
            page.integer(index % DeckDrawing.colours)
            page.raw("\"></i>")
            page.text(material)
            page.raw("</span>")
        }
        page.raw("</div>")
    }

    /// Items by where they stand: the deck first, then furnaces and pans, then benches.
    private static func places(_ deck: DeckReport) -> [(String, [DeckItem])] {
        var groups: [(String, [DeckItem])] = []
        let sorted = deck.items.sorted { rank($0) < rank($1) }
        for item in sorted {
            let name =
                switch item.kind {
                case .deck: "On the deck"
                case .chamber(let assembly): "In " + assembly
                case .pan(let assembly): "On the pan of " + assembly
                case .bench: "By hand’s reach: " + item.slot
                }
            if let index = groups.firstIndex(where: { $0.0 == name }) {
                groups[index].1.append(item)
            } else {
                groups.append((name, [item]))
            }
        }
        return groups
    }

    /// An empty single vessel that stands on a bench: named, not drawn.
    private static func isSpare(_ item: DeckItem) -> Bool {
        item.kind == .bench && item.wells.count == 1
            && item.wells.allSatisfy { $0.portions.isEmpty }
    }

    /// The deck is drawn row by row, as one stands before it.
    private static func rank(_ item: DeckItem) -> (Int, Int, Double) {
        switch item.kind {
        case .deck: (0, Int(max(-1e6, min(1e6, -item.y * 20))), item.x)
        case .chamber: (1, 0, 0)
        case .pan: (2, 0, 0)
        case .bench: (3, 0, 0)
        }
    }

    private static func write(_ page: inout Markup, _ item: DeckItem, _ drawing: DeckDrawing) {
        let single = item.wells.count == 1
        page.raw(single ? "<figure class=\"one\"><figcaption><b>" : "<figure><figcaption><b>")
        page.text(item.name)
        page.raw("</b><small>")
        page.text(caption(item, drawing))
        page.raw("</small></figcaption>")
        drawing.write(&page, item)
        page.raw("</figure>")
    }

    private static func caption(_ item: DeckItem, _ drawing: DeckDrawing) -> String {
        var words = item.type
        if item.kind == .deck { words += ", slot " + item.slot }
        if item.cover == .on { words += ", covered" }
        if item.use == .tipRack {
            let new = item.wells.count { $0.tip == .new }
            return words + ", \(new) of \(item.wells.count) tips left"
        }
        guard item.wells.count == 1, let well = item.wells.first else { return words }
        let contents = drawing.contents(well)
        return words + ", " + contents.dropFirst(well.name.count + 2)
    }

    /// Neighbours that hold the same, as one.
    private static func alike(_ wells: [WellReport]) -> [[WellReport]] {
        var groups: [[WellReport]] = []
        for well in wells {
            if let last = groups.last?.last, last.portions == well.portions,
                last.capacity == well.capacity
            {
                groups[groups.count - 1].append(well)
            } else {
                groups.append([well])
            }
        }
        return groups
    }

    private static func table(_ page: inout Markup, _ deck: DeckReport, _ drawing: DeckDrawing) {
        let filled = deck.items.flatMap(\.wells).filter { !$0.portions.isEmpty }
        guard !filled.isEmpty else { return }
        page.raw("<details><summary>Contents in figures <small>")
        page.text(Spoken.count(filled.count, "vessel"))
        page.raw("</small></summary><ul class=\"plain\">")
        let groups = alike(filled)
        for group in groups.prefix(greatestRows) {
            guard let first = group.first, let last = group.last else { continue }
            let words = drawing.contents(first).dropFirst(first.name.count)
            let name = group.count == 1 ? first.name : first.name + " to " + last.name
            page.element("li", "", name + words)
        }
        page.raw("</ul>")
        let hidden = groups.count - greatestRows
        if hidden > 0 { page.element("p", "note", Spoken.count(hidden, "more line") + ".") }
        page.raw("</details>")
    }
}
