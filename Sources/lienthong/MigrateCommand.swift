import ArgumentParser
import Exchange
import Foundation
import Storage

/// `lienthong hub migrate`, `office migrate`, `gateway migrate`: from `hub.sqlite`, `office.sqlite` or `gateway.sqlite` to PostgreSQL. Run again
/// it goes on where it was stopped.
struct MigrateCommand<Server: SharedServer>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "migrate",
            abstract:
                "Chuyển \(Server.file) sang cơ sở dữ liệu PostgreSQL trống; máy chủ phải đang dừng. Moves what has stopped to PostgreSQL.",
            discussion:
                "Tệp, khóa ở lại thư mục dữ liệu; \(Server.file) đổi tên thành \(Server.file).moved. Files and keys stay in the data folder."
        )
    }

    @Option(name: .customLong("from"), help: "Thư mục dữ liệu. The data folder.") var source: String
    @Option(
        name: .customLong("to"),
        help:
            "Cơ sở dữ liệu trống (postgres://…); hoặc biến LIENTHONG_DATABASE. An empty database."
    )
    var target: String?
    @Option(
        help:
            "Nơi lưu tệp: folder (mặc định) hoặc database (chép sang). Where files are kept from now on; database copies them."
    )
    var content: ContentPlace?

    func run() async throws {
        guard let address = SharedDataOption.address(self.target) else {
            throw Fault(
                .invalidRequest, vi: "Thiếu --to (hoặc biến LIENTHONG_DATABASE).",
                en: "--to (or LIENTHONG_DATABASE) is missing.", place: "to")
        }
        let folder = URL(fileURLWithPath: self.source, isDirectory: true)
        let summary = try await Server.move(folder, to: address, content: self.content) { table, copied, all in
            if copied == all { say("\(table)\t\(copied)") }
        }
        say("\(summary.rows) dòng, \(summary.tables) bảng: đã chuyển, khớp nhau. Moved; everything agrees.")
    }
}
