/// Items of the hub above that could not be taken (gói chưa nhận được): each comes again after a growing pause of its own and holds up no other.
struct StuckItems {
    private let pauses: UplinkPauses
    private var items: [String: (failures: Int, until: ContinuousClock.Instant)] = [:]

    init(_ pauses: UplinkPauses) { self.pauses = pauses }

    mutating func failed(_ id: String) {
        let failures = (self.items[id]?.failures ?? 0) + 1
        self.items[id] = (failures, .now + .seconds(self.pauses.pause(afterFailure: failures)))
    }

    mutating func succeeded(_ id: String) { self.items[id] = nil }

    /// Forgets those that the other hub does not list any more.
    mutating func keep(_ listed: Set<String>) { self.items = self.items.filter { listed.contains($0.key) } }

    /// Whether it is too early for the item.
    func rests(_ id: String) -> Bool { self.items[id].map { .now < $0.until } ?? false }

    /// Seconds until the first of them may come again, at most `limit`.
    func patience(_ limit: Double) -> Double {
        guard let next = self.items.values.map(\.until).min() else { return limit }
        let rest = (next - .now).components
        return min(limit, max(0, Double(rest.seconds) + Double(rest.attoseconds) * 1e-18))
    }
}
