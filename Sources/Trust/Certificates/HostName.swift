import Foundation
import SwiftASN1
import X509

/// A name or an IP address under which a server is reached, as a certificate says it.
enum HostName {
    static func generalName(_ host: String) -> GeneralName {
        if let bytes = self.address(host) { return .ipAddress(ASN1OctetString(contentBytes: bytes[...])) }
        return .dnsName(host)
    }

    /// 4 or 16 bytes; nil for a name.
    private static func address(_ host: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, host, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        if inet_pton(AF_INET6, host, &six) == 1 { return withUnsafeBytes(of: &six) { Array($0) } }
        return nil
    }
}
