import Exchange
import Foundation
import Hummingbird
import Pages
import Storage
import Web

/// Taking over a directory file (nhập danh bạ): first what it would change, then exactly that.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/organs/import` | operators | 200: the form |
/// | POST | `/organs/import` | operators | 303: to the preview; 422 |
/// | GET | `/organs/import/:file?show` | operators | 200: what would change; 404 |
/// | POST | `/organs/import/:file` | operators | 303; back to the preview when the directory has changed; 404, 422 |
struct DirectoryImportRoutes: Sendable {
    let console: Console

    func add(to router: Router<ConsoleContext>) {
        router.get("organs/import") { _, context in try await self.form(try context.signedIn, problem: nil) }
        router.post("organs/import", use: self.upload)
        router.get("organs/import/:file", use: self.preview)
        router.post("organs/import/:file", use: self.take)
    }

    private func form(_ visit: OperatorVisit, problem: String?) async throws -> Response {
        let shell = try await ConsoleShell(visit, .organs, console: self.console)
        var form = shell.form("/organs/import", once: RandomText.secret())
        form.isUpload = true
        form.kind = "sheet sheet--pad"
        let megabytes = DirectoryUploads.maximumBytes >> 20
        let field = Field(
            "file", "Tệp danh bạ", .file(multiple: false),
            hint: "CSV, bảng mã UTF-8, tối đa \(megabytes) MB. Trong Excel: lưu theo kiểu “CSV UTF-8”.", error: problem)
        let summary = problem.html {
            errorSummary([FieldError(field: "file", sentence: $0)], title: "Chưa xem trước được")
        }
        return .page(
            shell.page(
                problem == nil ? "Nhập danh bạ" : "Lỗi: Nhập danh bạ",
                """
                \(summary)\(trail("Danh bạ cơ quan", href: "/organs"))\
                \(pageHead("Nhập danh bạ", lead: "Xem trước mọi thay đổi rồi mới ghi. Cơ quan không có trong tệp được giữ nguyên."))\
                \(form.html("\(field.html)<div class=\"acts\"><button class=\"button button--main\" type=\"submit\">Xem trước thay đổi</button></div>"))\
                \(panel("Mười cột của tệp", id: "cot", DirectoryColumn.table))
                """), status: problem == nil ? .ok : .unprocessableContent)
    }

    @Sendable private func upload(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        var bytes: [UInt8] = []
        _ = try await MultipartForm(maximumBytes: DirectoryUploads.maximumBytes, maximumFiles: 1).read(
            request, csrf: visit.csrf, open: { _ in [UInt8]() }, write: { $0 += $1 },
            close: { content, _ in bytes = content })
        do {
            return .seeOther("/organs/import/\(try await self.console.uploads.keep(bytes).hex)")
        } catch let fault as Fault where fault.code == .empty || fault.code == .encoding {
            return try await self.form(visit, problem: fault.vietnamese)
        }
    }

    @Sendable private func preview(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let hash = try Self.hash(context)
        let text = try await self.console.uploads.text(hash)
        let file: DirectoryFile
        do {
            file = try await blocking { try DirectoryFile(text) }
        } catch let fault as Fault {
            return try await self.form(visit, problem: fault.vietnamese)
        }
        let difference = try await OrganStore(database: self.console.database).preview(file)
        let fields = try FormFields.query(request)
        let page = DirectoryPreview(
            file: hash, lines: file.lines.count + file.refused.count, difference: difference,
            show: fields.text("show"), isStale: fields.isTicked("changed"))
        let shell = try await ConsoleShell(visit, .organs, console: self.console)
        return .page(shell.page("Xem trước: nhập danh bạ", page.html(shell)))
    }

    @Sendable private func take(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = try context.signedIn
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let hash = try Self.hash(context)
        guard let state = ContentHash(hex: fields.text("state")) else { throw FormFields.broken }
        let text = try await self.console.uploads.text(hash)
        do {
            let done = try await self.console.administration(visit, fields).importDirectory(text, into: state)
            return .seeOther("/organs?added=\(done.added.count)&changed=\(done.changed.count)")
        } catch is FormIsUsed {
            return .seeOther("/organs")
        } catch let fault as Fault where fault.code == .staleVersion {
            return .seeOther("/organs/import/\(hash.hex)?changed=1")
        }
    }

    private static func hash(_ context: ConsoleContext) throws -> ContentHash {
        guard let hash = ContentHash(hex: try context.parameters.require("file")) else {
            throw Fault(.notFound, vi: "Không có tệp này.", en: "There is no such file.")
        }
        return hash
    }
}

/// The columns of a directory file, as people call them.
enum DirectoryColumn {
    private static let words: [String: (name: String, about: String)] = [
        "code": ("Mã định danh", "bắt buộc; không đổi được: dòng có mã mới là cơ quan mới"),
        "oldCode": ("Mã cũ", "mã theo QCVN 102:2016"), "name": ("Tên", "bắt buộc, tối đa 500 ký tự"),
        "shortName": ("Tên gọi tắt", "tối đa 100 ký tự"),
        "kind": ("Loại", "bắt buộc: một từ như ministry, province, other"),
        "parent": ("Cấp trên", "mã có trong danh bạ hoặc trong tệp"),
        "validFrom": ("Từ ngày", "2025-07-01; để trống: từ trước đến nay"),
        "validTo": ("Đến hết ngày", "có ngày: cơ quan đóng sau ngày đó"),
        "successor": ("Kế thừa", "mã cơ quan nhận việc; nhiều mã cách nhau bằng dấu cách: chia, tách"),
        "email": ("Thư điện tử", "của cơ quan"),
    ]

    static func name(_ column: String) -> String { self.words[column]?.name ?? column }

    static var table: HTML {
        var table = ListTable(
            caption: "Các cột của tệp danh bạ",
            columns: [.init("Cột", .subject), .init("Nghĩa"), .init("Cách ghi")],
            rows: DirectoryFile.columns.map { column in
                .init(["<code>\(column)</code>", "\(self.name(column))", "\(self.words[column]?.about ?? "")"])
            })
        table.isFlush = false
        return table.html
    }
}
