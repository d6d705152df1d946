import ArgumentParser
import Exchange
import Foundation
import Gateway
import Hub

/// The hub above. What is secret is never a flag: `LIENTHONG_UPLINK_TOKEN`, or `uplink-token` in the configuration file.
struct UplinkOptions: ParsableArguments {
    @Option(
        help: """
            Địa chỉ API của trục cấp trên; mã bí mật: LIENTHONG_UPLINK_TOKEN. URL of the hub above; its token is in the environment.
            """)
    var uplink: String?
    @Option(help: "Địa chỉ trục quốc gia (VXP), thay cho --uplink. Address of a national hub instead.")
    var uplinkVxp: String?
    @Option(
        help: """
            Mã hệ thống của trục này ở đó; khoá ký: LIENTHONG_UPLINK_SECRET. Our systemid there; the secret is in the environment.
            """)
    var uplinkSystem: String?
    @Option(
        help: """
            Mã của trục này trong TraceHeader, không trùng mã cơ quan nào. This hub's own code in TraceHeaders, no agency's.
            """)
    var uplinkOrgan: String?
    @Option(name: .customLong("uplink-ca"), help: "CA của trục cấp trên (PEM). Authority of the hub above.")
    var uplinkAuthority: String?
    @Option(help: "Chứng thư của trục này ở trục cấp trên (PEM), thay cho mã bí mật. Our certificate there.")
    var uplinkCertificate: String?
    @Option(help: "Khoá của chứng thư đó (PEM). Its key.") var uplinkKey: String?

    static let keys: Set = [
        "uplink", "uplink-organ", "uplink-ca", "uplink-certificate", "uplink-key", "uplink-token",
        "uplink-vxp", "uplink-system", "uplink-secret",
    ]

    var flags: [String: String?] {
        [
            "uplink": self.uplink, "uplink-organ": self.uplinkOrgan, "uplink-ca": self.uplinkAuthority,
            "uplink-certificate": self.uplinkCertificate, "uplink-key": self.uplinkKey, "uplink-vxp": self.uplinkVxp,
            "uplink-system": self.uplinkSystem,
        ]
    }

    /// Nil: there is no hub above. Throws `invalid-request`, and as `ServerSettings.authority`.
    static func configuration(_ settings: ServerSettings) throws -> UplinkConfiguration? {
        let (own, national) = (
            try settings.value("uplink") { URL(string: $0) }, try settings.value("uplink-vxp") { URL(string: $0) }
        )
        let dialect: UplinkConfiguration.Dialect
        switch (own, national) {
        case (nil, nil): return nil
        case (let url?, nil): dialect = .own(try self.endpoint(url, settings))
        case (nil, let url?): dialect = .vxp(try self.nationalEndpoint(url, settings))
        case (.some, .some):
            throw Fault(
                .invalidRequest, vi: "Chỉ có một trục cấp trên: --uplink hoặc --uplink-vxp.",
                en: "There is one hub above: --uplink or --uplink-vxp.", place: "uplink")
        }
        return UplinkConfiguration(dialect, station: try settings.required("uplink-organ") { OrganCode($0) })
    }

    private static func word(_ text: String) -> String? { text.isEmpty ? nil : text }

    private static func endpoint(_ url: URL, _ settings: ServerSettings) throws -> HubEndpoint {
        let chain = try settings.value("uplink-certificate", ServerSettings.path)
        return HubEndpoint(
            url: url,
            token: try chain == nil
                ? settings.required("uplink-token", self.word) : settings.value("uplink-token", self.word),
            certificate: try chain.map { ($0, try settings.required("uplink-key", ServerSettings.path)) },
            trustedRoots: try settings.authority("uplink-ca"))
    }

    private static func nationalEndpoint(_ url: URL, _ settings: ServerSettings) throws -> VXPEndpoint {
        VXPEndpoint(
            url: url, system: try settings.required("uplink-system", self.word),
            secret: try settings.required("uplink-secret", self.word),
            trustedRoots: try settings.authority("uplink-ca"))
    }
}
