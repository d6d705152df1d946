import Exchange
import Hummingbird
import Storage
import Web

/// A table with a register, as a form or a program sends it: one file beside the fields.
enum RegisterTable {
    static let maximumBytes = 10 << 20

    /// Kept: it is read again until its lines are taken. As below.
    static func read(
        _ request: Request, csrf: String?, into store: KeptContent
    ) async throws -> (fields: FormFields, file: StoredFile?) {
        try await self.read(request, csrf: csrf, into: store) { staged, part in
            let name = FileName.safe(part.fileName ?? "")
            let size = staged.sizeBytes
            return StoredFile(
                name: name, contentType: FileName.contentType(of: name) ?? "text/csv", sizeBytes: size,
                hash: try await store.keep(staged))
        }
    }

    /// `csrf` nil of the API; nil where no file was chosen, else what `close` makes of it while it lies in the staging folder, which it leaves with the
    /// request. Throws `too-large` and `too-many`.
    static func read<Found>(
        _ request: Request, csrf: String?, into store: KeptContent,
        close: (StagedFile, MultipartParser.PartHeader) async throws -> Found
    ) async throws -> (fields: FormFields, file: Found?) {
        var found: Found?
        let fields = try await MultipartForm(maximumBytes: Self.maximumBytes, maximumFiles: 1).read(
            request, csrf: csrf,
            open: { _ in try store.stage() },
            write: { staged, bytes in try bytes.withUnsafeBytes { try staged.write($0) } },
            close: { staged, part in
                guard staged.sizeBytes > 0 else { return }
                found = try await close(staged, part)
            })
        return (fields, found)
    }
}
