import Exchange
import Foundation

/// Stands before the parser: judges the first bytes, lets only whole and sound UTF-8 through, and stops what
/// `MarkupScanner` finds.
struct ByteGuard {
    private let limits: ReadingLimits
    private var scanner: MarkupScanner
    /// The first bytes, until they tell what this is. Then nil.
    private var head: [UInt8]? = []
    /// The beginning of a sequence that the last piece cut.
    private var carry: [UInt8] = []
    private var totalBytes = 0

    init(limits: ReadingLimits) {
        self.limits = limits
        self.scanner = MarkupScanner(limits: limits)
    }

    mutating func pass(_ bytes: UnsafeRawBufferPointer, to feed: XMLFeed, findings: Findings) throws(Fault) {
        self.totalBytes += bytes.count
        guard self.totalBytes <= self.limits.maxPackageBytes else {
            throw Fault.packageTooLarge(limit: self.limits.maxPackageBytes)
        }
        guard var head = self.head else {
            try self.passBody(bytes, to: feed)
            return
        }
        head.append(contentsOf: bytes)
        self.head = head
        if Prolog.isEnough(head) { try self.passHead(head, to: feed, findings: findings) }
    }

    mutating func finish(to feed: XMLFeed, findings: Findings) throws(Fault) {
        if let head = self.head { try self.passHead(head, to: feed, findings: findings) }
        // Bytes of a sequence that never ended.
        if !self.carry.isEmpty { throw Fault.cutOff(place: feed.builder.place, line: feed.line) }
    }

    private mutating func passHead(_ head: [UInt8], to feed: XMLFeed, findings: Findings) throws(Fault) {
        self.head = nil
        switch Prolog.judge(head) {
        case .empty: throw Fault.empty
        case .notXML: throw Fault.notXML
        case .encoding: throw Fault.encoding(place: nil, line: 1)
        case .textBefore: throw Fault.notWellFormed("Text stands before the XML.", number: 0, place: nil, line: 1)
        case .sound(let skip):
            if skip > 0 { findings.warn(.bom, place: "edXML", line: 1) }
            try self.passBody(Array(head.dropFirst(skip)), to: feed)
        }
    }

    private mutating func passBody(_ bytes: [UInt8], to feed: XMLFeed) throws(Fault) {
        var fault: Fault?
        bytes.withUnsafeBytes { buffer in
            do throws(Fault) { try self.passBody(buffer, to: feed) } catch { fault = error }
        }
        if let fault { throw fault }
    }

    private mutating func passBody(_ bytes: UnsafeRawBufferPointer, to feed: XMLFeed) throws(Fault) {
        guard self.carry.isEmpty else {
            let joined = self.carry + bytes
            self.carry = []
            try self.passBody(joined, to: feed)
            return
        }
        let whole = bytes.count - Self.cutSequence(at: bytes)
        self.carry = Array(bytes[whole...])
        try self.passWhole(UnsafeRawBufferPointer(rebasing: bytes[..<whole]), to: feed)
    }

    /// `bytes` ends with a whole sequence.
    private mutating func passWhole(_ bytes: UnsafeRawBufferPointer, to feed: XMLFeed) throws(Fault) {
        let sound = Self.soundPrefix(bytes)
        let offence = self.scanner.scan(UnsafeRawBufferPointer(rebasing: bytes[..<sound]))
        // What stands before goes in first: an earlier fault of another kind is told, and the place is known.
        let passed = UnsafeRawBufferPointer(rebasing: bytes[..<(offence?.offset ?? sound)])
        try self.send(passed, to: feed)
        let place = feed.builder.place
        switch offence?.offence {
        case .doctype: throw Fault.doctype(line: feed.line)
        case .nul: throw Fault.notWellFormed("A NUL byte.", number: 0, place: place, line: feed.line)
        case .manyAttributes(let tag):
            throw Fault.tooManyAttributes(limit: self.limits.maxAttributes, place: tag, line: feed.line)
        case .longMarkup: throw Fault.tooLong(place: place ?? "edXML", line: feed.line)
        case nil: break
        }
        if sound < bytes.count { throw Fault.encoding(place: place, line: feed.line) }
    }

    /// libxml2 hands on 300 bytes of a CDATA section for each piece that it is given and keeps the rest: small pieces
    /// keep it small.
    private func send(_ bytes: UnsafeRawBufferPointer, to feed: XMLFeed) throws(Fault) {
        guard self.scanner.touchedCDATA else { return try feed.feed(bytes) }
        var rest = bytes
        while !rest.isEmpty {
            var piece = UnsafeRawBufferPointer(rebasing: rest.prefix(256))
            if piece.count < rest.count {
                piece = UnsafeRawBufferPointer(rebasing: piece.dropLast(Self.cutSequence(at: piece)))
            }
            try feed.feed(piece)
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
        }
    }

    /// How many bytes at the end belong to a sequence that is not whole: 0 to 3.
    private static func cutSequence(at bytes: UnsafeRawBufferPointer) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }

    /// How many bytes from the start are UTF-8.
    private static func soundPrefix(_ bytes: UnsafeRawBufferPointer) -> Int {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.bindMemory(to: UInt8.self).span)
            return bytes.count
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
