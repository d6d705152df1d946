import EdXML
import Exchange
import Foundation
import Storage

/// A package with this hub's station in its TraceHeaderList, as a file of the store that is never committed there: the same bytes whenever it
/// is made anew.
final class PassedPackage: @unchecked Sendable {
    // Handed from the thread that wrote it to the one that goes on: never used by both.
    let staged: StagedFile

    private init(_ staged: StagedFile) { self.staged = staged }

    /// Throws as `TraceSplicer`, `disk-full`.
    static func make(of file: ContentReader, at station: OrganCode, _ passedAt: Date, in store: ContentStore)
        async throws -> PassedPackage
    {
        try await blocking {
            let staged = try store.stage()
            var splicer = TraceSplicer(organ: station, at: passedAt)
            var position = 0
            while true {
                let piece = try file.read(at: position, count: 64 * 1024)
                if piece.isEmpty { break }
                position += piece.count
                try piece.withUnsafeBytes { try splicer.feed($0) { try staged.write($0) } }
            }
            try splicer.finish { try staged.write($0) }
            return PassedPackage(staged)
        }
    }
}
