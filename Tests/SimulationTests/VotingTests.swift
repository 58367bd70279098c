import Devices
import Expressions
import Interlocks
import Labs
import Quantities
import Testing

/// Channels that vote, sound and bad, in every combination.
struct VotingTests {
    /// A scheme, what becomes of it, and what a state of its channels makes of it: `t` asks for the
    /// trip, `n` does not, `b` gives no good reading.
    struct Case: CustomTestStringConvertible {
        var scheme: Voting.Scheme
        var degraded: [Voting.Degraded]
        var trips: [String]
        var rests: [String]

        var testDescription: String {
            scheme.rawValue + " " + degraded.map(\.spoken).joined(separator: ", ")
        }

        static let all: [Case] = [
            Case(scheme: .oneOfOne, degraded: [], trips: ["t", "b"], rests: ["n"]),
            Case(
                scheme: .oneOfTwo,
                degraded: [.votes(.oneOfOne)],
                trips: ["tn", "nt", "tt", "tb", "bt", "bb"],
                rests: ["nn", "nb", "bn"]
            ),
            Case(
                scheme: .oneOfTwo,
                degraded: [.trips],
                trips: ["tn", "nt", "tt", "nb", "bn", "bb"],
                rests: ["nn"]
            ),
            Case(
                scheme: .twoOfTwo,
                degraded: [.votes(.oneOfOne)],
                trips: ["tt", "tb", "bt", "bb"],
                rests: ["nn", "tn", "nt", "nb", "bn"]
            ),
            Case(
                scheme: .twoOfThree,
                degraded: [.votes(.oneOfTwo), .trips],
                trips: ["ttn", "ntt", "tnt", "ttt", "tnb", "btn", "nbt", "bbn", "nbb", "bbb"],
                rests: ["nnn", "tnn", "nnt", "nnb", "bnn"]
            ),
            Case(
                scheme: .twoOfThree,
                degraded: [.votes(.twoOfTwo), .votes(.oneOfOne)],
                trips: ["ttn", "ttb", "btt", "tbb", "bbt", "bbb"],
                rests: ["nnn", "tnn", "tnb", "nbt", "nnb", "nbb", "bbn"]
            ),
        ]
    }

    private static let points = ["relays.door", "relays.tip", "relays.flow"]

    private struct Bench {
        var set: InterlockSet
        var image: ProcessImage
        let names: LabNames
        private var clock = 0.0

        init(_ tried: Case) {
            var rule = RunningLab.interlock("vote", "relays.door")
            let voting = Voting(
                scheme: tried.scheme,
                channels: VotingTests.points.prefix(tried.scheme.channels).map {
                    Voting.Channel(name: $0, trip: .point($0))
                },
                degraded: tried.degraded
            )
            rule.trip = voting.condition
            rule.voting = voting
            let lab = RunningLab.lab([rule])
            names = LabNames(lab)
            set = InterlockSet(lab, names)
            image = ProcessImage(names)
        }

        /// Shows the channels so, and says whether that trips.
        mutating func trips(_ channels: String) -> Bool {
            clock += 1
            for (point, state) in zip(VotingTests.points, channels) {
                let reading = Reading(
                    value: state == "t" ? 1 : 0,
                    quality: state == "b" ? .deviceBad : .good,
                    at: .seconds(clock)
                )
                image.store(reading, point: names.point(point) ?? -1)
            }
            let tripped = set.judge(image, at: .seconds(clock))
            image.forgetChanges()
            return !tripped.isEmpty
        }
    }

    @Test(arguments: Case.all)
    func `a voting trips with as many votes as it needs, and degrades as declared`(_ tried: Case) {
        for channels in tried.trips {
            var bench = Bench(tried)
            #expect(bench.trips(channels) == true, "\(channels)")
        }
        for channels in tried.rests {
            var bench = Bench(tried)
            #expect(bench.trips(channels) == false, "\(channels)")
        }
    }

    @Test func `every change of the bad channels is told once, and that all are good again`() {
        var bench = Bench(Case.all[5])
        _ = bench.trips("nnn")
        #expect(bench.set.degradations.isEmpty)
        _ = bench.trips("nbn")
        #expect(bench.set.degradations == [Degradation(interlock: 0, bad: [1])])
        _ = bench.trips("tbn")
        #expect(bench.set.degradations.isEmpty)
        _ = bench.trips("bbn")
        #expect(bench.set.degradations == [Degradation(interlock: 0, bad: [0, 1])])
        _ = bench.trips("nnn")
        #expect(bench.set.degradations == [Degradation(interlock: 0, bad: [])])
    }

    @Test func `what a person is told names the channel and what votes now`() {
        var rule = RunningLab.interlock("hot", "relays.door")
        rule.voting = Voting(
            scheme: .twoOfThree,
            channels: ["a", "b", "c"].map { Voting.Channel(name: $0, trip: .flag(true)) },
            degraded: [.votes(.oneOfTwo), .trips]
        )
        #expect(
            rule.words(bad: [1])
                == "hot: no good reading of channel b; it votes 1oo2 instead of 2oo3. Mend the "
                + "channel."
        )
        #expect(rule.words(bad: []) == "hot votes 2oo3 again.")
        #expect(rule.spokenTrip.hasSuffix("with one bad 1oo2, with two bad trip"))
    }
}
