import Exchange
import Foundation
import GRDB
import Testing

@testable import Storage

@Suite struct BackupTests {
    private static let backup = Backup(kind: "hub", databaseName: "hub.sqlite")
    private static let now = Date(timeIntervalSince1970: 1_768_400_000)
    private static let large = Data((0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) })

    /// A data folder with rows, a stored file larger than a piece, a key, and what does not belong into a backup.
    private static func fill(_ folder: URL) async throws -> (database: Storage.Database, hash: ContentHash) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let database = try Storage.Database.open(file: folder.appending(path: "hub.sqlite"))
        try database.migrate([Migration("0001", sql: "CREATE TABLE word (text TEXT NOT NULL)")])
        try await Self.add("Tiếng Việt", to: database)
        let store = try ContentStore(folder: folder.appending(path: "content"))
        let hash = try await store.keep { staged in try Self.large.withUnsafeBytes { try staged.write($0) } }
        let keys = folder.appending(path: "keys")
        try FileManager.default.createDirectory(at: keys, withIntermediateDirectories: true)
        try Data("bí mật".utf8).write(to: keys.appending(path: "receipt.key"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: keys.appending(path: "receipt.key").path)
        try Data().write(to: folder.appending(path: "hub.lock"))
        try Data("x".utf8).write(to: folder.appending(path: "content/staging/half"))
        return (database, hash)
    }

    private static func add(_ word: String, to database: Storage.Database) async throws {
        _ = try await database.write { try $0.execute("INSERT INTO word (text) VALUES ($1)", word) }
    }

    @Test func `what is restored is what was kept, while the server was writing`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            let (database, hash) = try await Self.fill(data)
            let file = folder.appending(path: "b.backup")
            async let writing: Void = {
                for index in 0..<50 {
                    try await Self.add("\(index)", to: database)
                }
            }()
            let summary = try await Self.backup.write(data, to: file, now: Self.now)
            try await writing
            #expect(summary == Backup.Summary(files: 2, bytes: Self.large.count + 9))
            #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)

            let restored = folder.appending(path: "restored")
            #expect(try await Self.backup.restore(file, into: restored) == summary)
            let store = try ContentStore(folder: restored.appending(path: "content"))
            #expect(try Data(contentsOf: store.url(of: hash)) == Self.large)
            let key = restored.appending(path: "keys/receipt.key")
            #expect(try Data(contentsOf: key) == Data("bí mật".utf8))
            #expect(try FileManager.default.attributesOfItem(atPath: key.path)[.posixPermissions] as? Int == 0o600)
            let words = try await Storage.Database.open(file: restored.appending(path: "hub.sqlite")).read {
                connection in
                try connection.rows("SELECT text FROM word LIMIT 100").map { row -> String in try row["text"] }
            }
            #expect(words.first == "Tiếng Việt")
            let names = try FileManager.default.contentsOfDirectory(atPath: restored.path)
            #expect(!names.contains("hub.lock"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.hasPrefix(".") })
        }
    }

    @Test func `of a database that lacks a table of this version every file is kept`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            let (_, hash) = try await Self.fill(data)
            let backup = Backup(
                kind: "hub", databaseName: "hub.sqlite",
                storedFiles: .init(folder: "content", hashes: "SELECT sha256 FROM of_a_later_version"))
            let file = folder.appending(path: "b.backup")
            let summary = try await backup.write(data, to: file, now: Self.now)
            #expect(summary == Backup.Summary(files: 2, bytes: Self.large.count + 9))
            let restored = folder.appending(path: "restored")
            #expect(try await backup.restore(file, into: restored) == summary)
            let store = try ContentStore(folder: restored.appending(path: "content"))
            #expect(try Data(contentsOf: store.url(of: hash)) == Self.large)
        }
    }

    @Test func `a stored file that was altered is said, and no backup stays`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            let (_, hash) = try await Self.fill(data)
            let stored = try ContentStore(folder: data.appending(path: "content")).url(of: hash)
            var bytes = Self.large
            bytes[1 << 20] ^= 1
            try bytes.write(to: stored)
            let fault = await #expect(throws: Fault.self) {
                try await Self.backup.write(data, to: folder.appending(path: "b.backup"), now: Self.now)
            }
            #expect(fault?.code == .hashMismatch)
            #expect(fault?.place?.hasSuffix(hash.hex) == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["data"])
        }
    }

    @Test func `an altered backup is refused, and no folder appears`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            _ = try await Self.fill(data)
            let file = folder.appending(path: "b.backup")
            _ = try await Self.backup.write(data, to: file, now: Self.now)
            for change in [
                "UPDATE backup_piece SET bytes = zeroblob(length(bytes)) WHERE position > 0",
                "DELETE FROM backup_piece WHERE position > 0",
                "UPDATE backup_file SET path = '../outside' WHERE path = 'keys/receipt.key'",
                "UPDATE backup_info SET kind = 'office'",
            ] {
                let broken = folder.appending(path: "broken")
                try BackupSeal.open(file, into: broken)
                try await Backup.queue(broken).write { database in
                    try database.execute(sql: "PRAGMA defer_foreign_keys = 1")
                    try database.execute(sql: change)
                    try database.execute(
                        sql:
                            "UPDATE backup_piece SET path = '../outside' WHERE path NOT IN (SELECT path FROM backup_file)"
                    )
                }
                try BackupSeal.append(to: broken)
                await #expect(throws: Fault.self, "\(change)") {
                    try await Self.backup.restore(broken, into: folder.appending(path: "restored"))
                }
                try FileManager.default.removeItem(at: broken)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["b.backup", "data"])
        }
    }

    @Test func `a backup with any byte changed, or cut anywhere, is refused, and no folder appears`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            _ = try await Self.fill(data)
            let file = folder.appending(path: "b.backup")
            _ = try await Self.backup.write(data, to: file, now: Self.now)
            let whole = try Data(contentsOf: file)
            let broken = folder.appending(path: "broken")
            func code(_ bytes: Data) async throws -> Fault.Code? {
                try bytes.write(to: broken)
                return await #expect(throws: Fault.self) {
                    try await Self.backup.restore(broken, into: folder.appending(path: "restored"))
                }?.code
            }
            let sealed = whole.count - BackupSeal.sizeBytes
            for place in [0, 18, 100, 4096, sealed / 3, sealed / 2, sealed - 1] {
                var bytes = whole
                bytes[place] ^= 0x20
                #expect(try await code(bytes) == .hashMismatch, "\(place)")
            }
            for place in [sealed, whole.count - 1] {
                var bytes = whole
                bytes[place] ^= 0x40
                #expect(try await code(bytes) == .badFormat, "\(place)")
            }
            for length in [0, 1, 100, 4096, sealed / 2, sealed, whole.count - 1] {
                #expect(try await code(whole.prefix(length)) == .badFormat, "\(length)")
            }
            #expect(try await code(whole + [0]) == .badFormat)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(left == ["b.backup", "broken", "data"])
        }
    }

    @Test func `of a store only what the rows name is kept; a named file that is missing is said`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            let (database, hash) = try await Self.fill(data)
            let store = try ContentStore(folder: data.appending(path: "content"))
            let orphan = try await store.keep { staged in try [UInt8]("orphan".utf8).withUnsafeBytes(staged.write) }
            try FileManager.default.createDirectory(
                at: data.appending(path: ".lists"), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: data.appending(path: ".lists/passing"))
            try await Self.add(hash.hex, to: database)
            let backup = Backup(
                kind: "hub", databaseName: "hub.sqlite",
                storedFiles: .init(
                    folder: "content", hashes: "SELECT DISTINCT text FROM word WHERE length(text) = 64"))
            let file = folder.appending(path: "b.backup")
            #expect(try await backup.write(data, to: file, now: Self.now).files == 2)
            let restored = folder.appending(path: "restored")
            await #expect(throws: CancellationError.self) {
                try await backup.restore(file, into: restored) { _ in throw CancellationError() }
            }
            #expect(!FileManager.default.fileExists(atPath: restored.path))
            _ = try await backup.restore(file, into: restored) { part in
                let database = try Storage.Database.open(file: part.appending(path: "hub.sqlite"))
                try await Self.add("restored", to: database)
                try database.close()
            }
            let kept = ContentStore(reading: restored.appending(path: "content"))
            #expect(kept.contains(hash) && !kept.contains(orphan))
            #expect(!FileManager.default.fileExists(atPath: restored.appending(path: ".lists").path))
            let last: String? = try await Storage.Database.open(file: restored.appending(path: "hub.sqlite")).read {
                try $0.row("SELECT text FROM word ORDER BY rowid DESC LIMIT 1")?["text"]
            }
            #expect(last == "restored")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(names == ["b.backup", "data", "restored"])

            try FileManager.default.removeItem(at: store.url(of: hash))
            let fault = await #expect(throws: Fault.self) {
                try await backup.write(data, to: folder.appending(path: "c.backup"), now: Self.now)
            }
            #expect(fault?.code == .hashMismatch && fault?.place?.hasSuffix(hash.hex) == true)
        }
    }

    @Test func `nothing is overwritten, and nonsense is no backup`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "data")
            _ = try await Self.fill(data)
            let file = folder.appending(path: "b.backup")
            _ = try await Self.backup.write(data, to: file, now: Self.now)
            let nonsense = folder.appending(path: "nonsense")
            try Data(repeating: 0x41, count: 5000).write(to: nonsense)
            func code(_ body: () async throws -> Backup.Summary) async -> Fault.Code? {
                await #expect(throws: Fault.self) { try await body() }?.code
            }
            #expect(await code { try await Self.backup.write(data, to: file, now: Self.now) } == .conflict)
            #expect(await code { try await Self.backup.restore(file, into: data) } == .conflict)
            let empty = folder.appending(path: "empty")
            #expect(await code { try await Self.backup.restore(nonsense, into: empty) } == .badFormat)
            #expect(await code { try await Self.backup.write(empty, to: nonsense, now: Self.now) } == .notFound)
        }
    }
}

func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "storage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}
