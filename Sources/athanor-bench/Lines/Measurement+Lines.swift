/// Figures of lines on real ports.
extension Measurement {
    func lineFigures(_ lines: [String: Double]) -> [Figure] {
        func figure(_ title: String, _ key: String, _ goal: Figure.Goal, _ unit: String) -> Figure {
            Figure(title, lines[key], goal, unit)
        }
        switch self {
        case .scan: return scanFigures(lines)
        case .trips:
            return [
                figure("trips on four lines of 32 devices", "trips", .atLeast(100), ""),
                figure("  zones not told to be safe", "missed", .atMost(0), ""),
                figure("  zones told without need", "needless", .atMost(0), ""),
                figure("  beyond scan and transaction: p99", "p99", .atMost(10), "ms"),
                figure("  beyond scan and transaction: most", "worst", .none, "ms"),
            ]
        case .hostile:
            return [
                figure("transactions on ptys and TCP, hostile peer", "asked", .atLeast(20_000), ""),
                figure("  wrong values", "wrong", .atMost(0), ""),
                figure("  true replies in time delivered", "delivered", .atLeast(95), "%"),
                figure("  libmodbus plainly: transactions", "plain-asked", .none, ""),
                figure("  libmodbus plainly: wrong values", "plain-wrong", .none, ""),
                figure("  libmodbus plainly: delivered", "plain-delivered", .none, "%"),
            ]
        case .polling:
            return [
                figure("Modbus TCP, 125 registers: transactions/s", "own", .none, ""),
                figure("  libmodbus in a C loop: transactions/s", "plain", .none, ""),
                figure("  ratio", "ratio", .atLeast(0.9), ""),
            ]
        case .sixteen:
            return [
                figure("16 connections: readings/s", "readings", .atLeast(9800), ""),
                figure("  load of one core", "load", .atMost(15), "%"),
            ]
        case .wire:
            return [
                figure("9600 Bd on a pty: of the physical limit", "share-9600", .atLeast(90), "%"),
                figure("19200 Bd", "share-19200", .atLeast(90), "%"),
                figure("115200 Bd", "share-115200", .atLeast(90), "%"),
                figure("one dead unit of 16 costs the others", "dead-unit", .atMost(5), "%"),
            ]
        default: return []
        }
    }
}
