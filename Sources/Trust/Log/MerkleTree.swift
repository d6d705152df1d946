/// A Merkle tree over the entries of a log (RFC 9162 §2.1), of which only complete subtrees are stored: the subtree `index` of level `level`
/// covers the entries from `index << level`, `1 << level` of them. Each question reads about as many of them as the size has bits.
package struct MerkleTree {
    package typealias NodeReader = (_ level: Int, _ index: Int) throws -> LogHash

    package let size: Int
    private let node: NodeReader

    package init(size: Int, node: @escaping NodeReader) {
        self.size = size
        self.node = node
    }

    /// The subtrees that the entry number `index` completes, the entry itself first. `node` knows all earlier ones.
    package static func appended(
        _ leaf: LogHash, at index: Int, node: NodeReader
    ) throws -> [(level: Int, index: Int, hash: LogHash)] {
        var made = [(level: 0, index: index, hash: leaf)]
        var (level, position, hash) = (0, index, leaf)
        while position & 1 == 1 {
            hash = LogHash(left: try node(level, position - 1), right: hash)
            level += 1
            position >>= 1
            made.append((level, position, hash))
        }
        return made
    }

    package func root() throws -> LogHash { try self.hash(0, self.size) }

    /// That the entry `index` is in the tree (§2.1.3.1). `index` lies in the tree.
    package func inclusion(of index: Int) throws -> [LogHash] { try self.path(index, 0, self.size) }

    /// That the tree of the first `from` entries is the beginning of this one (§2.1.4.1). Empty for 0 and for the whole.
    package func consistency(from: Int) throws -> [LogHash] {
        guard from > 0, from < self.size else { return [] }
        return try self.subproof(from, 0, self.size, isWhole: true)
    }

    /// Of the entries from `start`, `count` of them.
    private func hash(_ start: Int, _ count: Int) throws -> LogHash {
        if count == 0 { return .empty }
        let level = count.trailingZeroBitCount
        if count == 1 << level, start % count == 0 { return try self.node(level, start >> level) }
        let left = Self.split(count)
        return LogHash(left: try self.hash(start, left), right: try self.hash(start + left, count - left))
    }

    private func path(_ index: Int, _ start: Int, _ count: Int) throws -> [LogHash] {
        guard count > 1 else { return [] }
        let left = Self.split(count)
        if index < left {
            return try self.path(index, start, left) + [try self.hash(start + left, count - left)]
        }
        return try self.path(index - left, start + left, count - left) + [try self.hash(start, left)]
    }

    private func subproof(_ from: Int, _ start: Int, _ count: Int, isWhole: Bool) throws -> [LogHash] {
        if from == count { return isWhole ? [] : [try self.hash(start, count)] }
        let left = Self.split(count)
        if from <= left {
            return try self.subproof(from, start, left, isWhole: isWhole) + [try self.hash(start + left, count - left)]
        }
        return try self.subproof(from - left, start + left, count - left, isWhole: false) + [try self.hash(start, left)]
    }

    /// The largest power of two below `count`.
    private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }
}
