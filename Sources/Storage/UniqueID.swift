package import Foundation

/// Identifiers of what we make: UUID version 7 (RFC 9562), so that they sort by the time they were made.
package enum UniqueID {
    /// 36 characters, lower case.
    package static func make(at now: Date) -> String {
        var bytes = withUnsafeBytes(of: (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))) { Array($0) }
        Self.put(now, into: &bytes)
        bytes[6] = 0x70 | bytes[6] & 0x0F
        bytes[8] = 0x80 | bytes[8] & 0x3F
        return Self.text(bytes)
    }

    /// What no identifier made before `instant` comes after, and none made from then on comes before.
    package static func floor(at instant: Date) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        Self.put(instant, into: &bytes)
        return Self.text(bytes)
    }

    private static func put(_ instant: Date, into bytes: inout [UInt8]) {
        let milliseconds = UInt64(max(0, instant.timeIntervalSince1970 * 1000))
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> UInt64(40 - 8 * index)) }
    }

    private static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
