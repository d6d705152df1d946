import Exchange
import Hummingbird
import Storage
import Web

/// A table with a register, as a form or a program sends it: one file beside the fields.
enum RegisterTable {
    static let maximumBytes = 10 << 20

    /// `csrf` nil of the API; no file where none was chosen. Throws `too-large` and `too-many`.
    static func read(
        _ request: Request, csrf: String?, into store: ContentStore
    ) async throws -> (fields: FormFields, file: StoredFile?) {
        var file: StoredFile?
        let fields = try await MultipartForm(maximumBytes: Self.maximumBytes, maximumFiles: 1).read(
            request, csrf: csrf,
            open: { _ in try store.stage() },
            write: { staged, bytes in try bytes.withUnsafeBytes { try staged.write($0) } },
            close: { staged, part in
                let size = staged.sizeBytes
                guard size > 0 else { return }
                let name = FileName.safe(part.fileName ?? "")
                file = StoredFile(
                    name: name, contentType: FileName.contentType(of: name) ?? "text/csv", sizeBytes: size,
                    hash: try await staged.commit())
            })
        return (fields, file)
    }
}
