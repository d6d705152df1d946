import Exchange
import Trust

/// With what an office signs (ký số), from its configuration file or the environment.
enum SigningSettings {
    static let keys: Set = ["pyhanko", "seal-module", "seal-token", "seal-key", "seal-pin"]

    /// Nil: there is none at the usual place. Throws `invalid-request` when the folder that was named holds none.
    static func tool(_ settings: ServerSettings) throws -> SigningTool? {
        guard let folder = settings.text("pyhanko") else { return SigningTool() }
        guard let tool = SigningTool(folder: folder) else {
            throw Fault(
                .invalidRequest, vi: "Thư mục \(folder) không có bin/python.",
                en: "There is no bin/python in \(folder).", place: "pyhanko")
        }
        return tool
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
