/// Encodes Base64 (RFC 4648 §4) on a single line, piece by piece.
struct Base64Encoder {
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes beyond the last whole group of three.
    private var rest: [UInt8] = []

    /// Appends to `target` what `source` adds.
    mutating func encode(_ source: UnsafeRawBufferPointer, to target: inout [UInt8]) {
        var start = 0
        while !self.rest.isEmpty, self.rest.count < 3, start < source.count {
            self.rest.append(source[start])
            start += 1
        }
        if self.rest.count == 3 {
            self.rest.withUnsafeBytes { Self.encodeGroups($0, to: &target) }
            self.rest.removeAll(keepingCapacity: true)
        }
        let whole = (source.count - start) / 3 * 3
        Self.encodeGroups(UnsafeRawBufferPointer(rebasing: source[start..<(start + whole)]), to: &target)
        self.rest.append(contentsOf: source[(start + whole)...])
    }

    /// Appends the last group with its padding.
    mutating func finish(to target: inout [UInt8]) {
        guard !self.rest.isEmpty else { return }
        let isOne = self.rest.count == 1
        let bits = UInt32(self.rest[0]) << 16 | (isOne ? 0 : UInt32(self.rest[1]) << 8)
        target.append(Self.alphabet[Int(bits >> 18)])
        target.append(Self.alphabet[Int(bits >> 12 & 63)])
        target.append(isOne ? 0x3D : Self.alphabet[Int(bits >> 6 & 63)])
        target.append(0x3D)
        self.rest = []
    }

    /// `source` is a multiple of three bytes.
    private static func encodeGroups(_ source: UnsafeRawBufferPointer, to target: inout [UInt8]) {
        guard !source.isEmpty else { return }
        let length = source.count / 3 * 4
        let encoded = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            self.alphabet.withUnsafeBufferPointer { signs in
                var written = 0
                var read = 0
                while read < source.count {
                    let bits = UInt32(source[read]) &<< 16 | UInt32(source[read &+ 1]) &<< 8 | UInt32(source[read &+ 2])
                    buffer[written] = signs[Int(bits &>> 18)]
                    buffer[written &+ 1] = signs[Int(bits &>> 12 & 63)]
                    buffer[written &+ 2] = signs[Int(bits &>> 6 & 63)]
                    buffer[written &+ 3] = signs[Int(bits & 63)]
                    read &+= 3
                    written &+= 4
                }
            }
            filled = length
        }
        target.append(contentsOf: encoded)
    }
}
