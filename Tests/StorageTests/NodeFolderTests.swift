import Exchange
import Foundation
import Storage
import Testing

/// Who may be in the data folder of a server at the same time.
@Suite struct NodeFolderTests {
    private static func withFolder(_ body: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "folder-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder)
    }

    @Test func `nodes start one after the other, and who has waited in vain is told for what`() async throws {
        try await Self.withFolder { folder in
            let nodes = NodeFolder(folder, of: "hub")
            let first = try await nodes.hold(isShared: true)
            let fault = await #expect(throws: Fault.self) {
                _ = try await nodes.hold(isShared: true, patience: .milliseconds(1))
            }
            #expect(fault?.code == .conflict && fault?.english.contains("is starting") == true)
            withExtendedLifetime(first) {}
        }
    }

    @Test func `nodes are in it together once they have started, and a server of its own is not`() async throws {
        try await Self.withFolder { folder in
            let nodes = NodeFolder(folder, of: "hub")
            let first = try await nodes.hold(isShared: true).lock
            let second = try await nodes.hold(isShared: true).lock
            let alone = await #expect(throws: Fault.self) { _ = try await nodes.hold(isShared: false) }
            #expect(alone?.code == .conflict)
            // Nobody makes an empty file beside their rows.
            let fault = #expect(throws: Fault.self) { try nodes.refuseWithoutAddress() }
            #expect(fault?.place == "database")
            withExtendedLifetime((first, second)) {}
        }
    }
}
