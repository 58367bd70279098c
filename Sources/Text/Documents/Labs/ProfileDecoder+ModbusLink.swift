import Devices
import Findings
import Quantities

extension ProfileDecoder {
    mutating func modbusLink(_ members: inout Members) -> LinkDefinition? {
        addressBase = members.optional("address-base")?.integer(in: 0...1) ?? 0
        guard let settings = SerialSettings.read(&members) else { return nil }
        var link = ModbusLink(serial: settings)
        readLimits(&members, &link)
        readTimes(&members, &link)
        readShapes(&members, &link)
        readWrites(&members, &link)
        readConnection(&members, &link)
        modbus = link
        return .modbus(link)
    }

    private func readLimits(_ members: inout Members, _ link: inout ModbusLink) {
        if let value = members.optional("greatest-read")?.integer(in: 1...125) {
            link.greatestRead = value
        }
        if let value = members.optional("greatest-bit-read")?.integer(in: 1...2000) {
            link.greatestBitRead = value
        }
        if let value = members.optional("greatest-write")?.integer(in: 1...123) {
            link.greatestWrite = value
        }
        if let value = members.optional("tcp-unit")?.integer(in: 0...255) { link.tcpUnit = value }
        if let value = members.optional("grouping")?.choice(of: ModbusLink.Grouping.self) {
            link.grouping = value
        }
    }

    private func readTimes(_ members: inout Members, _ link: inout ModbusLink) {
        if let value = members.optional("reply-timeout")?.lapse() { link.replyTimeout = value }
        if let value = members.optional("greatest-lateness")?.lapse() {
            link.greatestLateness = value
        }
        if let value = members.optional("turnaround")?.lapse() { link.turnaround = value }
        if let value = members.optional("pause-after-write")?.lapse() {
            link.pauseAfterWrite = value
        }
        if let value = members.optional("pause-between")?.lapse() { link.pauseBetween = value }
        if let value = members.optional("pause-after-connect")?.lapse() {
            link.pauseAfterConnect = value
        }
        if let value = members.optional("repeats-within")?.lapse() { link.repeatsWithin = value }
        if let value = members.optional("busy-pause")?.lapse() { link.busyPause = value }
        let silence = members.optional("frame-silence")
        link.frameSilence = silence?.lapse()
        if let silence, let value = link.frameSilence { lint(silence: value, link, silence) }
        if link.replyTimeout <= link.turnaround {
            members.report(
                .badProfile,
                "“reply-timeout” (\(link.replyTimeout.spoken)) must be longer than “turnaround” "
                    + "(\(link.turnaround.spoken))."
            )
        }
    }

    /// Silences shorter than the standard's, or longer than any reply is waited for.
    private func lint(silence: Lapse, _ link: ModbusLink, _ place: Field) {
        let standard = link.serial.usualSilence
        if silence < standard {
            place.report(
                .badProfile,
                "\(silence.spoken) is shorter than the usual silence at \(link.serial.baud) Bd, "
                    + "\(standard.spoken). Leave it out, or make it longer."
            )
        } else if silence > .milliseconds(1000) {
            place.report(.badProfile, "No frame ends only after \(silence.spoken); at most 1 s.")
        }
    }

    private func readWrites(_ members: inout Members, _ link: inout ModbusLink) {
        let timeout = members.optional("write-timeout")
        link.writeTimeout = timeout?.lapse()
        link.writeLateness = members.optional("write-lateness")?.lapse()
        if let timeout, let value = link.writeTimeout { lintTimeout(value, link, timeout) }
        let broadcast = members.optional("broadcast")
        link.broadcast = broadcast?.lapse()
        if let broadcast, let value = link.broadcast, value > .milliseconds(10_000) {
            broadcast.report(.badProfile, "A turnaround delay is 100 to 200 ms, at most 10 s.")
        }
        if let place = members.optional("completion") {
            link.completion = completion(place) ?? link.completion
        }
        link.unlocks =
            members.optional("unlocks")?.uniqueList(of: "an unlock", by: \.name) { unlock($0) }
            ?? []
    }

    func lintTimeout(_ value: Lapse, _ link: ModbusLink, _ place: Field) {
        guard value <= link.turnaround else { return }
        place.report(
            .badProfile,
            "This must be longer than “turnaround” (\(link.turnaround.spoken))."
        )
    }

    private func completion(_ field: Field) -> CompletionWatch? {
        field.mapping { members in
            let usual = CompletionWatch()
            let every = members.optional("every")?.lapse() ?? usual.every
            let place = members.required("within")
            guard let place, let within = place.lapse() else { return nil }
            if within < every {
                place.report(.badProfile, "“within” is shorter than “every” (\(every.spoken)).")
            }
            return CompletionWatch(every: every, within: within)
        }
    }

    private func readConnection(_ members: inout Members, _ link: inout ModbusLink) {
        let drop = members.optional("idle-drop")
        link.connection.idleDrop = drop?.lapse()
        if let value = members.optional("clients")?.choice(of: ConnectionHabits.Clients.self) {
            link.connection.clients = value
        }
        if let value = members.optional("reconnect-pause")?.lapse() {
            link.connection.reconnectPause = value
        }
        let limit = members.optional("silence-limit")
        if let value = limit?.lapse() { link.connection.silenceLimit = value }
        if let limit, link.connection.silenceLimit <= link.replyTimeout {
            limit.report(
                .badProfile,
                "One lost reply would close the connection: this must be longer than "
                    + "“reply-timeout” (\(link.replyTimeout.spoken))."
            )
        }
        if let drop, let value = link.connection.idleDrop, value <= link.replyTimeout {
            drop.report(
                .badProfile,
                "The device would drop a connection on which a reply is still awaited: this must "
                    + "be longer than “reply-timeout” (\(link.replyTimeout.spoken))."
            )
        }
    }
}

extension SerialSettings {
    /// The silence that ends a frame: 3.5 characters, above 19200 Bd 1.750 ms (Modbus over serial
    /// line V1.02, 2.5.1.1).
    var usualSilence: Lapse {
        let nanoseconds = baud > 19200 ? 1_750_000 : time(characters: 7).nanoseconds / 2
        return Lapse(nanoseconds: nanoseconds)
    }
}
