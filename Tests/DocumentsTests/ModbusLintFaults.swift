import Findings

extension ModbusLintTests {
    static let link: [LabsFault] = [
        LabsFault(
            "a block longer than a read",
            "count: 20,",
            "count: 41,",
            .badProfile,
            says: "40"
        ),
        LabsFault(
            "blocks over each other",
            "read-lateness: 2 s}]",
            "read-lateness: 2 s}, {table: input, address: 119, count: 4}]",
            .badProfile,
            says: "overlaps"
        ),
        LabsFault(
            "a block through forbidden registers",
            "address: 100, count",
            "address: 495, count",
            .badProfile,
            says: "500 to 509"
        ),
        LabsFault(
            "a block nobody uses",
            "blocks: [{table: input",
            "blocks: [{table: holding",
            .unusedValue,
            says: "100"
        ),
        LabsFault(
            "a block's timeout within the turnaround",
            "read-timeout: 800 ms",
            "read-timeout: 4 ms",
            .badProfile,
            says: "turnaround"
        ),
        LabsFault(
            "a block's timeout beyond what its points may age",
            "read-timeout: 800 ms",
            "read-timeout: 3 s",
            .badProfile,
            at: "address: 102",
            says: "may take 3 s"
        ),
        LabsFault(
            "blocks and starts",
            "frame-silence: 10 ms",
            "starts: [0]",
            .badProfile,
            at: "blocks: [",
            says: "starts"
        ),
        LabsFault(
            "blocks of a device read one field a request",
            "frame-silence: 10 ms",
            "grouping: single",
            .badProfile,
            at: "blocks: [",
            says: "single"
        ),
        LabsFault(
            "a silence shorter than the standard's",
            "frame-silence: 10 ms",
            "frame-silence: 3 ms",
            .badProfile,
            says: "3.64"
        ),
        LabsFault(
            "a silence nobody waits for",
            "frame-silence: 10 ms",
            "frame-silence: 2 s",
            .badProfile
        ),
        LabsFault(
            "a write timeout within the turnaround",
            "write-timeout: 1 s",
            "write-timeout: 4 ms",
            .badProfile,
            says: "turnaround"
        ),
        LabsFault(
            "a completion shorter than its period",
            "within: 60 s}",
            "within: 100 ms}",
            .badProfile
        ),
        LabsFault("an endless broadcast", "broadcast: 150 ms", "broadcast: 1 min", .badProfile),
        LabsFault("a unit there is not", "tcp-unit: 255", "tcp-unit: 256", .argumentOutOfRange),
        LabsFault(
            "an unlock without writes",
            "before: [{address: 0x300, value: 0x55AA}]",
            "before: []",
            .wrongType
        ),
        LabsFault(
            "an unlock's value too great",
            "value: 0x55AA",
            "value: 0x1FFFF",
            .badProfile,
            says: "0xFFFF"
        ),
        LabsFault(
            "an unlock's function",
            "value: 0x55AA}",
            "value: 1, function: 15}",
            .badProfile,
            says: "5, 6 or 16"
        ),
        LabsFault(
            "a coil that is neither on nor off",
            "value: 0x55AA}",
            "value: 2, function: 5}",
            .badProfile
        ),
        LabsFault(
            "an unlock nobody uses",
            "unlock: key, ",
            "",
            .unusedValue,
            at: "- name: key",
            says: "key"
        ),
        LabsFault(
            "an idle time within the timeout",
            "idle-drop: 60 s",
            "idle-drop: 100 ms",
            .badProfile
        ),
        LabsFault(
            "a silence limit within the timeout",
            "silence-limit: 10 s",
            "silence-limit: 200 ms",
            .badProfile,
            says: "One lost reply"
        ),
        LabsFault("a number of clients there is not", "clients: one", "clients: two", .wrongType),
        LabsFault(
            "a key nobody knows",
            "busy-pause: 50 ms",
            "busy-puase: 50 ms",
            .unknownKey,
            says: "busy-pause"
        ),
    ]

    static let writes: [LabsFault] = [
        LabsFault(
            "bits written whole without a word",
            ", modify: locked",
            "",
            .badProfile,
            at: "bit: 4",
            says: "modify: locked"
        ),
        LabsFault(
            "bits locked and masked",
            "write-function: 6, modify",
            "write-function: 22, modify",
            .badProfile,
            says: "6 or 16"
        ),
        LabsFault(
            "a whole register modified",
            "address: 50, encoding: uint16",
            "address: 50, encoding: uint16, modify: mask",
            .badProfile
        ),
        LabsFault(
            "an unlock nobody declared",
            "unlock: key,",
            "unlock: kay,",
            .unknownName,
            says: "key"
        ),
        LabsFault(
            "an unlock of what is only read",
            "encoding: bcd16",
            "encoding: bcd16, unlock: key",
            .badProfile,
            says: "only read"
        ),
        LabsFault(
            "a settling time beyond stale",
            "settle: 500 ms",
            "settle: 4 s",
            .badProfile,
            says: "stale"
        ),
        LabsFault(
            "endurance of what is not read",
            "access: read-write\n  every: 1 s\n  stale: 4 s\n  modbus: {table: holding, address: 44",
            "access: write\n  stale: 4 s\n  modbus: {table: holding, address: 44",
            .badProfile,
            says: "read-write"
        ),
        LabsFault(
            "a point's timeout within the turnaround",
            "write-timeout: 2 s",
            "write-timeout: 5 ms",
            .badProfile
        ),
        LabsFault(
            "function 23 with a settling time",
            "write-function: 23,",
            "write-function: 23, settle: 1 s,",
            .badProfile,
            says: "same transaction"
        ),
        LabsFault(
            "a value written in parts",
            "greatest-write: 8",
            "greatest-write: 1",
            .badProfile,
            at: "sign-magnitude32",
            says: "in parts"
        ),
        LabsFault(
            "a coil written with 6",
            "address: 0, bits: 8",
            "address: 0, bits: 8, write-function: 6",
            .badProfile,
            says: "15"
        ),
        LabsFault(
            "a watchdog nobody can write",
            "{point: watch, value",
            "{point: count, value",
            .badProfile,
            says: "only read"
        ),
        LabsFault(
            "a watchdog of two times",
            "value: 10 s}",
            "value: 20 s}",
            .badProfile,
            says: "one and the same"
        ),
        LabsFault(
            "a watchdog that holds the last value",
            "does: 'off', after: 10 s",
            "does: holds-last, after: 10 s",
            .badProfile,
            at: "watchdog:",
            says: "holds-last"
        ),
        LabsFault(
            "a watchdog nobody feeds",
            "value: 10 s}\non-communication-loss: {does: 'off', after: 10 s}",
            "value: 1 s}\non-communication-loss: {does: 'off', after: 1 s}",
            .badProfile,
            at: "watchdog:",
            says: "twice"
        ),
        LabsFault(
            "a watchdog nobody sees",
            "name: watch\n  unit: s\n  access: read-write\n  every: 1 s",
            "name: watch\n  unit: s\n  access: read-write",
            .badProfile,
            at: "watchdog:",
            says: "every"
        ),
        LabsFault(
            "a refresh of what wears out",
            "watchdog: {",
            "refresh: [{point: limit, every: 2 s}]\nwatchdog: {",
            .badProfile,
            at: "refresh:",
            says: "wears out"
        ),
        LabsFault(
            "a refresh of the watchdog",
            "watchdog: {",
            "refresh: [{point: watch, every: 2 s}]\nwatchdog: {",
            .badProfile,
            says: "two hands"
        ),
    ]
}
