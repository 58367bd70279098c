import Devices
import Testing
import Wire

struct WireTemplateTests {
    private func write(_ text: String, _ values: [Double], address: Int = 5) throws -> String? {
        let template = try #require(WireTemplate(try Template(parsing: text), address: address))
        var bytes: [UInt8] = []
        guard template.append(values.map { .number($0) }, to: &bytes) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func read(_ text: String, _ message: String, address: Int = 5) throws -> [Double]? {
        let template = try #require(WireTemplate(try Template(parsing: text), address: address))
        var captures: [Capture] = []
        let bytes = Array(message.utf8)
        guard template.matches(bytes, from: 0, to: bytes.count, captures: &captures) else {
            return nil
        }
        return captures.map(\.number)
    }

    @Test(arguments: [
        ("{v:int}", -42.0, "-42"), ("{v:int3}", 7, "007"), ("{v:+int}", 7, "+7"),
        ("{v:int3}", -7, "-007"), ("{v:dec2}", 0.005, "0.01"), ("{v:dec2}", -1.5, "-1.50"),
        ("{v:+dec1}", 12.34, "+12.3"), ("{v:dec}", 30.5, "30.5"), ("{v:dec}", 3, "3"),
        ("{v:dec3}", 0.0004, "0.000"), ("{v:hex2}", 255, "FF"), ("{v:hex4}", 255, "00FF"),
        ("{v:char}", 65, "A"), ("{v:word}", 2, "2"),
    ])
    func `numbers are written as the format says`(
        template: String,
        value: Double,
        text: String
    ) throws {
        #expect(try write(template, [value]) == text)
    }

    @Test(arguments: [
        ("{v:hex2}", 256.0), ("{v:char}", 300), ("{v:int}", .nan), ("{v:dec2}", .infinity),
        ("{v:hex2}", -1), ("{v:int}", 1e300),
    ])
    func `what a format cannot hold is not written`(template: String, value: Double) throws {
        #expect(try write(template, [value]) == nil)
    }

    @Test func `the address is filled in as its format says`() throws {
        #expect(try write("{address:int3}X", [], address: 7) == "007X")
        #expect(try write("/{address:char}Q", [], address: 0x31) == "/1Q")
        #expect(try read("{address:int2} {v:int}", "05 9") == [9])
        #expect(try read("{address:int2} {v:int}", "06 9") == nil)
    }

    @Test(arguments: [
        ("{v:dec}", "+014.62", 14.62), ("{v:dec}", "   -2.5  ", -2.5), ("{v:dec}", "- 2.5", -2.5),
        ("{v:dec}", "7.6700E-05", 7.67e-5), ("{v:dec}", ".5", 0.5), ("{v:dec}", "30.", 30),
        ("{v:int}", "0012", 12), ("{v:hex4}", "00fF", 255), ("{v:dec2}", "1.25", 1.25),
    ])
    func `numbers are read as devices print them`(
        template: String,
        text: String,
        value: Double
    ) throws {
        #expect(try read(template, text) == [value])
    }

    @Test(arguments: [
        ("{v:dec}", ""), ("{v:dec}", "-"), ("{v:dec}", "1.2.3"), ("{v:int}", "1.5"),
        ("{v:hex4}", "12G4"), ("{v:char}", ""), ("{v:word}", ""),
        ("{v:int}", "12345678901234567890"), ("ok", "ok2"), ("ok", "o"),
    ])
    func `what is no such message is refused`(template: String, text: String) throws {
        #expect(try read(template, text) == nil)
    }

    @Test func `neighbouring fields are parted by their widths`() throws {
        #expect(try read("{a:int3}{b:int2}{c:int1}", "011074") == [11, 7, 4])
    }

    @Test func `a word ends at the literal behind it, a text may be empty`() throws {
        #expect(try read("<{s:word}|{v:int}|{more:text}>", "<Idle|5|>")?[1] == 5)
        #expect(try read("[{t:text}]", "[]") != nil)
    }

    @Test func `one space stands for many, none for none`() throws {
        #expect(try read("S {v:int} g", "S      5   g") == [5])
        #expect(try read("S {v:int}", "S5") == nil)
    }

    @Test func `as many values as fields, no more and no fewer`() throws {
        #expect(try write("{a:int}{b:int}", [1]) == nil)
        #expect(try write("{a:int}", [1, 2]) == nil)
    }
}
