import Exchange
import Foundation

/// Looks at the end of a ZIP before a library opens it, so that a hostile directory is never loaded.
enum ZipDirectory {
    /// The number of entries, or nil where no sound end of a directory is found.
    static func entryCount(of file: URL) throws(Fault) -> Int? {
        // The end record has 22 bytes and a comment of at most 65,535; a ZIP64 locator of 20 bytes may stand before it.
        let tail = try FileReading.tail(of: file, count: 22 + 65_535 + 20)
        guard tail.count >= 22 else { return nil }
        var count: Int?
        for start in 0...(tail.count - 22) where tail[start] == 0x50 && Self.isEnd(tail, start) {
            let total = Int(tail[start + 10]) | Int(tail[start + 11]) << 8
            // Beyond what any wrapped file has: the library would read them all.
            guard total <= Self.maxEntries else { return nil }
            if start >= 20, tail[(start - 20)...].starts(with: [0x50, 0x4B, 0x06, 0x07]) { return nil }
            let comment = Int(tail[start + 20]) | Int(tail[start + 21]) << 8
            if start + 22 + comment == tail.count { count = total }
        }
        return count
    }

    private static let maxEntries = 10_000

    private static func isEnd(_ bytes: [UInt8], _ start: Int) -> Bool {
        bytes[start + 1] == 0x4B && bytes[start + 2] == 0x05 && bytes[start + 3] == 0x06
    }
}
