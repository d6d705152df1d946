import Exchange
import Foundation
import Storage

/// Directory files between their preview and their import (tệp danh bạ đang xem trước): under the name of their hash, in a folder that no
/// backup takes along. None is missed when it is lost: whoever uploaded it does so again.
struct DirectoryUploads: Sendable {
    /// A nation of 125,000 agencies fills some 16 MiB.
    static let maximumBytes = 32 << 20
    /// Kept at once; the oldest goes first.
    private static let maximumFiles = 8

    private let folder: URL

    init(dataFolder: URL) {
        self.folder = dataFolder.appending(path: "staging/directory", directoryHint: .isDirectory)
    }

    /// Keeps the file; answers its hash. Throws `encoding` when it is not UTF-8, `empty` without a byte.
    func keep(_ bytes: [UInt8]) async throws -> ContentHash {
        guard !bytes.isEmpty else { throw Fault(.empty, vi: "Chưa chọn tệp.", en: "No file was chosen.") }
        return try await blocking {
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw Fault(
                    .encoding, vi: "Tệp không dùng bảng mã UTF-8. Trong Excel, lưu theo kiểu “CSV UTF-8”.",
                    en: "The file is not UTF-8.")
            }
            let hash = ContentHash(of: bytes)
            try FileManager.default.createDirectory(
                at: self.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try self.makeRoom()
            try Data(bytes).write(to: self.url(of: hash), options: .atomic)
            return hash
        }
    }

    /// The file. Throws `not-found` when it is not there any more.
    func text(_ hash: ContentHash) async throws -> String {
        try await blocking {
            guard let bytes = FileManager.default.contents(atPath: self.url(of: hash).path) else {
                throw Fault(
                    .notFound, vi: "Trục không còn giữ tệp này. Tải tệp lên lại để xem trước.",
                    en: "The hub does not hold this file any more. Upload it again.")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private func url(of hash: ContentHash) -> URL { self.folder.appending(path: "\(hash.hex).csv") }

    private func makeRoom() throws {
        let key = URLResourceKey.contentModificationDateKey
        let files = try FileManager.default.contentsOfDirectory(at: self.folder, includingPropertiesForKeys: [key])
            .map { (url: $0, at: try $0.resourceValues(forKeys: [key]).contentModificationDate ?? .distantPast) }
            .sorted { $0.at < $1.at }
        for file in files.dropLast(Self.maximumFiles - 1) { try FileManager.default.removeItem(at: file.url) }
    }
}
