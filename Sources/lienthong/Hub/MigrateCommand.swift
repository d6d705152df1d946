import ArgumentParser
import Exchange
import Foundation
import Hub

/// `lienthong hub migrate`: from `hub.sqlite` to PostgreSQL. Run again it goes on where it was stopped.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract:
            "Chuyển hub.sqlite sang cơ sở dữ liệu PostgreSQL trống; trục phải đang dừng. Moves a stopped hub to PostgreSQL.",
        discussion:
            "Tệp, khóa ở lại thư mục dữ liệu (tệp được chép sang cơ sở dữ liệu với --content database); hub.sqlite đổi tên thành hub.sqlite.moved. Files and keys stay in the data folder; --content database copies the files."
    )

    @Option(name: .customLong("from"), help: "Thư mục dữ liệu của trục. The hub's data folder.") var source: String
    @Option(
        name: .customLong("to"),
        help:
            "Cơ sở dữ liệu trống (postgres://…); hoặc biến LIENTHONG_DATABASE. An empty database."
    )
    var target: String?
    @Option(help: "Nơi lưu tệp gói tin: folder (mặc định) hoặc database. Where packages are kept from now on.")
    var content: String?

    func run() async throws {
        guard let address = HubDataOption.address(self.target) else {
            throw Fault(
                .invalidRequest, vi: "Thiếu --to (hoặc biến LIENTHONG_DATABASE).",
                en: "--to (or LIENTHONG_DATABASE) is missing.", place: "to")
        }
        let content = try self.content.map { text in
            guard let place = ContentPlace(rawValue: text) else {
                throw Fault(
                    .invalidRequest, vi: "--content là folder hoặc database.",
                    en: "--content is folder or database.", place: "content")
            }
            return place
        }
        let folder = URL(fileURLWithPath: self.source, isDirectory: true)
        let summary = try await HubMove(folder: folder, to: address, content: content) { table, copied, all in
            if copied == all { say("\(table)\t\(copied)") }
        }.run()
        say("\(summary.rows) dòng, \(summary.tables) bảng: đã chuyển, khớp nhau. Moved; everything agrees.")
    }
}
