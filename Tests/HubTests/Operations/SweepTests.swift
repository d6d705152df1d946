import Foundation
@testable import Hub
import HummingbirdTesting
import Storage
import Testing

@Suite struct SweepTests {
    @Test(arguments: [1, 2, 3, 5000])
    func `every file that a package names is known, and no other, however many fit on a page`(pageRows: Int)
        async throws
    {
        try await withHub { hub in
            var named: Set<ContentHash> = []
            for number in 0..<6 {
                let package = try Packages.document(number: 91_000 + number)
                _ = try await hub.send(package, as: "g22").receipt
                named.insert(ContentHash(of: package))
            }
            let orphans = (0..<6).map { ContentHash(of: Data([UInt8($0)])) }
            let hashes = Array(named) + orphans
            let found = try await hub.parts.database.read {
                try Sweep.named(among: hashes, pageRows: pageRows, in: $0)
            }
            #expect(found == named)
            let (one, nobody) = try await hub.parts.database.read {
                (
                    try Sweep.named(among: [hashes[0]], pageRows: pageRows, in: $0),
                    try Sweep.named(among: [], pageRows: pageRows, in: $0)
                )
            }
            #expect(one == [hashes[0]])
            #expect(nobody.isEmpty)
        }
    }
}
