import Foundation

/// Chance that can be repeated: what a test draws follows from its seed, which is an argument of the test and so is shown when it fails.
package struct Dice: RandomNumberGenerator {
    /// Two new ones in each run; with `LIENTHONG_SEED` that one.
    package static let seeds: [UInt64] = {
        let given = ProcessInfo.processInfo.environment["LIENTHONG_SEED"].flatMap { UInt64($0) }
        return given.map { [$0] } ?? (0..<2).map { _ in UInt64.random(in: 0..<1_000_000) }
    }()

    private var state: UInt64

    package init(_ seed: UInt64) { self.state = seed }

    package mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    package mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &self) }
}
