package import Quantities

/// The traffic in a capture file, without what makes packets of it.
package struct CaptureReader {
    /// Bytes that passed together on one line.
    package struct Passage: Hashable, Sendable {
        /// Index into `lines`.
        package var line: Int
        package var direction: Direction
        /// Since the first packet of the file; a portion that nothing followed may come out a
        /// little late, so it can be negative.
        package var at: Instant
        package var bytes: [UInt8]
        package var notes: [CaptureNote]
        /// Where its packet begins in the file.
        package var offset: Int

        package init(
            line: Int,
            direction: Direction,
            at: Instant,
            bytes: [UInt8],
            notes: [CaptureNote],
            offset: Int
        ) {
            self.line = line
            self.direction = direction
            self.at = at
            self.bytes = bytes
            self.notes = notes
            self.offset = offset
        }
    }

    package enum Direction: Hashable, Sendable {
        case toDevice, fromDevice
    }

    package private(set) var origin: Int64?
    private var reader: PcapngReader

    package init(_ source: ByteSource) { reader = PcapngReader(source) }

    /// The lines met so far, by their names in the lab they were captured in.
    package var lines: [PcapngReader.Interface] { reader.interfaces }

    /// Whether the file ended as it should.
    package var ending: PcapngReader.Ending { reader.ending }

    /// The next passage; nil at the end.
    ///
    /// - Throws: `CaptureFault` where the file is damaged or no capture of a lab's lines.
    package mutating func next() throws(CaptureFault) -> Passage? {
        while let packet = try reader.next() {
            guard let bytes = try payload(packet) else { continue }
            let first = origin ?? packet.time
            origin = first
            return Passage(
                line: packet.interface,
                direction: try direction(packet),
                at: Instant(nanoseconds: packet.time &- first),
                bytes: Array(bytes),
                notes: packet.comments.compactMap { CaptureNote($0) },
                offset: packet.offset
            )
        }
        return nil
    }

    /// Nil where a packet carries nothing, such as TCP's acknowledgements.
    private func payload(
        _ packet: PcapngReader.Packet
    ) throws(CaptureFault) -> ArraySlice<UInt8>? {
        let kind = LinkType(rawValue: reader.interfaces[packet.interface].linkType)
        let bytes: ArraySlice<UInt8>?
        switch kind {
        case .ethernet: bytes = TCPDress.payload(packet.bytes)
        case .upperPDU: bytes = UpperDress.payload(packet.bytes)
        case nil:
            throw CaptureFault(
                "has packets of a kind that capture does not write; it reads its own files",
                packet.offset
            )
        }
        guard let bytes else {
            throw CaptureFault("has a packet whose own lengths are wrong", packet.offset)
        }
        return bytes.isEmpty ? nil : bytes
    }

    private func direction(_ packet: PcapngReader.Packet) throws(CaptureFault) -> Direction {
        switch packet.flags.rawValue & 3 {
        case PacketFlags.inbound.rawValue: return .fromDevice
        case PacketFlags.outbound.rawValue: return .toDevice
        default:
            throw CaptureFault("has a packet that does not say its direction", packet.offset)
        }
    }
}
