extension [Double] {
    /// Of growing pauses in seconds that after the first, second, … failure in a row; the last one repeats. A fifth shorter or longer, so that those who
    /// failed together do not come back together.
    package func pause(afterFailure number: Int) -> Double {
        self[Swift.min(Swift.max(number, 1), self.count) - 1] * Double.random(in: 0.8...1.2)
    }
}
