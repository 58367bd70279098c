/// A profile that uses every key there is for Modbus.
enum QuirkyDevice {
    static let text = """
        athanor: device/1
        name: quirky
        manufacturer: Nobody
        model: Q-1
        sources: [made up]
        verification: unverified
        capabilities: [sensor]
        link:
          modbus:
            baud: 9600
            greatest-read: 40
            greatest-write: 8
            forbidden: [[500, 509]]
            blocks: [{table: input, address: 100, count: 20, read-timeout: 800 ms, read-lateness: 2 s}]
            frame-silence: 10 ms
            reply-timeout: 200 ms
            greatest-lateness: 1 s
            turnaround: 5 ms
            write-timeout: 1 s
            write-lateness: 3 s
            pause-after-connect: 2 s
            pause-after-write: 20 ms
            pause-between: 5 ms
            repeats-within: 50 ms
            busy-pause: 50 ms
            completion: {every: 500 ms, within: 60 s}
            broadcast: 150 ms
            tcp-unit: 255
            unlocks:
            - name: key
              before: [{address: 0x300, value: 0x55AA}]
              after: [{address: 0x300, value: 0}]
            idle-drop: 60 s
            clients: one
            reconnect-pause: 2 s
            silence-limit: 10 s
        points:
        - name: is-quirky
          kind: flag
          stale: 60 s
          modbus: {table: input, address: 0, encoding: text, registers: 4, byte-lane: low, words: [QK-1]}
        - name: value
          unit: degC
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 0, encoding: int16, decimals-from: digits, bad: [0x7FFF]}
        - name: digits
          unit: number
          stale: 60 s
          modbus: {table: holding, address: 1, encoding: uint16}
        - name: power
          unit: W
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 4, encoding: uint32, word-order: little, scale-from: ratio, offset-from: zero}
        - name: ratio
          unit: number
          stale: 60 s
          modbus: {table: holding, address: 6, encoding: bcd16}
        - name: zero
          unit: W
          stale: 60 s
          modbus: {table: holding, address: 7, encoding: int16}
        - name: remote
          unit: W
          every: 1 s
          stale: 4 s
          modbus: {table: input, address: 130, encoding: int16, decimals-from: places, companions: apart, read-timeout: 500 ms, read-lateness: 1500 ms}
        - name: places
          unit: number
          every: 2 s
          stale: 8 s
          modbus: {table: holding, address: 70, encoding: uint16}
        - name: count
          unit: number
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 20, encoding: uint64, group: totals}
        - name: sum
          unit: number
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 30, encoding: float64, group: totals}
        - name: inner
          unit: number
          every: 1 s
          stale: 4 s
          modbus: {table: input, address: 102, encoding: bcd32}
        - name: mode
          choices: [cold, warm, hot]
          access: read-write
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 40, encoding: uint16, bit: 4, bits: 2, write-function: 6, modify: locked}
        - name: limit
          unit: degC
          access: read-write
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 44, encoding: int16, scale: 0.1, unlock: key, settle: 500 ms, endurance: 100000, write-timeout: 2 s, write-lateness: 5 s}
        - name: both
          unit: number
          access: read-write
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 46, encoding: sign-magnitude32, write-function: 23, read-back: 48}
        - name: relays
          unit: number
          access: read-write
          every: 1 s
          stale: 4 s
          modbus: {table: coil, address: 0, bits: 8}
        - name: watch
          unit: s
          access: read-write
          every: 1 s
          stale: 4 s
          modbus: {table: holding, address: 50, encoding: uint16}
        actions:
        - name: set
          arguments: [{name: to, unit: degC}]
          commands: [{write: {point: limit, value: $to}}]
          confirm: limit within 1 K of $to
          within: 5 s
          repeat: absolute
        watchdog: {point: watch, value: 10 s}
        on-communication-loss: {does: 'off', after: 10 s}
        on-power-return: {does: 'off'}
        simulator: {model: inputs}
        vectors:
        - address: 1
          request: 01 03 00 01 00 01 D5 CA
          reply: 01 03 02 03 E8 B8 FA
          source: composed
        """
}
