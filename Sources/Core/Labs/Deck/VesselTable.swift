/// Every well and vessel of a lab under one number, so that contents are flat arrays.
///
/// Items come in the lab's order; inside an item wells are column-major (A1, B1, … A2, …), the
/// order plate handlers count in.
package struct VesselTable: Sendable {
    /// The first vessel number of each item, and one past the last item's end.
    package let firstOfItem: [Int]
    /// The item of each vessel.
    package let itemOfVessel: [Int32]
    private let items: [LabwareItem]
    private let types: [LabwareType]
    private let itemIndex: [String: Int]

    package init(items: [LabwareItem], types: [LabwareType]) {
        var first: [Int] = []
        var owner: [Int32] = []
        var byName: [String: Int] = [:]
        for (index, item) in items.enumerated() {
            first.append(owner.count)
            byName[item.name] = index
            let wells = types.indices.contains(item.type) ? types[item.type].wells : 0
            owner.append(contentsOf: repeatElement(Int32(index), count: wells))
        }
        first.append(owner.count)
        firstOfItem = first
        itemOfVessel = owner
        itemIndex = byName
        self.items = items
        self.types = types
    }

    package var count: Int { itemOfVessel.count }

    package func item(named name: String) -> Int? { itemIndex[name] }

    package func type(ofItem item: Int) -> LabwareType { types[items[item].type] }

    package func type(of vessel: Int) -> LabwareType { type(ofItem: Int(itemOfVessel[vessel])) }

    /// The vessel in `row` and `column` of an item, both from 0.
    package func vessel(item: Int, row: Int, column: Int) -> Int? {
        let type = type(ofItem: item)
        guard (0..<type.rows).contains(row), (0..<type.columns).contains(column) else { return nil }
        return firstOfItem[item] + column * type.rows + row
    }

    package func row(of vessel: Int) -> Int {
        let item = Int(itemOfVessel[vessel])
        return (vessel - firstOfItem[item]) % type(ofItem: item).rows
    }

    package func column(of vessel: Int) -> Int {
        let item = Int(itemOfVessel[vessel])
        return (vessel - firstOfItem[item]) / type(ofItem: item).rows
    }

    /// `plate/A1`, or the item's name where it has one well.
    package func name(of vessel: Int) -> String {
        let item = Int(itemOfVessel[vessel])
        guard type(ofItem: item).wells > 1 else { return items[item].name }
        return items[item].name + "/"
            + LabwareType.wellName(row: row(of: vessel), column: column(of: vessel))
    }
}
