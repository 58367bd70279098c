import Lines
import Quantities
import Testing

@Suite struct RetryTests {
    @Test func `pauses double up to eight seconds and begin anew once it worked`() {
        var retry = Retry()
        var pauses: [Int64] = []
        for _ in 0..<8 {
            retry.fail(at: .start)
            pauses.append((retry.at - .start).nanoseconds / 1_000_000)
        }
        #expect(pauses == [250, 500, 1000, 2000, 4000, 8000, 8000, 8000])
        retry.succeed()
        retry.fail(at: .start)
        #expect(retry.at - .start == .milliseconds(250))
    }
}
