package import Exchange
package import Foundation

/// Adds one TraceHeader to a package that passes through, as a piece of text: every other byte stays as it came (edXML §10.3).
///
/// The new station stands behind the last one of the list, under the prefix of the list. A package without a TraceHeaderList, or with
/// an empty one, passes unchanged: a status has none. Memory does not grow with the package. For packages that a `PacketReader` has
/// accepted; what is broken passes as it is or is refused, never worse. An enveloped signature over the whole package is broken by it,
/// as by every station.
package struct TraceSplicer {
    private let organ: OrganCode
    private let instant: Date
    private let limits: ReadingLimits
    private var scanner: MarkupScanner
    /// Levels that are open.
    private var depth = 0
    /// How many of them, from the root, lie on the way to the list.
    private var matched = 0
    private var prefix: Substring = ""
    /// What came behind the place where the station may have to go; nil outside of the list.
    private var held: [UInt8]?
    /// Whether the station was added. Final after `finish`.
    package private(set) var isSpliced = false

    private static let way = ["edXML", "edXMLEnvelope", "edXMLHeader", "TraceHeaderList"]

    /// `organ` passes the package on at `instant`, which is written as Vietnam time.
    package init(organ: OrganCode, at instant: Date, limits: ReadingLimits = .init()) {
        self.limits = limits
        self.scanner = MarkupScanner(limits: limits, notesTags: true)
        self.organ = organ
        self.instant = instant
    }

    /// Takes the next bytes and hands on what is ready. Throws `doctype`, `not-well-formed`, `too-many` or `too-long`, or what `sink` throws; then
    /// nothing more may be fed.
    package mutating func feed(
        _ bytes: UnsafeRawBufferPointer,
        to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard !self.isSpliced else { return try sink(bytes) }
        var tags: [(tag: MarkupScanner.Tag, end: Int)] = []
        let offence = self.scanner.scan(bytes) { tags.append(($0, $1)) }
        var done = 0
        for (tag, end) in tags where !self.isSpliced {
            try self.pass(bytes[done..<end], to: sink)
            done = end
            try self.take(tag, sink)
        }
        if !self.isSpliced, let offence { throw Self.fault(offence.offence, limits: self.limits) }
        try self.pass(bytes[done...], to: sink)
    }

    /// No more bytes come.
    package mutating func finish(to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let held = self.held else { return }
        self.held = nil
        try held.withUnsafeBytes(sink)
    }

    private mutating func pass(
        _ bytes: Slice<UnsafeRawBufferPointer>,
        to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard !bytes.isEmpty else { return }
        guard self.held != nil else { return try sink(UnsafeRawBufferPointer(rebasing: bytes)) }
        self.held?.append(contentsOf: bytes)
        guard let held = self.held, held.count <= self.limits.maxHeaderBytes else {
            throw Fault.tooLong(place: "TraceHeaderList", line: nil)
        }
    }

    private mutating func take(
        _ tag: MarkupScanner.Tag,
        _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let isInList = self.matched == Self.way.count
        switch tag.kind {
        case .opening:
            if self.matched == self.depth, !isInList, tag.localName == Self.way[self.matched] {
                self.matched += 1
                if self.matched == Self.way.count {
                    self.prefix = tag.prefix
                    self.held = []
                }
            }
            self.depth += 1
        case .empty:
            if isInList, self.depth == self.matched, tag.localName == "TraceHeader" { try self.hold(sink) }
        case .closing:
            if isInList, self.depth == self.matched + 1, tag.localName == "TraceHeader" { try self.hold(sink) }
            if isInList, self.depth == self.matched { try self.splice(sink) }
            self.depth -= 1
            self.matched = max(0, min(self.matched, self.depth))
        }
    }

    /// A station has ended: the new one may go behind it.
    private mutating func hold(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        try self.held?.withUnsafeBytes(sink)
        self.held = []
    }

    /// The list has ended.
    private mutating func splice(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        try self.station.withUnsafeBytes(sink)
        try self.held?.withUnsafeBytes(sink)
        self.held = nil
        self.isSpliced = true
    }

    private var station: [UInt8] {
        let prefix = self.prefix
        var bytes = Array("<\(prefix)TraceHeader><\(prefix)OrganId>".utf8)
        XMLText.append(self.organ.text, to: &bytes)
        let time = VietnamTime.packet(self.instant)
        bytes.append(
            contentsOf: "</\(prefix)OrganId><\(prefix)Timestamp>\(time)</\(prefix)Timestamp></\(prefix)TraceHeader>"
                .utf8)
        return bytes
    }

    private static func fault(_ offence: MarkupScanner.Offence, limits: ReadingLimits) -> Fault {
        switch offence {
        case .doctype: Fault.doctype(line: nil)
        case .longMarkup(let tag): Fault.tooLong(place: tag, line: nil)
        case .nul: Fault.notWellFormed("A NUL byte.", number: 0, place: nil, line: nil)
        case .manyAttributes(let tag): Fault.tooManyAttributes(limit: limits.maxAttributes, place: tag, line: nil)
        }
    }
}
