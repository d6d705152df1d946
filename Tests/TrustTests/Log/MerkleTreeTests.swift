import Foundation
import Testing
import Trust

/// The tree against a second one that follows the words of RFC 9162 §2.1 and stores nothing.
@Suite struct MerkleTreeTests {
    /// Hashes lists of entries as the definition says.
    private enum Naive {
        static func root(_ leaves: ArraySlice<LogHash>) -> LogHash {
            guard let first = leaves.first else { return .empty }
            if leaves.count == 1 { return first }
            let left = self.split(leaves.count)
            return LogHash(left: self.root(leaves.prefix(left)), right: self.root(leaves.dropFirst(left)))
        }

        static func split(_ count: Int) -> Int {
            var power = 1
            while power * 2 < count { power *= 2 }
            return power
        }
    }

    private static let leaves = (0..<300).map { LogHash(leaf: Data("entry \($0)".utf8)) }

    private static let nodes: [Int: [Int: LogHash]] = {
        var nodes: [Int: [Int: LogHash]] = [:]
        for (index, leaf) in Self.leaves.enumerated() {
            let made = try? MerkleTree.appended(leaf, at: index) { level, position in nodes[level]![position]! }
            for (level, position, hash) in made ?? [] { nodes[level, default: [:]][position] = hash }
        }
        return nodes
    }()

    private struct Missing: Error {}

    private static func tree(_ size: Int) -> MerkleTree {
        MerkleTree(size: size) { level, index in
            guard (index + 1) << level <= size, let hash = Self.nodes[level]?[index] else { throw Missing() }
            return hash
        }
    }

    @Test func `roots of the published example`() throws {
        // The eight inputs and the roots that implementations of RFC 6962 test themselves with.
        let inputs = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        let leaves = inputs.map { hex in
            LogHash(leaf: stride(from: 0, to: hex.count, by: 2).map { UInt8(hex.dropFirst($0).prefix(2), radix: 16)! })
        }
        for size in 1...8 {
            let root = Naive.root(leaves.prefix(size))
            #expect(root.bytes.map { String(format: "%02x", $0) }.joined() == roots[size - 1])
        }
        #expect(
            LogHash.empty.bytes.map { String(format: "%02x", $0) }.joined()
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func `the root of every size is that of the definition`() throws {
        for size in 0...300 { #expect(try Self.tree(size).root() == Naive.root(Self.leaves.prefix(size))) }
    }

    @Test func `every entry of every size is proved, and at no other place`() throws {
        for size in 1...130 {
            let tree = Self.tree(size)
            let root = try tree.root()
            for index in 0..<size {
                let proof = try tree.inclusion(of: index)
                let leaf = Self.leaves[index]
                #expect(LogProof.isIncluded(leaf, index: index, size: size, root: root, proof: proof))
                #expect(!LogProof.isIncluded(Self.leaves[299], index: index, size: size, root: root, proof: proof))
                let other = (index + 1) % size
                if other != index {
                    #expect(!LogProof.isIncluded(leaf, index: other, size: size, root: root, proof: proof))
                }
                #expect(!LogProof.isIncluded(leaf, index: index, size: size, root: root, proof: proof + [leaf]))
                if !proof.isEmpty {
                    #expect(
                        !LogProof.isIncluded(leaf, index: index, size: size, root: root, proof: Array(proof.dropLast()))
                    )
                }
            }
        }
        #expect(!LogProof.isIncluded(.empty, index: 0, size: 0, root: .empty, proof: []))
        #expect(!LogProof.isIncluded(.empty, index: -1, size: 1, root: .empty, proof: []))
    }

    @Test func `every beginning of every size is proved, and nothing else is one`() throws {
        for size in 0...130 {
            let tree = Self.tree(size)
            let root = try tree.root()
            for from in 0...size {
                let proof = try tree.consistency(from: from)
                let old = try Self.tree(from).root()
                #expect(LogProof.isConsistent(from: from, old, to: size, root, proof: proof))
                // A log that was rewritten before the old checkpoint.
                var other = Self.leaves.prefix(size)
                if from > 0 {
                    other[from / 2] = Self.leaves[299]
                    #expect(!LogProof.isConsistent(from: from, old, to: size, Naive.root(other), proof: proof))
                    #expect(
                        !LogProof.isConsistent(from: from, Naive.root(other.prefix(from)), to: size, root, proof: proof)
                    )
                }
                #expect(!LogProof.isConsistent(from: from, old, to: size, root, proof: proof + [root]))
                if !proof.isEmpty {
                    #expect(!LogProof.isConsistent(from: from, old, to: size, root, proof: Array(proof.dropLast())))
                }
            }
        }
        #expect(!LogProof.isConsistent(from: 2, .empty, to: 1, .empty, proof: []))
    }
}
