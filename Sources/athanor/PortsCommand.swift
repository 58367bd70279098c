import ArgumentParser
import Documents
import Hosting
import Lines
import Reports

/// The subcommand `ports`.
struct PortsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ports",
        abstract: "List this machine's serial ports, with the adapters behind them.",
        discussion: """
            In a lab file, name an adapter by its USB serial number (port: usb:FT4X2A1B): then it \
            is found wherever it is plugged in.
            """
    )

    @Flag(help: "As JSON.") var json = false

    func run() throws {
        let ports: [SerialPortEntry] = try Terminal.reporting { () throws(Failure) in
            do throws(LineFault) {
                return try SerialPorts.list()
            } catch {
                throw Failure(error.message)
            }
        }
        guard !json else {
            return Terminal.print(DocumentWriter.json(.list(ports.map(Self.document)), .pretty))
        }
        guard !ports.isEmpty else { return Terminal.note("No serial ports are plugged in.") }
        var table = TextTable([
            ("port", .left), ("vendor:product", .left), ("serial", .left), ("what", .left),
        ])
        for port in ports {
            table.add([
                port.path, port.usb.map { Self.hex($0.vendor) + ":" + Self.hex($0.product) } ?? "–",
                port.usb?.serial ?? "–", port.summary,
            ])
        }
        Terminal.print(table.render(Terminal.style))
    }

    private static func document(_ port: SerialPortEntry) -> DocumentValue {
        .members([
            "path": .text(port.path), "summary": .text(port.summary),
            "vendor": port.usb.map { .text(hex($0.vendor)) },
            "product": port.usb.map { .text(hex($0.product)) },
            "serial": port.usb.map { .text($0.serial) },
            "manufacturer": port.usb.map { .text($0.manufacturer) },
            "name": port.usb.map { .text($0.name) },
        ])
    }

    /// Four hexadecimal digits, as `lsusb` writes them.
    private static func hex(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
