import Devices
import Execution
import Interlocks
import Quantities

/// What a step of the run sees: the image, how fast points change, and the time.
struct Sight {
    let now: Instant
    let image: ProcessImage
    var rates: RateTable
    /// Scratch for programs.
    var stack: [Double]

    /// NaN where unknown.
    mutating func value(of program: PointProgram) -> Double {
        program.value(image, rates, at: now, stack: &stack)
    }

    /// The reading, nil where it is not good.
    func good(_ point: Int) -> Reading? {
        let reading = image[point]
        return reading.quality == .good ? reading : nil
    }

    /// Why the first bad one of `points` is bad; nil where all are good.
    func fault(of points: [Int]) -> FaultKind? {
        for point in points {
            if let fault = image[point].quality.fault { return fault }
        }
        return nil
    }
}

extension Quality {
    /// What a step that needs the reading runs into.
    var fault: FaultKind? {
        switch self {
        case .good: nil
        case .neverRead, .stale, .noAnswer, .busy, .outOfUse: .deviceDead
        case .deviceBad, .outOfRange: .sensorBad
        }
    }
}
