import Foundation

/// What a PDF signature covers (ISO 32000-1 §12.8.1): the whole revision but the hole in which the signature itself stands.
struct SignedRanges {
    /// Where the signature stands.
    let hole: Range<Int>
    /// The end of the revision that was signed.
    let end: Int
    /// The bytes of the hole, decoded: the signature container with its padding.
    let container: [UInt8]

    /// Nil unless the file begins with the first range, both ranges lie in the file, and the hole holds one hexadecimal string and
    /// nothing else. Anything else could hide content that no signature covers.
    init?(_ ranges: [Range<Int>], in file: Data) {
        guard ranges.count == 2, ranges[0].lowerBound == 0, ranges[0].upperBound < ranges[1].lowerBound,
            ranges[1].upperBound <= file.count
        else { return nil }
        let hole = file[(file.startIndex + ranges[0].upperBound)..<(file.startIndex + ranges[1].lowerBound)]
        guard hole.first == UInt8(ascii: "<"), hole.last == UInt8(ascii: ">"),
            let container = Self.decoded(hole.dropFirst().dropLast())
        else { return nil }
        self.hole = ranges[0].upperBound..<ranges[1].lowerBound
        self.end = ranges[1].upperBound
        self.container = container
    }

    private static func decoded(_ digits: Data) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
