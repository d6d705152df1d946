import Exchange
import Foundation

/// Takes the Base64 text `data` out of the JSON answer of `getEdoc` while it comes in: memory does not grow with the file.
struct VXPDataExtractor {
    private enum State {
        /// Collects until `"data":"` has come.
        case before
        case inside
        /// Behind a backslash in the text.
        case escaped
        /// In the digits of `\u003d`.
        case unicode([UInt8])
        case after
    }

    private var state = State.before
    /// Everything but the text of `data`.
    private var head: [UInt8] = []
    private var rest: [UInt8] = []
    private var digits: [UInt8] = []
    private var sizeBytes = 0

    /// An answer has few words beside the file.
    private static let maximumHeadBytes = 64 * 1024
    private static let fault = Fault(
        .internalFault, vi: "Trả lời của trục không đọc được.", en: "The hub's answer to getEdoc cannot be read.")

    /// Throws `internal` when the bytes are no such answer, or what `sink` throws.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        for byte in bytes { try self.take(byte) }
        try self.decode(all: false, to: sink)
    }

    private mutating func take(_ byte: UInt8) throws {
        switch self.state {
        case .before:
            self.head.append(byte)
            if byte == UInt8(ascii: "\""), self.isBeforeData { self.state = .inside }
            guard self.head.count <= Self.maximumHeadBytes else { throw Self.fault }
        case .inside:
            switch byte {
            case UInt8(ascii: "\""): self.state = .after
            case UInt8(ascii: "\\"): self.state = .escaped
            default: self.digit(byte)
            }
        case .escaped:
            // Of the escapes only the slash and its number can stand for something in Base64.
            if byte == UInt8(ascii: "u") { return self.state = .unicode([]) }
            if byte == UInt8(ascii: "/") { self.digit(byte) }
            self.state = .inside
        case .unicode(let known):
            let digits = known + [byte]
            guard digits.count == 4 else { return self.state = .unicode(digits) }
            guard let number = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else { throw Self.fault }
            self.digit(number)
            self.state = .inside
        case .after:
            self.rest.append(byte)
            guard self.rest.count <= Self.maximumHeadBytes else { throw Self.fault }
        }
    }

    /// Whether what has come ends with `"data" : "`.
    private var isBeforeData: Bool {
        let tail = self.head.suffix(64).filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return tail.suffix(8).elementsEqual(Array("\"data\":\"".utf8))
    }

    /// Lines in the text, and the URL-safe alphabet, are read too.
    private mutating func digit(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "-"): self.digits.append(UInt8(ascii: "+"))
        case UInt8(ascii: "_"): self.digits.append(UInt8(ascii: "/"))
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "="): break
        default: self.digits.append(byte)
        }
    }

    private mutating func decode(all: Bool, to sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        let count = all ? self.digits.count : self.digits.count / 4 * 4
        guard count > 0 else { return }
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - count % 4) % 4)
        guard let data = Data(base64Encoded: Data(self.digits.prefix(count) + padding)) else { throw Self.fault }
        self.digits.removeFirst(count)
        self.sizeBytes += data.count
        try data.withUnsafeBytes(sink)
    }

    /// Of a refusal, after `finish`.
    private(set) var desc = ""

    /// False: the hub refused (`desc`). Throws `internal` when the answer ended early.
    mutating func finish(to sink: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        guard case .after = self.state, let json = JSON(utf8: self.head + [UInt8(ascii: "\"")] + self.rest) else {
            throw Self.fault
        }
        try self.decode(all: true, to: sink)
        self.desc = json["ErrorDesc"]?.told ?? ""
        return json["status"]?.told?.uppercased() == "OK" && self.sizeBytes > 0
    }
}
