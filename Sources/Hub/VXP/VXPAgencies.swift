import CSystemZlib
import Exchange
import Foundation
import Logging
import Storage

/// The lists of agencies as finished answers in files, plain and packed: made once for each state of the directory and each day, then only
/// read, so that they take no memory.
actor VXPAgencies {
    private let database: Database
    private let folder: URL
    private let now: @Sendable () -> Date
    private var made: [VXPAgencyList: (stamp: Stamp, task: Task<Made, any Error>)] = [:]

    struct Files: Sendable {
        var plain: URL
        var packed: URL

        fileprivate func remove() { for file in [self.plain, self.packed] { unlink(file.path) } }
    }

    /// A finished list: what its files must hold.
    private struct Made: Sendable {
        let files: Files
        let plain: ContentHash
        let packed: ContentHash
    }

    /// What the lists depend on.
    private struct Stamp: Equatable {
        /// Counted as well: a clock may have been set back.
        var versions: Int
        var changedAt: String?
        var today: CalendarDate
    }

    /// `folder` is emptied: the lists are made anew after each start. Its name begins with a full stop, so backups leave it out. Where nodes share it
    /// each has a folder in it of its own; those that nobody has written to for days are removed.
    init(database: Database, folder: URL, isShared: Bool = false, now: @escaping @Sendable () -> Date) throws {
        self.database = database
        self.folder = isShared ? folder.appending(path: UUID().uuidString) : folder
        self.now = now
        let manager = FileManager.default
        if isShared {
            try manager.createDirectory(at: folder, withIntermediateDirectories: true)
            let key = URLResourceKey.contentModificationDateKey
            for old in try manager.contentsOfDirectory(at: folder, includingPropertiesForKeys: [key]) {
                // The lists are made each day: whoever runs writes.
                guard let written = try old.resourceValues(forKeys: [key]).contentModificationDate,
                    written < Date().addingTimeInterval(-3 * 86_400)
                else { continue }
                try manager.removeItem(at: old)
            }
        } else if manager.fileExists(atPath: folder.path) {
            try manager.removeItem(at: folder)
        }
        try manager.createDirectory(at: self.folder, withIntermediateDirectories: true)
    }

    /// The finished answer, open for reading. Callers that come while it is being made wait for the same one. Throws `internal` when the disk has
    /// spoiled it; the next call makes it anew.
    func open(_ list: VXPAgencyList, packed: Bool) async throws -> ContentReader {
        let today = VietnamTime.date(self.now())
        let stamp = try await self.database.read { connection in
            let row = try connection.row(
                "SELECT COUNT(*) AS versions, MAX(recorded_at) AS changed_at FROM organ_history")
            return Stamp(versions: try row?["versions"] ?? 0, changedAt: try row?["changed_at"], today: today)
        }
        let task: Task<Made, any Error>
        if let known = self.made[list], known.stamp == stamp {
            task = known.task
        } else {
            let files = Files(
                plain: self.folder.appending(path: ".\(UUID())"), packed: self.folder.appending(path: ".\(UUID())"))
            let old = self.made[list]?.task
            task = Task { [database] in
                do {
                    try await Self.make(list, files, database: database, today: stamp.today)
                    // Whoever reads the old files has them open.
                    if let old = try? await old?.value { old.files.remove() }
                    return Made(
                        files: files, plain: try ContentHash(ofFile: files.plain),
                        packed: try ContentHash(ofFile: files.packed))
                } catch {
                    files.remove()
                    throw error
                }
            }
            self.made[list] = (stamp, task)
        }
        do {
            let made = try await task.value
            let (file, hash) = packed ? (made.files.packed, made.packed) : (made.files.plain, made.plain)
            let reader = try ContentReader(url: file)
            guard try await blocking({ try ContentHash(of: reader) }) == hash else {
                made.files.remove()
                throw Fault.spoiledList
            }
            return reader
        } catch {
            if self.made[list]?.stamp == stamp { self.made[list] = nil }
            throw error
        }
    }

    private static func make(_ list: VXPAgencyList, _ files: Files, database: Database, today: CalendarDate)
        async throws
    {
        let parents = list == .units ? try await Self.parents(database) : [:]
        let output = try TwinFile(files)
        defer { output.close() }
        try output.write(VXPAnswer.object(VXPAnswer.done).dropLast() + ",\"data\":[")
        var (after, isFirst) = (0, true)
        while true {
            let (last, text) = try await database.read { [after, isFirst] connection in
                let rows = try VXPAgencyList.page(after: after, in: connection)
                let items = try rows.compactMap { row in
                    try list.item(row, today: today) { Self.centre($0, parents) }.map(VXPAnswer.object)
                }
                let text = (isFirst || items.isEmpty ? "" : ",") + items.joined(separator: ",")
                return (try rows.last.map { try $0["number"] as Int }, text)
            }
            guard let last else { break }
            after = last
            if !text.isEmpty { isFirst = false }
            try output.write(text)
        }
        try output.write("]}")
        try output.finish()
    }

    /// Codes by the codes below them. A nation's: some ten megabytes for the moment in which the list is made.
    private static func parents(_ database: Database) async throws -> [String: String] {
        var parents: [String: String] = [:]
        var after = 0
        while true {
            let page: [(Int, String, String?)] = try await database.read { [after] connection in
                try VXPAgencyList.parents(after: after, in: connection).map {
                    (try $0["number"], try $0["code"], try $0["parent_code"])
                }
            }
            guard let last = page.last else { return parents }
            after = last.0
            for (_, code, parent) in page { parents[code] = parent }
        }
    }

    private static func centre(_ code: String, _ parents: [String: String]) -> String {
        var code = code
        for _ in 0..<16 {
            guard let parent = parents[code] else { return code }
            code = parent
        }
        return code
    }
}

/// The same bytes into two files, plain and packed with gzip.
private final class TwinFile {
    private let plain: FileHandle
    private let packed: gzFile

    init(_ files: VXPAgencies.Files) throws {
        guard FileManager.default.createFile(atPath: files.plain.path, contents: nil),
            let packed = gzopen(files.packed.path, "wb6")
        else { throw Fault.cannotMakeList }
        self.packed = packed
        self.plain = try FileHandle(forWritingTo: files.plain)
    }

    func write(_ text: String) throws {
        guard !text.isEmpty else { return }
        var text = text
        try self.plain.write(contentsOf: Data(text.utf8))
        let isWritten = text.withUTF8 { bytes in
            gzwrite(self.packed, bytes.baseAddress, UInt32(bytes.count)) == bytes.count
        }
        guard isWritten else { throw Fault.cannotMakeList }
    }

    private var isOpen = true

    func finish() throws {
        self.isOpen = false
        try self.plain.close()
        guard gzclose(self.packed) == Z_OK else { throw Fault.cannotMakeList }
    }

    /// After a failure; what was written is no list.
    func close() {
        guard self.isOpen else { return }
        self.isOpen = false
        _ = gzclose(self.packed)
    }
}

extension Fault {
    fileprivate static var spoiledList: Fault {
        Fault(
            .internalFault, vi: "Danh sách cơ quan trên đĩa bị hỏng; gọi lại để trục lập lại.",
            en: "A list of agencies in .lists was altered on the disk; it is made anew.", place: ".lists")
    }

    fileprivate static var cannotMakeList: Fault {
        Fault(.internalFault, vi: "Không ghi được danh sách cơ quan.", en: "The list of agencies cannot be written.")
    }
}
