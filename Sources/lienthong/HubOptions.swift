import ArgumentParser
import Exchange
import Foundation
import Gateway

/// Where the hub is and who we are there. The token is never a flag: `LIENTHONG_TOKEN`, or `token` in the file.
struct HubOptions: ParsableArguments {
    @Option(help: "Địa chỉ của trục. The hub's URL.") var hub: String?
    @Option(name: .customLong("hub-ca"), help: "Tệp PEM của CA trục. PEM of the hub's authority.")
    var hubAuthority: String?
    @Option(help: "Chứng thư tại trục (PEM), thay cho token. Our certificate for the hub.") var hubCertificate: String?
    @Option(help: "Khóa của chứng thư đó (PEM). Its key.") var hubKey: String?

    static let keys: Set = ["hub", "hub-ca", "hub-certificate", "hub-key", "token"]

    var flags: [String: String?] {
        [
            "hub": self.hub, "hub-ca": self.hubAuthority, "hub-certificate": self.hubCertificate,
            "hub-key": self.hubKey,
        ]
    }

    /// Nil: no hub is named. Throws as `ServerSettings.value` and `authority`.
    static func endpoint(_ settings: ServerSettings) throws -> HubEndpoint? {
        let url = try settings.value("hub") { text in
            URL(string: text).flatMap { ["http", "https"].contains($0.scheme) ? $0 : nil }
        }
        guard let url else { return nil }
        let chain = try settings.value("hub-certificate", ServerSettings.path)
        let token = { (text: String) in text.isEmpty ? nil : text }
        return HubEndpoint(
            url: url,
            token: try chain == nil ? settings.required("token", token) : settings.value("token", token),
            certificate: try chain.map { ($0, try settings.required("hub-key", ServerSettings.path)) },
            trustedRoots: try settings.authority("hub-ca")
        )
    }
}
