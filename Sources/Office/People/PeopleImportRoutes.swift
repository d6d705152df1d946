import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// Units and people from a CSV file: first what it would do, then exactly that.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/people/import` | admin | 200, 403 |
/// | POST | `/people/import` (upload) | admin | 200 with the preview; 403, 422 |
/// | POST | `/people/import/take` | admin | 303, or 200 with first passwords; 200 with a new preview when things have changed; 403, 422 |
struct PeopleImportRoutes: Sendable {
    let office: Office

    private var imports: PeopleImport { PeopleImport(database: self.office.database, now: self.office.now) }

    func add(to router: Router<OfficeContext>) {
        router.get("people/import") { _, context in try await self.form(try context.administers(), nil) }
        router.post("people/import", use: self.upload)
        router.post("people/import/take", use: self.take)
    }

    private func form(_ visit: Visit, _ problem: String?) async throws -> Response {
        let office = self.office
        return try await office.database.read { connection in
            .page(
                PeopleImportPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    once: RandomText.secret(), problem: problem
                ).html, status: problem == nil ? .ok : .unprocessableContent)
        }
    }

    @Sendable private func upload(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        var bytes: [UInt8] = []
        do {
            _ = try await MultipartForm(maximumBytes: PeopleFile.maximumBytes, maximumFiles: 1).read(
                request, csrf: visit.csrf, open: { _ in [UInt8]() }, write: { $0 += $1 },
                close: { content, _ in bytes = content })
        } catch let fault as Fault where fault.code == .tooLarge {
            return try await self.form(visit, "Tệp lớn hơn \(PeopleFile.maximumBytes >> 10) KB: chia tệp ra")
        }
        guard !bytes.isEmpty else { return try await self.form(visit, "Chọn tệp CSV") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return try await self.form(visit, "Tệp không dùng bảng mã UTF-8. Trong Excel, lưu theo kiểu “CSV UTF-8”")
        }
        return try await self.preview(text, visit, isStale: false)
    }

    private func preview(_ text: String, _ visit: Visit, isStale: Bool) async throws -> Response {
        let office = self.office
        let file: PeopleFile
        let outcome: PeopleImport.Outcome
        do {
            file = try PeopleFile(text)
            outcome = try await self.imports.preview(file)
        } catch let fault as Fault where [.badFormat, .empty].contains(fault.code) {
            return try await self.form(visit, fault.vietnamese)
        }
        return try await office.database.read { connection in
            .page(
                PeoplePreviewPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    text: text, lines: file.lineCount, outcome: outcome, isStale: isStale, once: RandomText.secret()
                ).html, status: outcome.refused.isEmpty ? .ok : .unprocessableContent)
        }
    }

    @Sendable private func take(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let fields = try await FormFields.read(request, csrf: visit.csrf)
        let (text, form) = (fields.longText("text"), try fields.token())
        if let location = try await self.office.answer(to: form.once, of: visit.person) { return .seeOther(location) }
        let file = try PeopleFile(text)
        let preview = try await self.imports.preview(file)
        guard preview.refused.isEmpty, preview.mark.hex == fields.text("mark") else {
            return try await self.preview(text, visit, isStale: true)
        }
        let passwords = try await self.imports.passwords(for: preview)
        let person = visit.person
        do {
            _ = try await self.office.act(by: person, once: form.once, on: "") { connection, now in
                if let refusal = PeopleRule.refusal(by: person) { throw refusal }
                let outcome = try PeopleImport.apply(file, passwords, by: person, at: now, in: connection)
                guard outcome == preview else { throw Fault.stalePeople }
                return "/people/log"
            }
        } catch let fault as Fault where fault.code == .staleVersion {
            return try await self.preview(text, visit, isStale: true)
        }
        guard !passwords.isEmpty else { return .seeOther("/people/log") }
        let told = preview.newcomers.compactMap { newcomer in
            passwords[newcomer.userName].map { (newcomer.fullName, newcomer.userName, $0.text) }
        }
        let office = self.office
        return try await office.database.read { connection in
            .page(
                FirstPasswordPage(
                    shell: try Shell.read(visit, office: office, current: .people, live: nil, in: connection),
                    passwords: told
                ).html)
        }
    }
}
