package import Devices
package import Quantities

/// Six registers that say of themselves which they are, how many reads of their unit came before,
/// and when they were read: the peers of tests and benchmarks serve nothing else.
package struct Record: Hashable, Sendable {
    package static let registers = 6
    /// The parts in their order, each a 32-bit number.
    package static let parts = ["id", "count", "time"]

    package var table: ModbusField.Table
    /// Divides by eight.
    package var address: Int

    package init(_ table: ModbusField.Table, _ address: Int) {
        self.table = table
        self.address = address
    }

    /// What its first number holds at this unit.
    package func identity(unit: Int) -> Double {
        Double((table == .holding ? 3 : 4) << 24 | unit << 16 | address)
    }

    /// Its three points.
    package func points(every: Lapse) -> [PointDefinition] {
        Self.parts.enumerated().map { index, part in
            .register(
                "\(table == .holding ? "h" : "i")\(address).\(part)",
                address + 2 * index,
                .uint32,
                table: table,
                every: every
            )
        }
    }
}
