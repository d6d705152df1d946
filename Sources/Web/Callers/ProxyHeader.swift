import NIOCore

/// The header of the PROXY protocol, version 2, with which a balancer begins each connection that it hands on: it says whose connection that is
/// (proxy-protocol.txt of HAProxy, section 2.2). What it says of the connection beyond that (TLV) is skipped.
enum ProxyHeader {
    enum Caller: Equatable, Sendable {
        /// The balancer itself, which looks whether we are well (`LOCAL`).
        case balancer
        /// Of the caller: numeric, IPv4 or IPv6.
        case address(String)
        /// The balancer does not know (`UNSPEC`), or who called it came over no network (`UNIX`).
        case unknown
    }

    /// Why something is no header; for the log.
    enum Malformed: String, Error {
        case signature = "it does not begin with a PROXY header of version 2"
        case command = "the version or the command of the PROXY header is unknown"
        case family = "the PROXY header tells of a connection that is not TCP"
        case tooLong = "the PROXY header is too long"
        case tooShort = "the PROXY header has no room for its addresses"
    }

    /// Of what follows the first 16 bytes: addresses are 216 bytes at most, and balancers add little.
    static let maximumBytes = 1024

    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]

    /// Takes the header from the front of `buffer`. Nil: more of it must come, nothing was taken.
    static func take(from buffer: inout ByteBuffer) throws(Malformed) -> Caller? {
        let begun = buffer.readableBytesView.prefix(Self.signature.count)
        guard begun.elementsEqual(Self.signature.prefix(begun.count)) else { throw .signature }
        let start = buffer.readerIndex + Self.signature.count
        guard let command = buffer.getInteger(at: start, as: UInt8.self),
            let family = buffer.getInteger(at: start + 1, as: UInt8.self),
            let length = buffer.getInteger(at: start + 2, as: UInt16.self)
        else { return nil }
        let isLocal = command == 0x20
        guard isLocal || command == 0x21 else { throw .command }
        guard length <= Self.maximumBytes else { throw .tooLong }
        guard let rest = buffer.getSlice(at: start + 4, length: Int(length)) else { return nil }
        let caller = isLocal ? .balancer : try Self.caller(of: family, in: rest)
        buffer.moveReaderIndex(to: start + 4 + Int(length))
        return caller
    }

    /// - Parameter addresses: of the caller and of where it called, then their ports.
    private static func caller(of family: UInt8, in addresses: ByteBuffer) throws(Malformed) -> Caller {
        let size: Int
        switch family {
        case 0x11: size = 4
        case 0x21: size = 16
        // UNSPEC, and UNIX as a stream.
        case 0x00, 0x31: return .unknown
        default: throw .family
        }
        guard addresses.readableBytes >= 2 * size + 4,
            let source = addresses.getSlice(at: addresses.readerIndex, length: size),
            // Throws for other sizes only.
            let address = try? SocketAddress(packedIPAddress: source, port: 0), let text = address.ipAddress
        else { throw .tooShort }
        return .address(text)
    }
}
