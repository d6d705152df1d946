import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import Storage
import Synchronization
import Web

/// Brings the body of a send to disk, piece by piece: memory does not grow with the package.
final class Uploads: Sendable {
    private let content: ContentStore
    private let maximumBytes: Int
    /// Packages that may be on their way in at once; each needs a file, a thread while it is read, and about a megabyte.
    private let maximumAtOnce: Int
    /// Of these, for one system: nobody takes the room of the others.
    private let maximumPerSystem: Int
    private let open = Mutex<[String: Int]>([:])

    init(content: ContentStore, maximumBytes: Int, maximumAtOnce: Int = 64, maximumPerSystem: Int = 48) {
        self.content = content
        self.maximumBytes = maximumBytes
        self.maximumAtOnce = maximumAtOnce
        self.maximumPerSystem = maximumPerSystem
    }

    /// How many are on their way now.
    var openSends: Int { self.open.withLock { $0.values.reduce(0, +) } }

    /// Runs `body` when there is room; throws `too-many-requests` when there is none, and says because of whom.
    func admitting<Value>(_ system: ConnectedSystem, _ body: () async throws -> Value) async throws -> Value {
        try self.open.withLock { open in
            guard open[system.id, default: 0] < self.maximumPerSystem else { throw Fault.tooManySends(by: system) }
            guard open.values.reduce(0, +) < self.maximumAtOnce else { throw Fault.tooManySends }
            open[system.id, default: 0] += 1
        }
        defer {
            self.open.withLock { open in
                let rest = open[system.id, default: 1] - 1
                open[system.id] = rest == 0 ? nil : rest
            }
        }
        return try await body()
    }

    /// The body as a file that vanishes unless it is committed; its hash is the one in `Content-Digest`.
    func stage(_ request: Request) async throws -> StagedFile {
        guard request.headers[.contentType]?.split(separator: ";").first?.lowercased() == "application/edxml+xml" else {
            throw Fault.invalid(
                "Content-Type phải là application/edxml+xml.", "Content-Type must be application/edxml+xml.",
                place: "Content-Type")
        }
        guard let digest = request.headers[.contentDigest].flatMap(ContentDigest.hash) else {
            throw Fault.invalid(
                "Thiếu Content-Digest với sha-256 của gói tin.", "Content-Digest with sha-256 is missing.",
                place: "Content-Digest")
        }
        _ = try self.announcedBytes(request)
        let staged = try self.stage()
        for try await piece in self.pieces(of: request) {
            try self.checkSize(staged.sizeBytes + piece.readableBytes)
            try piece.withUnsafeReadableBytes { try staged.write($0) }
        }
        guard staged.hash == digest else { throw Fault.damaged }
        return staged
    }

    /// An empty file that vanishes unless it is committed.
    func stage() throws -> StagedFile { try self.content.stage() }

    /// The body as it comes in. Throws `interrupted` when the line is too slow.
    func pieces(of request: Request) -> some AsyncSequence<ByteBuffer, any Error> {
        let deadline = ContinuousClock.now + Deadlines.longest
        return request.body.map { piece in
            guard ContinuousClock.now < deadline else { throw Fault.tooSlow }
            return piece
        }
    }

    /// What `Content-Length` says; nil without it. `ending`: how many of the bytes are none of the package. Throws `too-large`.
    func announcedBytes(_ request: Request, ending: Int = 0) throws(Fault) -> Int? {
        guard let length = request.headers[.contentLength].flatMap({ Int($0) }) else { return nil }
        try self.checkSize(length - ending)
        return length - ending
    }

    /// Throws `too-large`.
    func checkSize(_ bytes: Int) throws(Fault) {
        guard bytes <= self.maximumBytes else { throw self.tooLarge }
    }

    /// Writes the body behind the `offset` bytes that `file` must have, at most up to `sizeBytes`, and syncs it; answers how many bytes the
    /// file has then. Throws `conflict` when the file stands elsewhere, `too-large`; when the body is cut, what came stays.
    func append(_ request: Request, to file: URL, at offset: Int, sizeBytes: Int) async throws -> Int {
        let target = try AppendedFile(file, alarm: self.content.alarm)
        guard target.sizeBytes == offset else { throw Fault.uploadOffset(target.sizeBytes) }
        for try await piece in self.pieces(of: request) {
            guard target.sizeBytes + piece.readableBytes <= sizeBytes else { throw self.tooLarge }
            try piece.withUnsafeReadableBytes { try target.write($0) }
        }
        try await target.sync()
        return target.sizeBytes
    }

    private var tooLarge: Fault {
        let megabytes = self.maximumBytes / (1024 * 1024)
        return Fault(
            .tooLarge,
            vi: "Gói tin lớn hơn mức \(megabytes) MB mà trục nhận. Giảm dung lượng tệp đính kèm rồi gửi lại.",
            en: "The package is larger than \(self.maximumBytes) bytes."
        )
    }
}

extension Fault {
    fileprivate static var tooManySends: Fault {
        Fault(
            .tooManyRequests,
            vi: "Trục đang nhận quá nhiều gói tin cùng lúc. Hệ thống sẽ tự gửi lại.",
            en: "Too many packages are being received. Try again later.")
    }

    fileprivate static func tooManySends(by system: ConnectedSystem) -> Fault {
        Fault(
            .tooManyRequests,
            vi: "Hệ thống \"\(system.id)\" đang gửi quá nhiều gói tin cùng lúc. Gửi bớt, phần còn lại gửi sau.",
            en: "The system \"\(system.id)\" is sending too many packages at once. Send the rest later.")
    }

    static var damaged: Fault {
        Fault(
            .hashMismatch,
            vi: "Gói tin bị hỏng trên đường truyền: nội dung nhận được không khớp Content-Digest. Gửi lại.",
            en: "The body does not have the hash that Content-Digest names.",
            place: "Content-Digest"
        )
    }

    static var tooSlow: Fault {
        Fault(.interrupted, vi: "Đường truyền quá chậm nên trục ngừng nhận. Gửi lại.", en: "The body took too long.")
    }
}
