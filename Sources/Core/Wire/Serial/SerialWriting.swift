import Devices

extension SerialDialect {
    /// Makes a whole frame of a request: what begins it, its content, length, checksum, stuffing,
    /// what ends it; false where the values do not fit.
    func frame(
        _ send: WireTemplate,
        _ values: [WireValue],
        _ summing: RequestDefinition.Summing,
        sequence: Int,
        into frame: inout [UInt8]
    ) -> Bool {
        let (begin, end, plus) = ends
        frame += begin
        guard send.append(values, sequence: sequence, to: &frame) else { return false }
        let sum = summing == .summed ? checksum : nil
        let inside = sum?.place == .beforeEnd ? sum?.length ?? 0 : 0
        let behind = sum?.place == .afterEnd ? sum?.length ?? 0 : 0
        if send.parts.contains(where: { $0.role == .length }) {
            // The length's own width is fixed, so that the frame may be written again with it.
            let length = frame.count + inside + end.count + behind - plus
            frame.removeAll(keepingCapacity: true)
            frame += begin
            guard
                send.append(values, sequence: sequence, length: length, to: &frame)
            else { return false }
        }
        if let sum, inside > 0 { add(sum, to: &frame) }
        framing.stuffing?.stuff(&frame, from: begin.count)
        frame += end
        if let sum, behind > 0 { add(sum, to: &frame) }
        return true
    }

    private func add(_ sum: ChecksumDefinition, to frame: inout [UInt8]) {
        let start = min(max(sum.from, 0), frame.count)
        frame += sum.encoded(frame, from: start, to: frame.count, address: address)
    }

    /// What a request begins and ends with, and what its length leaves out.
    var ends: (begin: [UInt8], end: [UInt8], plus: Int) {
        switch framing.requests {
        case .ended(let end): ([], end, 0)
        case .enclosed(let begin, let end): (begin, end, 0)
        case .counted(let field): (field.begin, field.end, field.plus)
        case .fixed, .prompted: ([], [], 0)
        }
    }
}
