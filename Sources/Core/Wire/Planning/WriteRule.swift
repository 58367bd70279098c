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

    var timeout: Int64 = 0
    var lateness: Int64 = 0
    var settle: Int64 = 0
    var look = Look.none
    /// The read, and the field's place in its reply.
    var readTable = ModbusField.Table.holding
    var readAddress: UInt16 = 0
    var readCount: UInt16 = 0
    var field: RegisterField?
    /// Its place in the reply of function 23, which reads what it wrote.
    var exchanged: RegisterField?
    /// Into the line's ledger of writes, or -1.
    var wear = -1
    /// The greatest number of exchanges the write takes.
    var exchanges = 1
}
