package import Quantities

extension DeviceProfile {
    /// The longest anything the device is asked or told is waited for; nil for a serial device,
    /// whose protocol says it.
    package var longestTimeout: Lapse? {
        guard case .modbus(let link) = link else { return nil }
        var longest = max(link.replyTimeout, link.writeTimeout ?? .zero)
        for block in link.blocks { longest = max(longest, block.readTimeout ?? .zero) }
        for point in points {
            guard case .modbus(let field) = point.source else { continue }
            longest = max(longest, field.readTimeout ?? .zero, field.writeTimeout ?? .zero)
        }
        return longest
    }
}
