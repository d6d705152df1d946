/// Decodes Base64 (RFC 4648 §4) as it streams past. White space may stand anywhere; nothing else is forgiven: a foreign
/// sign, a missing or misplaced `=`, bits that say nothing.
struct Base64Decoder {
    private(set) var isBroken = false
    /// White space stood between signs.
    private(set) var isWrapped = false
    private var bits: UInt32 = 0
    /// Signs gathered of the group of four.
    private var count = 0
    private var padding = 0
    private var sawSign = false
    private var sawSpace = false

    /// Room that `decode` needs for `count` signs.
    static func capacity(_ count: Int) -> Int { count / 4 * 3 + 3 }

    /// Decodes `source` into `target`, which has room for `capacity(source.count)` bytes. Returns the bytes written.
    mutating func decode(_ source: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<UInt8>) -> Int {
        guard !self.isBroken, let input = source.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
        return Self.table.withUnsafeBufferPointer { table in
            guard let values = table.baseAddress else { return 0 }
            var read = 0
            var written = 0
            let end = source.count
            while read < end {
                if self.count == 0, self.padding == 0, !self.sawSpace {
                    (read, written) = Self.decodeGroups(input, read, end, target, written, values)
                    if read == end { break }
                }
                self.take(values[Int(input[read])], target, &written)
                if self.isBroken { break }
                read += 1
            }
            self.sawSign = self.sawSign || written > 0
            return written
        }
    }

    /// Whether everything came: whole groups only.
    var isComplete: Bool { !self.isBroken && self.count == 0 && (self.padding == 0 || self.padding == 3) }

    /// Whole groups of four plain signs, the common case.
    @inline(__always)
    private static func decodeGroups(
        _ input: UnsafePointer<UInt8>,
        _ start: Int,
        _ end: Int,
        _ target: UnsafeMutablePointer<UInt8>,
        _ filled: Int,
        _ values: UnsafePointer<UInt8>
    ) -> (Int, Int) {
        var read = start
        var written = filled
        while read &+ 4 <= end {
            let a = values[Int(input[read])]
            let b = values[Int(input[read &+ 1])]
            let c = values[Int(input[read &+ 2])]
            let d = values[Int(input[read &+ 3])]
            if (a | b | c | d) & 0xC0 != 0 { break }
            target[written] = a &<< 2 | b &>> 4
            target[written &+ 1] = b &<< 4 | c &>> 2
            target[written &+ 2] = c &<< 6 | d
            read &+= 4
            written &+= 3
        }
        return (read, written)
    }

    /// One sign: the slow way at line ends, at the end, and where pieces are cut within a group.
    private mutating func take(_ value: UInt8, _ target: UnsafeMutablePointer<UInt8>, _ written: inout Int) {
        switch value {
        case Self.space:
            self.sawSpace = self.sawSign || self.count > 0 || written > 0
        case Self.pad:
            self.takePadding(target, &written)
        case Self.foreign:
            self.isBroken = true
        default:
            self.noteSign(written)
            guard self.padding == 0 else {
                self.isBroken = true
                return
            }
            self.bits = self.bits << 6 | UInt32(value)
            self.count += 1
            guard self.count == 4 else { return }
            target[written] = UInt8(truncatingIfNeeded: self.bits >> 16)
            target[written + 1] = UInt8(truncatingIfNeeded: self.bits >> 8)
            target[written + 2] = UInt8(truncatingIfNeeded: self.bits)
            written += 3
            self.count = 0
        }
    }

    private mutating func noteSign(_ written: Int) {
        if self.sawSpace { self.isWrapped = true }
        self.sawSpace = false
        self.sawSign = true
    }

    /// `xx==` and `xxx=`: `padding` becomes 3 when the group is closed, after which only white space may follow.
    private mutating func takePadding(_ target: UnsafeMutablePointer<UInt8>, _ written: inout Int) {
        self.noteSign(written)
        switch (self.count, self.padding) {
        case (2, 0):
            guard self.bits & 0x0F == 0 else { break }
            self.padding = 1
            return
        case (2, 1):
            target[written] = UInt8(truncatingIfNeeded: self.bits >> 4)
            written += 1
            self.close()
            return
        case (3, 0):
            guard self.bits & 0x03 == 0 else { break }
            target[written] = UInt8(truncatingIfNeeded: self.bits >> 10)
            target[written + 1] = UInt8(truncatingIfNeeded: self.bits >> 2)
            written += 2
            self.close()
            return
        default:
            break
        }
        self.isBroken = true
    }

    private mutating func close() {
        self.count = 0
        self.padding = 3
    }

    private static let space: UInt8 = 0x40
    private static let pad: UInt8 = 0x41
    private static let foreign: UInt8 = 0xFF

    /// The value of each byte: 0 to 63, or one of the three above, all of which have a bit of 0xC0.
    private static let table: [UInt8] = {
        var table = [UInt8](repeating: Self.foreign, count: 256)
        for (value, sign) in Base64Encoder.alphabet.enumerated() { table[Int(sign)] = UInt8(value) }
        for sign: UInt8 in [0x20, 0x09, 0x0A, 0x0D] { table[Int(sign)] = Self.space }
        table[0x3D] = Self.pad
        return table
    }()
}
