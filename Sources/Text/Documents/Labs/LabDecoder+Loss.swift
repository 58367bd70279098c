import Devices
import Expressions
import Findings
import Labs

/// What becomes of the lab's outputs when their line or their host is lost, or power returns.
extension LabDecoder {
    func lintLosses(_ assemblyPlace: Field) {
        for assembly in assemblies {
            let place = self.place(of: assembly.name, in: assemblyPlace)
            switch assembly.role {
            case .furnace(let furnace): lintLoss(furnace, place)
            case .gas(let supply):
                lintLoss(supply.controller, cutOut: supply.cutOut, what: "gas", place)
            case .switched(let service):
                switch service.purpose {
                // They may stay on: what they serve is safer for it.
                case .exhaust, .coolingWater, .light: break
                case .vacuum, .coldTrap, .other:
                    lintLoss(
                        service.output.device,
                        cutOut: service.cutOut,
                        what: "this output",
                        place
                    )
                }
            default: break
            }
        }
    }

    /// Heat that goes on or comes back by itself needs a cut-out, or is refused.
    private func lintLoss(_ furnace: FurnaceAssembly, _ place: Field) {
        let profile = usedProfiles[devices[furnace.controller].profile]
        let controllerPlace = place.peek("controller") ?? place
        switch profile.onPowerReturn.outcome {
        case .resumes, .holdsLast:
            controllerPlace.report(
                .badLab,
                "\(profile.name) heats again by itself when power returns; such a controller is "
                    + "refused."
            )
        case .off, .fallsBack, .notApplicable: break
        }
        switch profile.onCommunicationLoss.outcome {
        case .holdsLast, .resumes:
            guard furnace.guardian == nil || furnace.contactor == nil else { break }
            controllerPlace.report(
                .badLab,
                "\(profile.name) goes on heating when communication is lost; the furnace needs a "
                    + "“guardian” and a “contactor”."
            )
        case .notApplicable:
            controllerPlace.report(
                .badLab,
                "\(profile.name) says nothing of what its output does when communication is lost "
                    + "(“on-communication-loss: not-applicable”)."
            )
        case .off, .fallsBack: lintUnaided(profile, controllerPlace)
        }
        guard let contactor = furnace.contactor else { return }
        let board = usedProfiles[devices[contactor.device].profile]
        switch board.onPowerReturn.outcome {
        case .resumes, .holdsLast:
            (place.peek("contactor") ?? place).report(
                .badLab,
                "\(board.name) closes the contactor again by itself when power returns. Take an "
                    + "output that stays open."
            )
        case .off, .fallsBack, .notApplicable: break
        }
    }

    /// What a device does without its host it does by its own watchdog, or because a value it was
    /// sent lapses.
    private func lintUnaided(_ profile: DeviceProfile, _ place: Field) {
        guard profile.watchdog == nil, profile.refreshes.isEmpty else { return }
        place.report(
            .badLab,
            "\(profile.name) says it “\(profile.onCommunicationLoss.outcome.rawValue)” when "
                + "communication is lost, but nothing makes it: its profile arms no “watchdog” and "
                + "has no value that lapses without “refresh”."
        )
    }

    private func lintLoss(_ device: Int, cutOut: PointReference?, what: String, _ place: Field) {
        let profile = usedProfiles[devices[device].profile]
        switch profile.onCommunicationLoss.outcome {
        case .off, .fallsBack: lintUnaided(profile, place)
        case .notApplicable:
            place.report(
                .badLab,
                "\(profile.name) says nothing of what \(what) does when communication is lost "
                    + "(“on-communication-loss: not-applicable”)."
            )
        case .holdsLast, .resumes:
            guard let cutOut else {
                place.report(
                    .badLab,
                    "\(profile.name) keeps \(what) as it is when communication is lost. Name under "
                        + "“cut-out” the contact of what ends it without a host."
                )
                return
            }
            if cutOut.device == device {
                (place.peek("cut-out") ?? place).report(
                    .badLab,
                    "This contact is of the same device; a cut-out is independent of it."
                )
            }
        }
    }

    /// Whoever heats is stopped by something that does not ask the controller.
    func lintIndependence(_ interlocks: [InterlockDefinition], _ assemblyPlace: Field) {
        for assembly in assemblies {
            guard case .furnace(let furnace) = assembly.role else { continue }
            let zone = devices[furnace.controller].zone
            guard zones.indices.contains(zone) else { continue }
            let isFenced = interlocks.contains {
                $0.zone == zone && $0.trip.alternatives.contains { isIndependent($0, furnace) }
            }
            guard !isFenced else { continue }
            let place = self.place(of: assembly.name, in: assemblyPlace)
            (place.peek("controller") ?? place).report(
                .badLab,
                "Every interlock of zone \(zones[zone].name) asks "
                    + "“\(devices[furnace.controller].name)”, which drives the heat itself. One "
                    + "must trip by another device's reading alone: a guardian's temperature or "
                    + "alarm, a cut-out's contact."
            )
        }
    }

    private func isIndependent(_ condition: Expr, _ furnace: FurnaceAssembly) -> Bool {
        let owners = condition.names.compactMap { name -> Int? in
            if case .point(let text) = name { owner(of: text)?.device } else { nil }
        }
        return !owners.isEmpty && !owners.contains(furnace.controller)
    }
}

extension Expr {
    /// What each makes it true by itself.
    fileprivate var alternatives: [Expr] {
        if case .or(let a, let b) = self { a.alternatives + b.alternatives } else { [self] }
    }
}
