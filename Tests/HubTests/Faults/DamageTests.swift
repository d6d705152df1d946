import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Programs
import Storage
import Testing
import Trust
import Web

@testable import Hub

/// A flipped bit or a cut end in every kind of file of a data folder: it is told with the name of the file, nothing is handed out spoiled and
/// nothing traps.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(10)), .aboutSQLite) struct DamageTests {
    /// How many places of the database are tried (`script/faults` tries more).
    static let places = Int(ProcessInfo.processInfo.environment["LIENTHONG_FLIPS"] ?? "") ?? 24

    @Test func `a spoiled byte anywhere in the database traps nothing and spoils nothing that is handed out`()
        async throws
    {
        try await DataCopy.run { data in
            // Whole: everything in one file.
            let whole = try await data.parts()
            #expect(try await whole.database.settle())
            let size = try Data(contentsOf: data.url("hub.sqlite")).count
            var found = 0
            for place in 0..<Self.places {
                // The header, then all over the file.
                let offset = place < 8 ? place * 12 : (place * 7919 * 4096 + place * 613) % size
                found += try await data.spoiling("hub.sqlite", { $0[offset] ^= 1 << UInt8(place % 8) }) { copy in
                    let findings = try await copy.checkFindings()
                    let fault = try await Self.serveAll(copy)
                    if let fault { #expect(!fault.isEmpty) }
                    return findings.isEmpty && fault == nil ? 0 : 1
                }
            }
            // Much of the file is directory and free space, where `hub check` sees nothing.
            #expect(found > 0)
        }
    }

    /// Starts a hub and asks for everything that it lists: what comes is what was sent. Answers what kept it from starting.
    private static func serveAll(_ copy: DataCopy) async throws -> String? {
        do {
            let parts = try await copy.parts(usesTLS: false)
            return try await parts.application.test(.router) { client in
                let hub = TestHub(parts: parts, client: client, folder: copy.folder)
                let listed = try await hub.call(.get, "/v1/inbox?limit=100", as: "h53")
                guard listed.status == .ok, let page = try? listed.decode(InboxPage.self) else { return listed.text }
                for item in page.items {
                    let answer = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h53")
                    guard answer.status == .ok else { continue }
                    let bytes = Array(answer.body.readableBytesView)
                    #expect(copy.sent[ContentHash(of: bytes)] == bytes)
                }
                return nil
            }
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [0, 1, 4096, 40_000]) func `a database that was cut is refused by name and nothing is removed`(
        _ length: Int
    ) async throws {
        try await DataCopy.run { data in
            #expect(try await data.parts().database.settle())
            try await data.spoiling("hub.sqlite", { $0 = $0.prefix(length) }) { copy in
                let files = try Self.contents(copy)
                let fault = try #require(try await copy.startFault())
                #expect(fault.contains("hub.sqlite"), "\(fault)")
                #expect(try Self.contents(copy) == files)
                let findings = try await copy.checkFindings()
                #expect(findings.contains { $0.contains("hub.sqlite") }, "\(findings)")
            }
        }
    }

    @Test(arguments: ["first", "middle", "last", "half", "empty", "gone"])
    func `a write-ahead log that was spoiled or cut does not lose anything unseen`(_ damage: String) async throws {
        try await DataCopy.run { data in
            let frames = try Self.frames(Data(contentsOf: data.url("hub.sqlite-wal")))
            try #require(frames.count > 10)
            try await data.spoiling(
                "hub.sqlite-wal",
                { wal in
                    switch damage {
                    case "first": wal[frames[0] + 100] ^= 1
                    case "middle": wal[frames[frames.count / 2] + 100] ^= 1
                    case "last": wal[frames[frames.count - 1] + 100] ^= 1
                    case "half": wal = wal.prefix(frames[frames.count / 2] + 100)
                    default: wal = Data()
                    }
                }
            ) { copy in
                // Beside the log lies an index of it in memory; a machine that starts anew has none.
                try? FileManager.default.removeItem(at: copy.url("hub.sqlite-shm"))
                if damage == "gone" { try FileManager.default.removeItem(at: copy.url("hub.sqlite-wal")) }
                let files = try Self.contents(copy)
                let fault = try #require(
                    try await copy.startFault(), "what was acknowledged is gone and nobody says so")
                #expect(fault.contains("hub.sqlite-wal"), "\(fault)")
                #expect(try Self.contents(copy) == files)
                #expect(try await !copy.checkFindings().isEmpty)
            }
        }
    }

    /// Where the frames of a write-ahead log begin; behind them may lie old ones with another salt.
    private static func frames(_ wal: Data) -> [Int] {
        let bytes = [UInt8](wal)
        let pageSize = bytes[8..<12].reduce(0) { $0 << 8 | Int($1) }
        return stride(from: 32, to: bytes.count - 24 - pageSize + 1, by: 24 + pageSize)
            .prefix { bytes[($0 + 8)..<($0 + 16)].elementsEqual(bytes[16..<24]) }
    }

    private static func contents(_ copy: DataCopy) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: copy.url("content/files").path).sorted()
    }

    @Test func `a hub that was killed and whose files are whole starts with everything`() async throws {
        try await DataCopy.run { (data: DataCopy) async throws in
            try? FileManager.default.removeItem(at: data.url("hub.sqlite-shm"))
            #expect(try await data.startFault() == nil)
            #expect(try await data.checkFindings().isEmpty)
        }
    }

    @Test(arguments: ["flip", "cut", "gone"])
    func `a package that the disk has spoiled is handed out to nobody, and the others are`(_ damage: String)
        async throws
    {
        try await withHub { hub in
            for number in [91_001, 91_002] {
                _ = try await hub.send(Packages.document(number: number), as: "g22").receipt
            }
            let items = try await hub.inbox("h29").items
            let file = hub.parts.content.url(of: try #require(ContentHash(hex: items[0].sha256)))
            let bytes = try Data(contentsOf: file)
            switch damage {
            case "flip":
                var changed = bytes
                changed[bytes.count / 2] ^= 1
                try changed.write(to: file)
            case "cut": try bytes.dropLast(10).write(to: file)
            default: try FileManager.default.removeItem(at: file)
            }
            let answer = try await hub.call(.get, "/v1/deliveries/\(items[0].deliveryId)/package", as: "h29")
            #expect(answer.status.code == 500)
            #expect(try answer.problem.code == "internal")
            #expect(!answer.text.contains(items[0].sha256))
            #expect(try await hub.call(.get, "/v1/deliveries/\(items[1].deliveryId)/package", as: "h29").status == .ok)
            // It waits until the file is back.
            #expect(try await hub.inbox("h29").items.count == 2)
            try bytes.write(to: file)
            let again = try await hub.call(.get, "/v1/deliveries/\(items[0].deliveryId)/package", as: "h29")
            #expect(Data(again.body.readableBytesView) == bytes)
        }
    }

    @Test func `the VXP wire hands out no spoiled package either`() async throws {
        try await VXPHub.run { vxp in
            try await vxp.client("g22").send(Packages.document(), from: "G22")
            let item = try #require(try await vxp.hub.inbox("h29").first)
            let file = vxp.hub.parts.content.url(of: try #require(ContentHash(hex: item.sha256)))
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: file)
            let answer = try await vxp.client("h29").call("getEdoc", [("docId", item.deliveryID)])
            #expect(try answer.string("status") == "FAIL")
            // That call refuses with nothing.
            #expect(try await vxp.client("h29").call("downloadEdoc", [("docId", item.deliveryID)]).text == "")
        }
    }

    /// Bytes all over each file, and its end.
    @Test(arguments: [
        "keys/receipt.key", "keys/receipt.pub.pem", "keys/master.key", "keys/webhook.key", "tls/ca.key", "tls/ca.pem",
        "tls/server.key",
    ])
    func `a spoiled key or certificate is refused by name, or is the same key all the same`(_ path: String) async throws
    {
        try await DataCopy.run { data in
            // Makes what is not there yet.
            let parts = try await data.parts()
            let newest = try #require(try await parts.evidence.checkpoint())
            let original = try Data(contentsOf: data.url(path))
            var refused = 0
            for place in 0..<12 {
                let offset = place * (original.count - 1) / 11
                try await data.spoiling(path, { $0[offset] ^= place % 2 == 0 ? 1 : 4 }) { copy in
                    if let fault = try await copy.startFault() {
                        let name = (path as NSString).lastPathComponent
                        #expect(fault.contains(name) || fault.contains("receipt.key"), "\(fault)")
                        refused += 1
                    } else {
                        // Unused bits of Base64, white space, a key of a server that is made anew.
                        let after = try await copy.parts()
                        let signed = try #require(try await after.evidence.checkpoint())
                        #expect(signed.size > newest.size || path.hasPrefix("tls/"))
                        #expect(try await copy.checkFindings().isEmpty)
                    }
                }
            }
            #expect(refused > 0 || path == "tls/server.key")
            for length in [0, original.count / 2] {
                try await data.spoiling(path, { $0 = $0.prefix(length) }) { copy in
                    let fault = try #require(try await copy.startFault(), "\(path) cut to \(length)")
                    let name = (path as NSString).lastPathComponent
                    #expect(fault.contains(name), "\(fault)")
                }
            }
        }
    }

    @Test func `a spoiled checkpoint file and a spoiled lock keep nobody from starting`() async throws {
        try await DataCopy.run { data in
            for path in [".checkpoint", "hub.lock"] {
                try await data.spoiling(path, { $0 = Data([1, 2, 3]) }) { (copy: DataCopy) async throws in
                    #expect(try await copy.startFault() == nil, "\(path)")
                    #expect(try await copy.checkFindings().isEmpty)
                }
            }
        }
    }

    @Test func `an upload that the disk has spoiled is refused and can be begun anew`() async throws {
        try await withHub { hub in
            let package = try Packages.document(fileBytes: 30_000)
            let hash = ContentHash(of: package)
            func begin() async throws -> TestResponse {
                try await hub.call(
                    .post, "/v1/uploads", as: "g22",
                    headers: [.uploadLength: "\(package.count)", .reprDigest: ContentDigest.header(hash)])
            }
            func append(_ bytes: ArraySlice<UInt8>, at offset: Int, to path: String) async throws -> TestResponse {
                try await hub.call(
                    .patch, path, as: "g22", headers: [.uploadOffset: "\(offset)"], body: ByteBuffer(bytes: bytes))
            }
            let path = try #require(try await begin().headers[.location])
            _ = try await append(package[..<10_000], at: 0, to: path)
            let file = hub.folder.appending(path: "uploads").appending(
                path: String(path.split(separator: "/").last ?? ""))
            var part = try Data(contentsOf: file)
            part[5000] ^= 1
            try part.write(to: file)
            #expect(try await append(package[10_000...], at: 10_000, to: path).problem.code == "hash-mismatch")
            #expect(try await hub.call(.head, path, as: "g22").status == .notFound)
            let anew = try #require(try await begin().headers[.location])
            #expect(try await append(package[...], at: 0, to: anew).status == .created)
            // One that was cut stands where it was cut.
            let other = try Packages.document(number: 90_002, fileBytes: 30_000)
            let begun = try await hub.call(
                .post, "/v1/uploads", as: "g22",
                headers: [
                    .uploadLength: "\(other.count)", .reprDigest: ContentDigest.header(ContentHash(of: other)),
                ])
            let second = try #require(begun.headers[.location])
            _ = try await append(other[..<10_000], at: 0, to: second)
            let cut = hub.folder.appending(path: "uploads").appending(
                path: String(second.split(separator: "/").last ?? ""))
            try Data(other[..<4000]).write(to: cut)
            #expect(try await hub.call(.head, second, as: "g22").headers[.uploadOffset] == "4000")
            #expect(try await append(other[4000...], at: 4000, to: second).status == .created)
        }
    }

    @Test func `a list of agencies that the disk has spoiled is not handed out and is made anew`() async throws {
        try await VXPHub.run { vxp in
            let client = vxp.client("g22")
            let good = try await client.call("getAgenciesList", body: nil)
            let folder = vxp.hub.parts.configuration.dataFolder.appending(path: ".lists")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                var bytes = try Data(contentsOf: folder.appending(path: name))
                bytes[bytes.count / 2] ^= 1
                try bytes.write(to: folder.appending(path: name))
            }
            #expect(try await client.call("getAgenciesList", body: nil).string("status") == "FAIL")
            #expect(try await client.call("getAgenciesList", body: nil).body == good.body)
        }
    }
}
