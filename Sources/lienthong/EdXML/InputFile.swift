import Exchange
import Foundation

/// A file that was named on the command line.
enum InputFile {
    /// Throws `not-found` when `path` is no file that can be read.
    static func url(_ path: String) throws(Fault) -> URL {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard exists, !isFolder.boolValue, FileManager.default.isReadableFile(atPath: path) else {
            throw Fault(
                .notFound, vi: "Không đọc được tệp \"\(path)\".", en: "The file \"\(path)\" cannot be read.")
        }
        return URL(fileURLWithPath: path)
    }

    /// The whole of a text file in UTF-8.
    static func text(_ path: String) throws(Fault) -> String {
        let url = try self.url(path)
        guard let bytes = FileManager.default.contents(atPath: url.path),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw Fault(
                .encoding, vi: "Tệp \"\(path)\" không dùng bảng mã UTF-8.", en: "The file \"\(path)\" is not UTF-8.")
        }
        return text
    }
}

/// A folder of our own that is gone after `body`, whatever happens.
func withScratchFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "edxml-\(UUID().uuidString.lowercased())")
    try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let result: Result
    do {
        result = try await body(folder)
    } catch {
        try FileManager.default.removeItem(at: folder)
        throw error
    }
    try FileManager.default.removeItem(at: folder)
    return result
}
