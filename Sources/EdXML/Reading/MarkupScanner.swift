import Foundation

/// Walks over the bytes before the parser sees them and stops at what the parser must not be given: a DOCTYPE, a NUL, a
/// tag with too many attributes or of endless length. libxml2 gathers a whole tag before it tells anybody.
struct MarkupScanner {
    private enum State: Equatable {
        case text
        /// After `<`.
        case open
        /// After `<!`.
        case bang
        /// In a tag; the quote that is open, or 0.
        case tag(quote: UInt8)
        /// In a comment, with the dashes that stand before.
        case comment(dashes: Int)
        /// In a CDATA section, with the brackets that stand before.
        case cdata(brackets: Int)
        /// In a processing instruction; whether `?` stands before.
        case instruction(question: Bool)
    }

    private let maxMarkupBytes: Int
    private let maxAttributes: Int
    private var state = State.text
    private var markupBytes = 0
    private var attributes = 0
    /// The name of the tag, as far as it is needed to tell where.
    private var name: [UInt8] = []
    private var isNameComplete = false

    private let notesTags: Bool
    private var kind = Tag.Kind.opening
    /// The last byte of the tag before this one.
    private var previous: UInt8 = 0
    private var endedTag: Tag?

    /// `notesTags`: `onTag` will be asked for.
    init(limits: ReadingLimits, notesTags: Bool = false) {
        self.maxMarkupBytes = limits.maxMarkupBytes
        self.maxAttributes = limits.maxAttributes
        self.notesTags = notesTags
    }

    /// Whether the last bytes lie in a CDATA section, or the piece held one.
    private(set) var touchedCDATA = false

    /// The first offence in `bytes` and where it stands.
    mutating func scan(_ bytes: UnsafeRawBufferPointer) -> (offence: Offence, offset: Int)? {
        self.scan(bytes) { _, _ in }
    }

    /// The same; `onTag` hears of each tag that ends in `bytes`, and of the offset behind it.
    mutating func scan(
        _ bytes: UnsafeRawBufferPointer,
        onTag: (Tag, Int) -> Void
    ) -> (offence: Offence, offset: Int)? {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
        var end = bytes.count
        var nul = false
        if let found = memchr(base, 0, end) {
            end = base.distance(to: UnsafeRawPointer(found))
            nul = true
        }
        if case .cdata = self.state { self.touchedCDATA = true } else { self.touchedCDATA = false }
        var offset = 0
        while offset < end {
            if self.state == .text {
                guard let found = memchr(base + offset, 0x3C, end - offset) else { break }
                offset = base.distance(to: UnsafeRawPointer(found)) + 1
                self.begin()
                continue
            }
            if case .tag(let quote) = self.state {
                offset += self.skipPlain(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]), quote)
                if self.markupBytes > self.maxMarkupBytes { return (.longMarkup(tag: self.tagName), offset) }
                if offset == end { break }
            }
            let byte = bytes[offset]
            if let offence = self.take(byte) { return (offence, offset) }
            offset += 1
            if let tag = self.endedTag {
                self.endedTag = nil
                onTag(tag, offset)
            }
        }
        return nul ? (.nul, end) : nil
    }

    private mutating func begin() {
        self.state = .open
        self.markupBytes = 0
        self.attributes = 0
        self.name.removeAll(keepingCapacity: true)
        self.isNameComplete = false
        self.kind = .opening
        self.previous = 0
    }

    /// Passes over the bytes of a tag at which nothing happens; returns how many.
    private mutating func skipPlain(_ bytes: UnsafeRawBufferPointer, _ quote: UInt8) -> Int {
        var count = 0
        if quote != 0 {
            while count < bytes.count, bytes[count] != quote { count &+= 1 }
        } else {
            let isName = !self.isNameComplete
            while count < bytes.count {
                let byte = bytes[count]
                if byte == 0x3E || byte == 0x3D || byte == 0x22 || byte == 0x27 { break }
                if isName, byte.isXMLSpace || byte == 0x2F { break }
                count &+= 1
            }
            if isName {
                let room = Self.maxNameBytes - self.name.count
                self.name.append(contentsOf: bytes.prefix(min(count, room)))
                if count >= room { self.isNameComplete = true }
            }
            if count > 0 { self.previous = bytes[count - 1] }
        }
        self.markupBytes += count
        return count
    }

    /// More of a name is not needed to tell where something is.
    private static let maxNameBytes = 100

    private mutating func take(_ byte: UInt8) -> Offence? {
        if case .cdata = self.state {
        } else {
            self.markupBytes += 1
            if self.markupBytes > self.maxMarkupBytes { return .longMarkup(tag: self.tagName) }
        }
        switch self.state {
        case .text:
            break
        case .open:
            switch byte {
            case 0x21: self.state = .bang
            case 0x3F: self.state = .instruction(question: false)
            case 0x3E: self.state = .text
            case 0x2F:
                self.state = .tag(quote: 0)
                self.kind = .closing
            default:
                self.state = .tag(quote: 0)
                self.noteName(byte)
            }
        case .bang:
            return self.takeBang(byte)
        case .tag(let quote):
            return self.takeTag(byte, quote)
        case .comment(let dashes):
            if byte == 0x3E, dashes >= 2 {
                self.state = .text
            } else {
                self.state = .comment(dashes: byte == 0x2D ? dashes + 1 : 0)
            }
        case .cdata(let brackets):
            if byte == 0x3E, brackets >= 2 {
                self.state = .text
            } else {
                self.state = .cdata(brackets: byte == 0x5D ? brackets + 1 : 0)
            }
        case .instruction(let question):
            if byte == 0x3E, question { self.state = .text } else { self.state = .instruction(question: byte == 0x3F) }
        }
        return nil
    }

    /// `<!--`, `<![CDATA[`, or a DOCTYPE in whatever letters. Anything else is left to the parser, which refuses it.
    private mutating func takeBang(_ byte: UInt8) -> Offence? {
        switch byte {
        case 0x2D: self.state = .comment(dashes: 0)
        case 0x5B:
            self.state = .cdata(brackets: 0)
            self.touchedCDATA = true
        case 0x44, 0x64: return .doctype
        default: self.state = .tag(quote: 0)
        }
        return nil
    }

    private mutating func takeTag(_ byte: UInt8, _ quote: UInt8) -> Offence? {
        if quote != 0 {
            if byte == quote { self.state = .tag(quote: 0) }
            return nil
        }
        defer { self.previous = byte }
        switch byte {
        case 0x3E:
            self.state = .text
            if self.notesTags { self.endTag() }
        case 0x22, 0x27:
            self.state = .tag(quote: byte)
        case 0x3D:
            self.attributes += 1
            if self.attributes > self.maxAttributes { return .manyAttributes(tag: self.tagName) }
        default:
            self.noteName(byte)
        }
        return nil
    }

    private mutating func endTag() {
        if self.kind == .opening, self.previous == 0x2F { self.kind = .empty }
        self.endedTag = Tag(kind: self.kind, name: String(decoding: self.name, as: UTF8.self))
    }

    private mutating func noteName(_ byte: UInt8) {
        guard !self.isNameComplete else { return }
        if byte.isXMLSpace || byte == 0x2F || self.name.count >= Self.maxNameBytes {
            self.isNameComplete = true
        } else {
            self.name.append(byte)
        }
    }

    /// Without its prefix.
    private var tagName: String {
        let name = String(decoding: self.name, as: UTF8.self)
        return name.split(separator: ":").last.map(String.init) ?? name
    }
}
