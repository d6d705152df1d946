import Exchange
import Foundation
import Hummingbird
import NIOCore
import Spreadsheet

/// A spreadsheet that is made to be downloaded: a file of its own that nobody finds, gone when it has been read.
final class Workbook {
    private let folder: URL
    private let writer: SheetWriter

    static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    init(_ layout: SheetLayout) throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "lienthong-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: self.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        self.writer = try SheetWriter(layout, into: self.folder.appending(path: "bang.xlsx"))
    }

    /// Who has opened the file keeps it; its name goes in any case, also of one that is never ended.
    deinit { try? FileManager.default.removeItem(at: self.folder) }

    func append(_ cells: [Cell]) throws { try self.writer.append(cells) }

    /// Ends it: the whole file, of small tables.
    func bytes() throws -> Data {
        try self.writer.finish()
        return try Data(contentsOf: self.folder.appending(path: "bang.xlsx"))
    }

    /// Ends it. `name` without its ending.
    func answer(named name: String) throws -> Response {
        try self.writer.finish()
        let file = try FileHandle(forReadingFrom: self.folder.appending(path: "bang.xlsx"))
        let size = Int(try file.seekToEnd())
        try file.seek(toOffset: 0)
        return Response(
            status: .ok,
            headers: [
                .contentType: Self.type,
                .contentDisposition: "attachment; filename=\"\(name).xlsx\"",
                .cacheControl: "no-store",
            ],
            body: ResponseBody(contentLength: size) { writer in
                while let bytes = try file.read(upToCount: 65_536), !bytes.isEmpty {
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
                try await writer.finish(nil)
            })
    }
}
