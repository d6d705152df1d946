/// Takes numbers of fixed width and the signs between them from a text, one after the other.
struct Digits<Bytes: Collection<UInt8>> {
    private var rest: Bytes.SubSequence

    init(_ bytes: Bytes) { self.rest = bytes[...] }

    /// The next `width` digits (0 to 9) as a number; nil when there are fewer.
    mutating func number(_ width: Int) -> Int? {
        var number = 0
        for _ in 0..<width {
            guard let byte = self.rest.popFirst(), byte >= 0x30, byte <= 0x39 else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }

    /// The next byte, when it is one of `signs`.
    mutating func sign(of signs: [UInt8]) -> UInt8? {
        guard let byte = self.rest.popFirst(), signs.contains(byte) else { return nil }
        return byte
    }
}
