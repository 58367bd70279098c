import Devices
import Quantities

/// What one point's write takes besides the write itself; the same for every value.
struct WriteRule: Sendable {
    /// Whether the device is read right before.
    enum Look: UInt8, Sendable {
        case none
        /// So that memory that wears out is not written with what it holds.
        case sparing
        /// Because what is written depends on what is there.
        case needed
    }

    /// Nil for what cannot be written.
    var target: WriteTarget?
    var timeout: Int64 = 0
    var lateness: Int64 = 0
    var settle: Int64 = 0
    var look = Look.none
    /// The read, and the field's place in its reply.
    var readTable = ModbusField.Table.holding
    var readAddress: UInt16 = 0
    var readCount: UInt16 = 0
    var readTimeout: Int64 = 0
    var readLateness: Int64 = 0
    var field: RegisterField?
    /// Its place in the reply of function 23, which reads what it wrote.
    var exchanged: RegisterField?
    /// Into the line's ledger of writes, or -1.
    var wear = -1
    /// The greatest number of exchanges the write takes.
    var exchanges = 1
}

/// What makes a value the request that writes it; shared, since profiles are too large to be
/// copied for every write.
final class WriteTarget: Sendable {
    let field: ModbusField
    let conversion: ValueConversion
    /// What opens the device for the write and closes it again.
    let before: [ModbusRequest]
    let after: [ModbusRequest]

    init?(_ point: PointDefinition, _ link: ModbusLink) {
        guard case .modbus(let field) = point.source, point.access != .read else { return nil }
        self.field = field
        conversion = ValueConversion(point.kind, scale: field.scale, offset: field.offset)
        let unlock = link.unlock(field.unlock)
        before = unlock?.before.map(\.request) ?? []
        after = unlock?.after.map(\.request) ?? []
    }
}
