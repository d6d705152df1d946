import Exchange
import Foundation
import HTTPTypes
@testable import Hub
import HummingbirdTesting
import NIOCore
import Programs
import Storage
import Testing
import Trust

@Suite(.inTurn, .timeLimit(.minutes(5))) struct RestartTests {
    @Test func `a hub that starts again on its folder has kept everything`() async throws {
        try await withDataFolder { folder in
            let package = try Packages.document()
            let (answer, item) = try await withHub(folder: folder, inMemory: false) { hub in
                let answer = try await hub.send(package, as: "g22").text
                _ = try await hub.send(try Packages.document(to: ["H53"], filling: 0x42), as: "g22").receipt
                _ = try await hub.send(try Packages.status(.arrived), as: "h29").receipt
                return (answer, try #require(try await hub.inbox("h29").items.first))
            }
            try await withHub(folder: folder, inMemory: false) { hub in
                let again = try await hub.send(package, as: "g22")
                #expect(again.status == .ok)
                #expect(again.text == answer)
                #expect(try await hub.inbox("h29").items == [item])
                let bytes = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29").body
                #expect(Array(bytes.readableBytesView) == package)
                let receiver = try await hub.tracking(item.packageId, as: "g22").receivers.first
                #expect(receiver?.handling.map(\.status) == ["01"])
                let next = try await hub.send(try Packages.document(number: 91_000), as: "g22").receipt
                let cursors = try await hub.inbox("h29").items.map(\.cursor)
                #expect(next.to == ["H29"])
                #expect(cursors.count == 2 && cursors[1] > 3)
            }
        }
    }

    /// Lesson B13.
    @Test(.aboutSQLite) func `files that nobody names and half-written ones are gone after the start, the others stay`()
        async throws
    {
        try await withDataFolder { folder in
            let package = try Packages.document()
            try await withHub(folder: folder, inMemory: false) { hub in
                _ = try await hub.send(package, as: "g22").receipt
                let orphan = try hub.parts.content.stage()
                try [UInt8](repeating: 1, count: 100).withUnsafeBytes { try orphan.write($0) }
                _ = try await orphan.commit()
                try Data([1, 2]).write(to: folder.appending(path: "content/staging/half"))
                #expect(try hub.files().count == 3)
            }
            try await withHub(folder: folder, inMemory: false) { hub in
                let hash = ContentHash(of: package).hex
                // The hub's own round may hold the lock at this moment.
                try await eventually("what nobody names is still there") {
                    _ = try await hub.parts.sweep.round()
                    return try hub.files() == ["files/\(hash.prefix(2))/\(hash)"]
                }
            }
        }
    }

    @Test(.aboutSQLite) func `a second hub on the same folder is refused`() async throws {
        try await withDataFolder { folder in
            try await withHub(folder: folder, inMemory: false) { _ in
                let fault = await #expect(throws: Fault.self) {
                    try await buildHub(HubConfiguration(dataFolder: folder, usesTLS: false))
                }
                #expect(fault?.code == .conflict)
            }
        }
    }

    @Test(.aboutSQLite) func `after a restore whatever waits comes behind every cursor that was ever given`()
        async throws
    {
        try await withDataFolder { folder in
            let seen = try await withHub(folder: folder, inMemory: false) { hub in
                for number in [90_001, 90_002] {
                    _ = try await hub.send(try Packages.document(number: number), as: "g22").receipt
                }
                let page = try await hub.inbox("h29")
                _ = try await hub.acknowledge(try #require(page.items.first), as: "h29")
                return page
            }
            try await Administration.restored(folder)
            try await withHub(folder: folder, inMemory: false) { hub in
                let waiting = try await hub.inbox("h29", query: "?after=\(seen.next)").items
                #expect(waiting.map(\.deliveryId) == [seen.items[1].deliveryId])
                #expect(waiting[0].cursor > 1_000_000_000)
                let audit = AuditLog(database: hub.parts.database)
                #expect(
                    try await audit.list(.init(), before: nil, limit: 2).map(\.act) == ["hub-started", "hub-restored"])
            }
            #expect(try await HubCheck(tested: folder).run().findings == [])
        }
    }

    @Test func `data and keys are for their owner only`() async throws {
        try await withHub(inMemory: false) { hub in
            let key = hub.folder.appending(path: "keys/receipt.key")
            let attributes = try FileManager.default.attributesOfItem(atPath: key.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let folder = try FileManager.default.attributesOfItem(atPath: hub.folder.path)
            #expect(folder[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test(arguments: ["hubName", "port", "maximumPackageBytes"])
    func `a setting that cannot be is refused by name before anything is made`(setting: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
        var configuration = HubConfiguration(dataFolder: folder)
        switch setting {
        case "hubName": configuration.hubName = "hai\ndòng"
        case "port": configuration.port = 70_000
        default: configuration.maximumPackageBytes = 10
        }
        let wrong = configuration
        let fault = await #expect(throws: Fault.self) { try await buildHub(wrong) }
        #expect(fault?.place == setting)
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}

func withDataFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
}
