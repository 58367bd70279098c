import Devices
import Interlocks
import Labs
import Quantities
import Scanning

/// Keeps the lab's horn as its alarms want it, by what its relay shows.
struct Horn: Sendable {
    private let output: PointReference
    /// Its place in the image.
    private let point: Int
    /// Told something, it is not told again before it can have been read twice.
    private let patience: Lapse
    private var told = Instant.never

    /// Nil where the lab has none.
    init?(_ loaded: LoadedLab) {
        guard let output = loaded.lab.horn else { return nil }
        self.output = output
        point = loaded.names.firstPoint[output.device] + output.point
        patience = (loaded.names.points[point].definition.every ?? .zero) + Lapse(seconds: 5)
    }

    /// What it must be told now; nil where it is as wanted, or nobody knows how it is.
    mutating func command(
        sounding: Bool,
        _ image: ProcessImage,
        at now: Instant
    ) -> (device: Int, body: CommandBody)? {
        let reading = image[point]
        guard reading.quality == .good, (reading.value != 0) != sounding else { return nil }
        guard told == .never || now - told > patience else { return nil }
        told = now
        return (output.device, .write(point: output.point, value: sounding ? 1 : 0))
    }
}
