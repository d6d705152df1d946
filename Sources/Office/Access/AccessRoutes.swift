import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Pages
import Spreadsheet
import Storage
import Web

/// Who did, opened, downloaded, was refused what (nhật ký truy cập).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/access?person&document&kind&from&to&before` | admin | 200, 403, 422 |
/// | GET | `/access/xlsx?…`, `/access/csv?…` | admin | 200, 403, 404, 422 |
/// | GET, POST | `/access/retention` | admin | 200, 303, 403, 409, 422 |
/// | GET | `/access/of/:document` | clerks, leaders who may see it | 200, 403, 404 |
struct AccessRoutes: Sendable {
    let office: Office

    static let pageLines = 100
    /// Lines of one table that is taken along.
    static let exportLines = 20_000

    func add(to router: Router<OfficeContext>) {
        router.get("access", use: self.show)
        router.get("access/:format", use: self.export)
        router.get("access/of/:document", use: self.readers)
        router.form("access/retention") { context in
            let visit = try context.administers()
            return ActForm { fields, fault in
                try await self.retention(visit, fields, fault)
            } act: { fields in
                let years = try fields.optional("years").map { text in
                    guard let years = Int(text) else { throw AccessRetention.wrong }
                    return years
                }
                return try await AccessRetention.set(
                    years, by: visit.person, form: try fields.token(), office: self.office)
            }
        }
    }

    @Sendable private func show(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.administers()
        let fields = try FormFields.query(request)
        var (search, fault): (AccessSearch, FormFault?) = (AccessSearch(today: self.office.today), nil)
        do { search = try AccessSearch(fields, today: self.office.today) } catch let wrong as FormFault {
            fault = wrong
        }
        let (asked, wrong, before, office) = (search, fault, Int(fields.text("before")), self.office)
        try await office.access.flush(to: office.database, at: office.now())
        let page = try await office.database.read { connection in
            AccessPage(
                shell: try Shell.read(visit, office: office, current: .access, live: nil, in: connection),
                lines: try asked.lines(before: before, limit: Self.pageLines, in: connection),
                counts: try asked.counts(in: connection), fields: fields, fault: wrong)
        }
        return .page(page.html, status: fault == nil ? .ok : .unprocessableContent)
    }

    private func retention(_ visit: Visit, _ fields: FormFields?, _ fault: FormFault?) async throws -> HTML {
        let office = self.office
        return try await office.database.read { connection in
            AccessRetentionPage(
                shell: try Shell.read(visit, office: office, current: .access, live: nil, in: connection),
                rule: try AccessRetention.read(in: connection),
                cuts: try AccessCut.latest(AccessRetentionPage.cuts, in: connection), fields: fields, fault: fault
            ).html
        }
    }

    @Sendable private func export(_ request: Request, _ context: OfficeContext) async throws -> Response {
        _ = try context.administers()
        let search = try AccessSearch(try FormFields.query(request), today: self.office.today)
        try await self.office.access.flush(to: self.office.database, at: self.office.now())
        let lines = try await self.office.database.read { connection in
            try search.lines(before: nil, limit: Self.exportLines, in: connection)
        }
        let columns = ["Dòng", "Lúc", "Ai", "Việc", "Văn bản, hồ sơ", "Chi tiết", "Địa chỉ máy"]
        func cells(_ line: AccessSearch.Line) -> [String] {
            [
                String(line.seq), Timestamp.text(line.at), line.person, AccessWords.kind(line.kind), line.subject,
                line.detail, line.address,
            ]
        }
        switch try context.parameters.require("format") {
        case "csv":
            let text = SearchExport.csv([columns] + lines.map(cells))
            return Response(
                status: .ok,
                headers: [
                    .contentType: SearchExport.csvType, .cacheControl: "no-store",
                    .contentDisposition: "attachment; filename=\"nhat-ky-truy-cap.csv\"",
                ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        case "xlsx":
            let workbook = try Workbook(
                SheetLayout(
                    name: "Nhật ký truy cập",
                    lines: self.office.identity.letterhead.filter { !$0.isEmpty } + ["NHẬT KÝ TRUY CẬP"],
                    columns: columns.map { .init($0, width: 24) }))
            for line in lines { try workbook.append(cells(line).map { .text($0) }) }
            return try workbook.answer(named: "nhat-ky-truy-cap")
        default: throw Fault(.notFound, vi: "Không có trang này.", en: "There is no such page.")
        }
    }

    @Sendable private func readers(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        if let refusal = DocumentAccess.refusal(by: visit.person) { throw refusal }
        let id = try context.parameters.require("document")
        let office = self.office
        try await office.access.flush(to: office.database, at: office.now())
        return try await office.database.read { connection in
            let incoming = try IncomingStore.find(id, for: visit.person, in: connection)
            let outgoing = try OutgoingStore.find(id, for: visit.person, in: connection)
            guard incoming != nil || outgoing != nil else { throw Fault.noSuchDocument }
            if outgoing?.isShared == true { throw Fault.onlyShared }
            return .page(
                ReadersPage(
                    shell: try Shell.read(visit, office: office, current: .none, live: nil, in: connection),
                    name: incoming?.name ?? outgoing?.code?.text ?? outgoing?.notation ?? "",
                    href: incoming == nil ? "/outgoing/\(id)" : "/incoming/\(id)",
                    access: try DocumentAccess.read(id, in: connection)
                ).html)
        }
    }
}
