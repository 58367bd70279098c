import Findings

extension ModbusLintTests {
    /// How long reads take, and values of which a part is read apart.
    static let reads: [LabsFault] = [
        LabsFault(
            "a point's timeout beyond what it may age",
            "read-timeout: 500 ms",
            "read-timeout: 3 s",
            .badProfile,
            says: "longer than this and “every” together"
        ),
        LabsFault(
            "a point's read timeout within the turnaround",
            "read-timeout: 500 ms",
            "read-timeout: 5 ms",
            .badProfile,
            says: "turnaround"
        ),
        LabsFault(
            "a read timeout of what is never read",
            "access: read-write\n  every: 1 s\n  stale: 4 s\n  modbus: {table: coil,",
            "access: write\n  stale: 4 s\n  modbus: {table: coil, read-timeout: 1 s,",
            .badProfile,
            says: "never read"
        ),
        LabsFault(
            "companions of a point that has none",
            "encoding: bcd16",
            "encoding: bcd16, companions: apart",
            .badProfile,
            says: "takes part"
        ),
        LabsFault(
            "companions read in a way there is not",
            "companions: apart",
            "companions: aside",
            .wrongType,
            says: "apart"
        ),
        LabsFault(
            "a part read on demand only",
            "name: places\n  unit: number\n  every: 2 s",
            "name: places\n  unit: number",
            .badProfile,
            at: "decimals-from: places",
            says: "give it “every”"
        ),
        LabsFault(
            "a part read too seldom",
            "name: places\n  unit: number\n  every: 2 s",
            "name: places\n  unit: number\n  every: 3 s",
            .badProfile,
            at: "decimals-from: places",
            says: "both periods together (4 s)"
        ),
        LabsFault(
            "a part in another table that is to be read together",
            ", companions: apart",
            "",
            .badProfile,
            at: "decimals-from: places",
            says: "companions: apart"
        ),
        LabsFault(
            "a part too far off that is to be read together",
            "decimals-from: digits",
            "decimals-from: places",
            .badProfile,
            says: "companions: apart"
        ),
        LabsFault(
            "a written value of two parts read apart",
            "encoding: int16, scale: 0.1, unlock: key, settle: 500 ms, endurance: 100000",
            "encoding: int16, decimals-from: places, scale-from: ratio, companions: apart, unlock: key",
            .badProfile,
            says: "two moments"
        ),
        LabsFault(
            "a part read apart of what wears out",
            "encoding: int16, scale: 0.1, unlock: key",
            "encoding: int16, decimals-from: places, companions: apart, unlock: key",
            .badProfile,
            says: "what the register holds"
        ),
    ]
}
