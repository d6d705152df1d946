import Foundation

/// Splits `multipart/form-data` into parts while it arrives. Holds at most one boundary and one part header.
package struct MultipartParser {
    package struct PartHeader: Sendable, Equatable {
        package let name: String
        /// Present for files; may be empty when none was chosen.
        package let fileName: String?
    }

    package enum Event: Equatable {
        case begin(PartHeader)
        case bytes([UInt8])
        case end
    }

    private enum State { case preamble, header, body, finished }

    private let delimiter: [UInt8]
    private var state = State.preamble
    /// What could not be judged yet. A line break is put before the first boundary, which has none.
    private var rest: [UInt8] = [13, 10]
    private let maximumHeaderBytes = 8_192

    package init(boundary: String) {
        self.delimiter = [13, 10] + Array("--\(boundary)".utf8)
    }

    /// Whether the closing boundary was seen.
    package var isComplete: Bool { self.state == .finished }

    package mutating func feed(_ bytes: some Collection<UInt8>) throws -> [Event] {
        self.rest.append(contentsOf: bytes)
        var events: [Event] = []
        while try self.step(&events) {}
        return events
    }

    /// One step forward; false when more bytes are needed.
    private mutating func step(_ events: inout [Event]) throws -> Bool {
        switch self.state {
        case .finished:
            self.rest.removeAll()
            return false
        case .preamble, .body:
            let inBody = self.state == .body
            guard let found = Self.find(self.delimiter, in: self.rest) else {
                let safe = self.rest.count - self.delimiter.count
                if safe > 0 {
                    if inBody { events.append(.bytes(Array(self.rest[..<safe]))) }
                    self.rest.removeFirst(safe)
                }
                return false
            }
            // The two bytes behind the boundary say whether another part follows.
            guard self.rest.count >= found + self.delimiter.count + 2 else { return false }
            if inBody {
                if found > 0 { events.append(.bytes(Array(self.rest[..<found]))) }
                events.append(.end)
            }
            let tail = Array(self.rest[(found + self.delimiter.count)..<(found + self.delimiter.count + 2)])
            self.rest.removeFirst(found + self.delimiter.count + 2)
            if tail == Array("--".utf8) {
                self.state = .finished
            } else if tail == [13, 10] {
                self.state = .header
            } else {
                throw FormFields.broken
            }
            return true
        case .header:
            guard let end = Self.find([13, 10, 13, 10], in: self.rest) else {
                guard self.rest.count <= self.maximumHeaderBytes else { throw FormFields.broken }
                return false
            }
            let header = String(decoding: self.rest[..<end], as: UTF8.self)
            // The line break before the next boundary may follow at once.
            self.rest.removeFirst(end + 4)
            events.append(.begin(try Self.partHeader(header)))
            self.state = .body
            return true
        }
    }

    private static func partHeader(_ text: String) throws -> PartHeader {
        for line in text.components(separatedBy: "\r\n") where line.lowercased().hasPrefix("content-disposition:") {
            guard let name = line.firstMatch(of: /[; ]name="([^"]*)"/) else { break }
            let file = line.firstMatch(of: /filename="([^"]*)"/)
            return PartHeader(
                name: String(name.1), fileName: file.map { String($0.1).removingPercentEncoding ?? String($0.1) })
        }
        throw FormFields.broken
    }

    private static func find(_ needle: [UInt8], in hay: [UInt8]) -> Int? {
        guard hay.count >= needle.count, let first = needle.first else { return nil }
        return hay.withUnsafeBufferPointer { bytes in
            var at = 0
            let last = bytes.count - needle.count
            while at <= last {
                guard let base = bytes.baseAddress, let hit = memchr(base + at, Int32(first), last - at + 1) else {
                    return nil
                }
                at = UnsafeRawPointer(hit) - UnsafeRawPointer(base)
                if needle.withUnsafeBytes({ wanted in
                    wanted.baseAddress.map { memcmp(base + at, $0, wanted.count) == 0 } ?? false
                }) {
                    return at
                }
                at += 1
            }
            return nil
        }
    }
}
