import ArgumentParser
import Exchange
import Foundation
import Trust

/// Whose certificates are trusted.
struct TrustOption: ParsableArguments {
    @Option(
        name: .customLong("trust"),
        help:
            "Thư mục chứng thư gốc tin cậy (PEM) và danh sách thu hồi. Folder of trusted certificates and revocation lists."
    )
    var path: String?

    /// Without a folder nobody is trusted.
    func folder() throws(Fault) -> TrustFolder {
        try Self.folder(self.path.map { URL(fileURLWithPath: $0, isDirectory: true) })
    }

    static func folder(_ folder: URL?) throws(Fault) -> TrustFolder {
        guard let folder else { return .empty }
        do {
            return try TrustFolder(folder)
        } catch {
            throw Fault(
                .badFormat, vi: "Không đọc được thư mục chứng thư tin cậy.",
                en: (error as? TrustError)?.message ?? "The trust folder cannot be read.")
        }
    }
}
