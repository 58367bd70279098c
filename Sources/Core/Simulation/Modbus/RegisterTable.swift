import Devices

/// Neighbouring registers of one table, with what they show.
///
/// Gaps inside read as zero, as most devices have it.
struct RegisterTable: Sendable {
    let table: ModbusField.Table
    let base: Int
    private(set) var words: [UInt16]
    /// In the order of their addresses.
    let fields: [RegisterField]
    /// How often each field's memory was written.
    private var writes: [Int]
    /// The fields' laws; nil where other registers take part in one.
    private let steadyLaws: [RegisterField.Law?]

    /// Registers further apart than this are not one region.
    private static let greatestGap = 64

    init(_ table: ModbusField.Table, _ fields: [RegisterField]) {
        self.table = table
        self.fields = fields
        writes = fields.map { _ in 0 }
        steadyLaws = fields.map { $0.steadyLaw }
        base = fields.first?.address ?? 0
        let end = fields.map { $0.address + $0.width }.max() ?? base
        words = Array(repeating: 0, count: max(end - base, 0))
    }

    /// The regions of a device's fields.
    static func regions(of fields: [RegisterField]) -> [RegisterTable] {
        var regions: [RegisterTable] = []
        for table in ModbusField.Table.allCases {
            var run: [RegisterField] = []
            var end = Int.min
            let sorted = fields.filter { $0.table == table }.sorted { $0.address < $1.address }
            for field in sorted {
                if !run.isEmpty, field.address > end + greatestGap {
                    regions.append(RegisterTable(table, run))
                    run = []
                }
                run.append(field)
                end = max(run.count == 1 ? field.address : end, field.address + field.width)
            }
            if !run.isEmpty { regions.append(RegisterTable(table, run)) }
        }
        return regions
    }

    /// Where it stands; small, so that looking for a region copies nothing.
    struct Span: Sendable {
        let table: ModbusField.Table
        let registers: Range<Int>

        func holds(_ wanted: ModbusField.Table, _ address: Int, _ count: Int) -> Bool {
            table == wanted && address >= registers.lowerBound
                && address + count <= registers.upperBound
        }
    }

    var span: Span { Span(table: table, registers: base..<(base + words.count)) }

    /// Brings the words from `address` on up to date.
    mutating func refresh(_ address: Int, _ count: Int, _ world: inout World, at now: Int64) {
        for index in fields.indices {
            let start = fields[index].address
            if start >= address + count { break }
            guard start + fields[index].width > address else { continue }
            let field = fields[index]
            let value = world.value(of: field.variable, at: now)
            let law = steadyLaws[index] ?? law(of: field, &world, at: now)
            field.encode(value, law, into: &words, at: start - base)
        }
    }

    private func law(
        of field: RegisterField,
        _ world: inout World,
        at now: Int64
    ) -> RegisterField.Law {
        func number(_ variable: Variable?, _ otherwise: Double) -> Double {
            variable.map { world.value(of: $0, at: now) } ?? otherwise
        }
        return field.law(
            decimals: number(field.companions.decimals, 0),
            factor: number(field.companions.factor, 1),
            addend: number(field.companions.addend, 0)
        )
    }

    mutating func put(_ word: UInt16, at address: Int) { words[address - base] = word }

    func word(at address: Int) -> UInt16 { words[address - base] }

    /// Hands what stands in the words on to the variables behind them, or notes it for later.
    mutating func apply(
        _ address: Int,
        _ count: Int,
        _ world: inout World,
        _ locks: inout WriteLocks,
        at now: Int64
    ) -> World.WriteOutcome {
        var wrote = World.WriteOutcome.readOnly
        for index in fields.indices where fields[index].address < address + count {
            let field = fields[index]
            guard field.address >= address, field.address + field.width <= address + count,
                field.access == .writable
            else { continue }
            guard locks.isOpen(field.unlock), writes[index] < field.endurance else {
                return .refused
            }
            let law = law(of: field, &world, at: now)
            let value = field.decode(words, law, at: field.address - base)
            writes[index] += 1
            let delay = max(field.settle / 2, locks.delay)
            if delay > 0 {
                let due = now + delay
                locks.pending.append(.init(variable: field.variable, value: value, due: due))
                wrote = .done
            } else {
                wrote = world.write(field.variable, value, at: now)
            }
            guard wrote == .done else { return wrote }
        }
        return wrote
    }

    /// How often the memory behind a variable was written.
    func writes(of variable: Variable) -> Int {
        zip(fields, writes).reduce(0) { $1.0.variable == variable ? $0 + $1.1 : $0 }
    }

    /// Whether every register is part of something writable that is written whole.
    func accepts(_ address: Int, _ count: Int) -> Bool {
        for register in address..<(address + count) {
            let writable = fields.contains { field in
                field.access == .writable && field.address <= register
                    && register < field.address + field.width && field.address >= address
                    && field.address + field.width <= address + count
            }
            guard writable else { return false }
        }
        return true
    }
}
