import CSerialPort

/// A serial port of this machine, and the adapter behind it where there is one.
package struct SerialPortEntry: Hashable, Sendable {
    package var path: String
    package var summary: String
    /// USB vendor and product, nil where the port is no USB adapter.
    package var usb: USBIdentity?

    package struct USBIdentity: Hashable, Sendable {
        package var vendor: Int
        package var product: Int
        package var serial: String
        package var manufacturer: String
        package var name: String
    }
}

/// The serial ports that are plugged in now, by libserialport.
package enum SerialPorts {
    /// Every port, sorted by path.
    ///
    /// - Throws: `LineFault` where the system cannot list them.
    package static func list() throws(LineFault) -> [SerialPortEntry] {
        var ports: UnsafeMutablePointer<OpaquePointer?>?
        guard unsafe sp_list_ports(&ports) == SP_OK, let first = unsafe ports else {
            throw LineFault("The serial ports cannot be listed.")
        }
        defer { unsafe sp_free_port_list(ports) }
        var entries: [SerialPortEntry] = []
        var index = 0
        while let port = unsafe first[index] {
            unsafe entries.append(entry(port))
            index += 1
        }
        return entries.sorted { $0.path < $1.path }
    }

    private static func entry(_ port: OpaquePointer) -> SerialPortEntry {
        var (vendor, product) = (Int32(0), Int32(0))
        let isUSB =
            unsafe sp_get_port_transport(port) == SP_TRANSPORT_USB
            && sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK
        return unsafe SerialPortEntry(
            path: text(sp_get_port_name(port)),
            summary: text(sp_get_port_description(port)),
            usb: isUSB
                ? .init(
                    vendor: Int(vendor),
                    product: Int(product),
                    serial: text(sp_get_port_usb_serial(port)),
                    manufacturer: text(sp_get_port_usb_manufacturer(port)),
                    name: text(sp_get_port_usb_product(port))
                ) : nil
        )
    }

    private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "" }
        return unsafe String(cString: pointer)
    }

    /// The device file of the adapter with this USB serial number.
    ///
    /// - Throws: `LineFault` where none or more than one is plugged in.
    static func path(usbSerial: String) throws(LineFault) -> String {
        let found = try list().filter { $0.usb?.serial == usbSerial }
        guard let port = found.first else {
            throw LineFault("No USB adapter with the serial number \(usbSerial) is plugged in.")
        }
        guard found.count == 1 else {
            throw LineFault(
                "\(found.count) USB adapters have the serial number \(usbSerial); use their paths."
            )
        }
        return port.path
    }
}
