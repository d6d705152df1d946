/// Seconds up to each bound, as Prometheus counts.
package struct Histogram: Sendable {
    package static let bounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30]

    package private(set) var counts = [Int](repeating: 0, count: Self.bounds.count)
    package private(set) var sum = 0.0
    package private(set) var count = 0

    package init() {}

    package mutating func add(_ seconds: Double) {
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound { self.counts[index] += 1 }
        self.sum += seconds
        self.count += 1
    }
}
