/// What anybody can check with nothing but hashes (RFC 9162 §2.1.3.2, §2.1.4.2). Proofs of the wrong length are simply not valid.
package enum LogProof {
    /// Whether `leaf` is the entry `index` of the log of `size` entries with this root.
    package static func isIncluded(
        _ leaf: LogHash, index: Int, size: Int, root: LogHash, proof: [LogHash]
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var (first, last, hash) = (index, size - 1, leaf)
        for sibling in proof {
            guard last > 0 else { return false }
            if first & 1 == 1 || first == last {
                hash = LogHash(left: sibling, right: hash)
                while first & 1 == 0, first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                hash = LogHash(left: hash, right: sibling)
            }
            first >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the log with the root `old` of `from` entries is the beginning of the one with the root `new` of `to` entries.
    package static func isConsistent(
        from: Int, _ old: LogHash, to: Int, _ new: LogHash, proof: [LogHash]
    ) -> Bool {
        guard from >= 0, from <= to else { return false }
        if from == to { return proof.isEmpty && old == new }
        if from == 0 { return proof.isEmpty && old == .empty }
        var path = proof[...]
        // A complete tree is its own first node.
        if from & (from - 1) == 0 { path = [old] + path }
        guard let start = path.popFirst() else { return false }
        var (first, last) = (from - 1, to - 1)
        while first & 1 == 1 {
            first >>= 1
            last >>= 1
        }
        var (left, right) = (start, start)
        for sibling in path {
            guard last > 0 else { return false }
            if first & 1 == 1 || first == last {
                left = LogHash(left: sibling, right: left)
                right = LogHash(left: sibling, right: right)
                while first & 1 == 0, first != 0 {
                    first >>= 1
                    last >>= 1
                }
            } else {
                right = LogHash(left: right, right: sibling)
            }
            first >>= 1
            last >>= 1
        }
        return last == 0 && left == old && right == new
    }
}
