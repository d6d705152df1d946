package import Foundation

extension Dictionary {
    /// Room for one more, below `limit`: what is over goes; when that is not enough, the oldest tenth, so that not each entry of a full one sorts.
    package mutating func makeRoom(below limit: Int, keeping isLive: (Value) -> Bool, by date: (Value) -> Date) {
        self = self.filter { isLive($0.value) }
        guard self.count >= limit else { return }
        for (key, _) in self.sorted(by: { date($0.value) < date($1.value) }).prefix(Swift.max(1, limit / 10)) {
            self[key] = nil
        }
    }
}
