import Synchronization

/// A bounded queue between two threads of which neither ever waits for the other: one puts, the
/// other takes.
///
/// After L. Lamport, "Specifying Concurrent Program Modules", ACM TOPLAS 5 (1983): each place is
/// written by one side only, and a count that the other side sees is stored after what it counts.
/// Neither side allocates.
@safe
package final class Ring<Element: Sendable>: @unchecked Sendable {
    private let slots: UnsafeMutablePointer<Element>
    /// Of both counts; the capacity is a power of two.
    private let mask: Int
    /// Written by the taking side only.
    private let taken = Atomic<Int>(0)
    /// Written by the putting side only.
    private let given = Atomic<Int>(0)

    /// Room for at least so many.
    package init(capacity: Int) {
        var size = 1
        while size < capacity { size *= 2 }
        mask = size - 1
        unsafe slots = .allocate(capacity: size)
    }

    deinit {
        while take() != nil {}
        unsafe slots.deallocate()
    }

    /// How many wait to be taken; the putting side's only.
    package var count: Int { given.load(ordering: .relaxed) - taken.load(ordering: .acquiring) }

    /// False where there is no room; the putting side's only.
    package func put(_ element: Element) -> Bool {
        let place = given.load(ordering: .relaxed)
        guard place - taken.load(ordering: .acquiring) <= mask else { return false }
        unsafe (slots + (place & mask)).initialize(to: element)
        given.store(place + 1, ordering: .releasing)
        return true
    }

    /// The oldest, nil where nothing waits; the taking side's only.
    package func take() -> Element? {
        let place = taken.load(ordering: .relaxed)
        guard place < given.load(ordering: .acquiring) else { return nil }
        let element = unsafe (slots + (place & mask)).move()
        taken.store(place + 1, ordering: .releasing)
        return element
    }
}
