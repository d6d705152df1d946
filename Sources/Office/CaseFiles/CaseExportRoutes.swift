import Exchange
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Synchronization
import Web

/// A whole case file as a file to keep.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/case-files/:id/export/:format` | whoever may see it: `pdf`, `xml`, `zip` | 200, 404, 413, 422, 429 |
struct CaseExportRoutes: Sendable {
    let office: Office
    private let running = Running()

    init(office: Office) { self.office = office }

    func add(to router: Router<OfficeContext>) {
        router.get("case-files/:id/export/:format", use: self.export)
    }

    @Sendable private func export(_ request: Request, _ context: OfficeContext) async throws -> Response {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")
        guard let format = CaseExport.Format(rawValue: try context.parameters.require("format")) else {
            throw Fault.noSuchCaseFile
        }
        let office = self.office
        let record = try await office.database.read {
            try CaseRecord.read(id, for: visit.person, office: office, in: $0)
        }
        let export = CaseExport(record: record, store: office.store)
        switch format {
        case .xml:
            let bytes = CaseFileXML.write(record)
            return Self.answer(export, format, "application/xml", ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .zip:
            let zip = try await export.zip()
            return Self.answer(export, format, "application/zip", zip.body(context.eventLoop))
        case .pdf:
            let reader = try await self.running.one { try await export.pdf() }
            return Self.answer(
                export, format, "application/pdf",
                FileAnswer.body(of: reader, from: 0, count: reader.sizeBytes, context.eventLoop))
        }
    }

    private static func answer(
        _ export: CaseExport, _ format: CaseExport.Format, _ type: String, _ body: ResponseBody
    ) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "private, no-store",
                .contentDisposition: "attachment; filename=\"\(export.fileName).\(format.rawValue)\"",
            ], body: body)
    }

    /// Programs of others run at most two at a time; who comes third is asked to come again.
    private final class Running: Sendable {
        private let count = Mutex(0)

        func one<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
            let isFree = self.count.withLock { count in
                guard count < 2 else { return false }
                count += 1
                return true
            }
            guard isFree else {
                throw Fault(
                    .tooManyRequests, vi: "Đang xuất hồ sơ khác. Thử lại sau một phút.",
                    en: "Other files are being put together: try again in a minute.")
            }
            defer { self.count.withLock { $0 -= 1 } }
            return try await body()
        }
    }
}
