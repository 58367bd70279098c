import Quantities
import Records
import Reports
import Testing

@Suite struct NumberTests {
    private func text(_ value: Double) -> String {
        var bytes: [UInt8] = []
        NumberBytes.append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "-2.5"), (850, "850"), (0.35, "0.35"),
        (849.9999999999999, "850"), (1e14, "100000000000000"), (123_456.789, "123456.789"),
        (0.000_001, "0.000001"), (9.999_999_999_999_9, "10"), (1e-12, "1e-12"), (1e20, "1e20"),
        (.infinity, "null"), (.nan, "null"), (0.1 + 0.2, "0.3"),
    ])
    func `a number keeps twelve figures and loses noise`(value: Double, expected: String) {
        #expect(text(value) == expected)
    }

    @Test func `every number reads back as the same to twelve figures`() {
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let mantissa = Double(state >> 11) / Double(1 << 53)
            var value = mantissa
            for _ in 0..<(state >> 60) { value *= 7.3 }
            guard let back = Double(text(value)) else {
                Issue.record("\(text(value)) is no number")
                continue
            }
            #expect(abs(back - value) <= abs(value) * 6e-12, "\(value) became \(text(value))")
        }
    }

    @Test func `time has nine decimals`() {
        var bytes: [UInt8] = []
        NumberBytes.append(secondsOf: 259_200_000_000_001, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "259200.000000001")
    }

    @Test(arguments: [
        (0.35, "350 ms"), (12, "12 s"), (725, "12 min 5 s"), (3_600, "1 h"), (3_599.7, "1 h"),
        (93_598.8, "1 d 2 h"), (264_720, "3 d 1 h 32 min"), (0, "0 ms"),
    ])
    func `a lapse is said by its greatest parts`(seconds: Double, expected: String) {
        #expect(Spoken.lapse(Lapse(seconds: seconds)) == expected)
    }

    @Test func `units are written as people write them`() throws {
        let microlitre = try #require(PhysicalUnit.named("uL"))
        #expect(Spoken.value(si: 1e-7, microlitre) == "100\u{a0}µL")
        #expect(Spoken.value(si: 1123.15, Samples.celsius) == "850\u{a0}°C")
    }
}
