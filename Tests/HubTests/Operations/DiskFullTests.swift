import Exchange
import Foundation
import HTTPTypes
@testable import Hub
import HummingbirdTesting
import NIOCore
import Programs
import Storage
import Testing

/// On a file system of two megabytes; where the test may not mount one it is reported as skipped.
@Suite(.enabled("needs the right to mount a tmpfs") { await SmallDisk.canMount.value }, .serialized)
struct DiskFullTests {
    @Test func `a package for which there is no room is refused, and smaller ones still pass`() async throws {
        try await withDataFolder { folder in
            try await SmallDisk.with(folder.appending(path: "content")) { _ in
                try await withHub(folder: folder, maximumPackageBytes: 8 << 20) { hub in
                    let large = try Packages.document(fileBytes: 3 << 20)
                    let response = try await hub.send(large, as: "g22")
                    #expect(response.status.code == 507)
                    #expect(try response.problem.code == "disk-full")
                    #expect(response.headers[.retryAfter] == "30")
                    try await RefusalTests.expectNothing(hub)
                    #expect(try await hub.send(try Packages.document(), as: "g22").status == .created)
                    #expect(try await hub.inbox("h29").items.count == 1)
                }
            }
        }
    }

    @Test func `health follows a disk that fills up and is emptied again`() async throws {
        try await withDataFolder { folder in
            try await SmallDisk.with(folder.appending(path: "content")) { _ in
                let configure: (inout HubConfiguration) -> Void = {
                    $0.roomFloorBytes = 64 << 10
                    $0.healthKeptFor = .zero
                }
                try await withHub(folder: folder, configure: configure) { hub in
                    func problems() async throws -> [String]? {
                        try await hub.call(.get, "/health", as: nil).decode(HealthTests.Body.self).problems
                    }
                    #expect(try await problems() == nil)
                    let filler = folder.appending(path: "content/filler")
                    try #require(FileManager.default.createFile(atPath: filler.path, contents: nil))
                    let file = try FileHandle(forWritingTo: filler)
                    #expect(throws: (any Error).self) {
                        while true { try file.write(contentsOf: Data(count: 4096)) }
                    }
                    try file.close()
                    #expect(try await problems() == ["files-unwritable", "low-room"])
                    try FileManager.default.removeItem(at: filler)
                    #expect(try await problems() == nil)
                }
            }
        }
    }

    @Test(.aboutSQLite) func `a database without room refuses and keeps what it had`() async throws {
        try await withDataFolder { folder in
            try await SmallDisk.with(folder) { _ in
                try await withHub(folder: folder, inMemory: false) { hub in
                    var sent: [[UInt8]] = []
                    var last: TestResponse?
                    for number in 0..<500 {
                        let package = try Packages.document(number: 91_000 + number)
                        let response = try await hub.send(package, as: "g22")
                        last = response
                        guard response.status == .created else { break }
                        sent.append(package)
                    }
                    #expect(last?.status.code == 507)
                    #expect(try last?.problem.code == "disk-full")
                    #expect(!sent.isEmpty)
                    var waiting: [InboxPage.Item] = []
                    var page = try await hub.inbox("h29", query: "?limit=100")
                    while !page.items.isEmpty {
                        waiting += page.items
                        page = try await hub.inbox("h29", query: "?limit=100&after=\(page.next)")
                    }
                    #expect(waiting.map(\.sha256) == sent.map { ContentHash(of: $0).hex })
                }
            }
        }
    }
}

extension DiskFullTests {
    @Test(.aboutSQLite) func `while there is no room reads go on, and with room again so do sends, without a restart`()
        async throws
    {
        try await withDataFolder { folder in
            try await SmallDisk.with(folder) { disk in
                try await withHub(folder: folder, inMemory: false) { hub in
                    let package = try Packages.document()
                    _ = try await hub.send(package, as: "g22").receipt
                    let item = try #require(try await hub.inbox("h29").items.first)
                    let ballast = folder.appending(path: "ballast")
                    disk.fill(ballast)
                    for number in 91_000..<91_003 {
                        let refused = try await hub.send(Packages.document(number: number), as: "g22")
                        #expect(refused.status.code == 507)
                        #expect(try refused.problem.code == "disk-full")
                        #expect(try await hub.inbox("h29").items == [item])
                        let bytes = try await hub.call(.get, "/v1/deliveries/\(item.deliveryId)/package", as: "h29")
                            .body
                        #expect(Array(bytes.readableBytesView) == package)
                        #expect(try await hub.call(.get, "/v1/packages/\(item.packageId)", as: "g22").status == .ok)
                    }
                    try FileManager.default.removeItem(at: ballast)
                    #expect(try await hub.send(Packages.document(number: 91_000), as: "g22").status == .created)
                    #expect(try await hub.acknowledge(item, as: "h29").status == .noContent)
                    try await Order.expectSound(hub.parts)
                }
            }
        }
    }

    @Test(.aboutSQLite)
    func `a hub does not start on a file system that is read-only, and says which file it could not make`()
        async throws
    {
        try await withDataFolder { folder in
            try await SmallDisk.with(folder) { disk in
                try await withHub(folder: folder, inMemory: false) { _ in }
                try await disk.makeReadOnly()
                let fault = await #expect(throws: Fault.self) {
                    try await buildHub(HubConfiguration(dataFolder: folder, usesTLS: false))
                }
                #expect(fault?.english.contains("hub.lock") == true)
            }
        }
    }
}

/// A tmpfs of two megabytes.
struct SmallDisk {
    let folder: URL

    /// Mounts it for the time of `body`.
    static func with(_ folder: URL, _ body: (SmallDisk) async throws -> Void) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try await Self.run("mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", folder.path)
        let result: Result<Void, any Error>
        do { result = .success(try await body(SmallDisk(folder: folder))) } catch { result = .failure(error) }
        // Lazily: a file that is still open does not keep it.
        try await Self.run("umount", "-l", folder.path)
        try result.get()
    }

    /// Takes what room there is.
    func fill(_ file: URL) {
        guard let output = fopen(file.path, "w") else { return }
        defer { fclose(output) }
        let bytes = [UInt8](repeating: 0, count: 4096)
        while fwrite(bytes, 1, bytes.count, output) == bytes.count, fflush(output) == 0 {}
    }

    /// Whatever was open for writing must be closed.
    func makeReadOnly() async throws { try await Self.run("mount", "-o", "remount,ro", self.folder.path) }

    static let canMount = Task {
        guard geteuid() == 0 else { return false }
        let folder = FileManager.default.temporaryDirectory.appending(path: "mount-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        do { try await Self.with(folder) { _ in } } catch { return false }
        return true
    }

    private struct Refused: Error {}

    private static func run(_ program: String, _ arguments: String...) async throws {
        guard try await Program(program, arguments).run().status == 0 else { throw Refused() }
    }
}
