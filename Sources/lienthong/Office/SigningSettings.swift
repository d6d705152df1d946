import ArgumentParser
import Exchange
import Foundation
import Trust

/// With what an office signs (ký số) and how it looks at signatures, from flags, its configuration file or the environment.
struct SigningSettings: ParsableArguments {
    @Option(
        name: .customLong("timestamp-url"),
        help:
            "Máy chủ cấp dấu thời gian (RFC 3161) cho mỗi chữ ký tạo ở đây; mặc định không có. The authority that stamps each signature made here."
    )
    var timestampURL: String?
    @Flag(
        help:
            "Hỏi qua mạng (OCSP, CRL) xem chứng thư số của người ký có bị thu hồi; mặc định không hỏi. Asks over the network whether signers' certificates are revoked."
    ) var checkRevocation = false

    static let keys: Set = [
        "pyhanko", "seal-module", "seal-token", "seal-key", "seal-pin", "timestamp-url", "check-revocation",
    ]

    var flags: [String: String?] {
        ["timestamp-url": self.timestampURL, "check-revocation": self.checkRevocation ? "true" : nil]
    }

    /// Nil: there is none at the usual place. Throws `invalid-request` when the folder that was named holds none, or something is asked for that needs it.
    static func tool(_ settings: ServerSettings) throws -> SigningTool? {
        let stamps = try settings.value("timestamp-url", Self.address)
        let tool = SigningTool(folder: try Self.folder(settings), stamps: stamps)
        if stamps != nil, tool == nil { throw Self.missing("timestamp-url") }
        return tool
    }

    /// Nil: pyHanko is not at the usual place. Without `check-revocation` nobody is asked, and what files bring counts. Throws as `tool`.
    static func revocation(_ settings: ServerSettings) throws -> RevocationReader? {
        let mayAsk = try settings.value("check-revocation", ServerSettings.truth) ?? false
        let reader = RevocationReader(folder: try Self.folder(settings), mayAsk: mayAsk)
        if mayAsk, reader == nil { throw Self.missing("check-revocation") }
        return reader
    }

    private static func folder(_ settings: ServerSettings) throws -> String {
        guard let folder = settings.text("pyhanko") else { return SigningTool.usualFolder }
        guard SigningTool(folder: folder) != nil else {
            throw Fault(
                .invalidRequest, vi: "Thư mục \(folder) không có bin/python.",
                en: "There is no bin/python in \(folder).", place: "pyhanko")
        }
        return folder
    }

    private static func missing(_ key: String) -> Fault {
        Fault(
            .invalidRequest, vi: "\(key) cần pyHanko, mà máy chủ chưa cài ở \(SigningTool.usualFolder).",
            en: "\(key) needs pyHanko, which is not in \(SigningTool.usualFolder).", place: key)
    }

    /// An address of http, as is usual for stamps, which prove themselves, or of https; with a host, without user and fragment.
    private static func address(_ text: String) -> URL? {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false,
            url.user == nil, url.fragment == nil
        else { return nil }
        return url
    }

    /// Nil: the agency's key is in no device.
    static func token(_ settings: ServerSettings) throws -> SignerToken? {
        let path = { (text: String) in text.hasPrefix("/") ? text : nil }
        let label = { (text: String) in text.isEmpty ? nil : text }
        guard let module = try settings.value("seal-module", path) else { return nil }
        return SignerToken(
            module: module, token: try settings.required("seal-token", label),
            key: try settings.required("seal-key", label))
    }
}
