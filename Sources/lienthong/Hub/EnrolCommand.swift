import ArgumentParser
import Exchange
import Foundation
import Hub
import Trust

/// `lienthong hub enrol`: key and client certificate for a system, from the hub's own authority. Again for a renewal: the old certificate
/// holds until it ends.
struct EnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol",
        abstract: "Cấp khóa và chứng thư cho một hệ thống. Makes a key and a client certificate for a system.")

    @OptionGroup var data: SharedDataOption
    @Argument(help: "Hệ thống đã có. A connected system.") var id: String
    @Option(name: .customLong("out"), help: "Thư mục nhận ID.key, ID.pem, ca.pem. The folder to write into.")
    var folder: String

    func run() async throws {
        let now = Date()
        let store = SystemStore(database: try self.data.openHub())
        guard try await store.list().contains(where: { $0.id == self.id }) else {
            throw Fault(.notFound, vi: "Không có hệ thống \"\(self.id)\".", en: "There is no system \"\(self.id)\".")
        }
        let certificate = try ClientCertificate.issue(
            for: self.id, by: HubAuthority.loadOrMake(in: self.data.folder, now: now),
            into: URL(fileURLWithPath: self.folder, isDirectory: true), now: now)
        try await self.data.administration.add(certificate, to: self.id)
        say("\(self.folder)/\(self.id).pem \(VietnamTime.date(certificate.notAfter).iso) \(certificate.sha256)")
    }
}
