import Foundation

/// An address range (CIDR) such as `10.22.0.0/16` or `2001:db8::/32`.
package struct Network: Sendable, Equatable {
    /// As it was written.
    package let text: String
    private let address: [UInt8]
    /// How many leading bits all of its addresses share.
    package let prefix: Int

    /// Nil when the text is none, or has bits behind the prefix. A bare address is a range of one.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = Self.bytes(String(parts[0])) else { return nil }
        let whole = address.count * 8
        guard let prefix = parts.count == 2 ? Int(parts[1]) : whole, (0...whole).contains(prefix) else { return nil }
        guard !(prefix..<whole).contains(where: { Self.bit($0, of: address) }) else { return nil }
        self.text = text
        self.address = address
        self.prefix = prefix
    }

    /// Else it is one of IPv6.
    package var isIPv4: Bool { self.address.count == 4 }

    /// Whether the numeric address lies in it. An IPv4 address in IPv6 form is the IPv4 address.
    package func contains(_ text: String) -> Bool {
        guard var bytes = Self.bytes(text) else { return false }
        if bytes.count == 16, bytes.starts(with: Self.mapped) { bytes = Array(bytes[12...]) }
        guard bytes.count == self.address.count else { return false }
        return (0..<self.prefix).allSatisfy { Self.bit($0, of: bytes) == Self.bit($0, of: self.address) }
    }

    /// The first bytes of an IPv4 address in IPv6 form.
    private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    private static func bit(_ index: Int, of bytes: [UInt8]) -> Bool {
        let mask: UInt8 = 0x80 >> UInt8(index % 8)
        return bytes[index / 8] & mask != 0
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        // A zone (`fe80::1%eth0`) says which line, not who.
        let text = String(text.prefix { $0 != "%" })
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, text, &six) == 1 { return withUnsafeBytes(of: &six) { Array($0) } }
        return nil
    }
}
