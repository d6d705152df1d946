import Exchange
import Foundation
import Programs
@testable import Hub
import Storage
import Testing
import Trust

@Suite struct SystemTests {
    @Test func `a made token lets its owner in and is kept as a hash only`() async throws {
        let store = try await Self.store()
        let token = try await store.add(id: "a", name: "Một", organs: Self.codes("H29"), now: TestHub.now)
        #expect(token.count == 43)
        #expect(try await store.owner(of: token)?.id == "a")
        #expect(try await store.owner(of: token + "x") == nil)
        let kept = try await store.database.read {
            try $0.row("SELECT token_hash FROM system").map { try $0["token_hash"] as String }
        }
        #expect(kept != token)
        #expect(kept?.count == 64)
    }

    @Test func `the old and the new code of an agency are one agency`() async throws {
        let store = try await Self.store()
        _ = try await store.add(id: "a", name: "", organs: Self.codes("000.00.00.H29", "H29"), now: TestHub.now)
        #expect(try await store.list().map(\.organs) == [Self.codes("H29")])
        #expect(try await store.list().map(\.name) == ["a"])
    }

    @Test func `an agency is served by one enabled system`() async throws {
        let store = try await Self.store()
        _ = try await store.add(id: "a", name: "Một", organs: Self.codes("H29"), now: TestHub.now)
        let fault = await #expect(throws: Fault.self) {
            try await store.add(id: "b", name: "Hai", organs: Self.codes("H29"), now: TestHub.now)
        }
        #expect(fault?.code == .conflict)
        #expect(try await store.list().map(\.id) == ["a"])
        try await store.disable("a")
        _ = try await store.add(id: "b", name: "Hai", organs: Self.codes("H29"), now: TestHub.now)
        #expect(try await store.list().map(\.isEnabled) == [false, true])
    }

    @Test(arguments: [
        ("a b", "H29", nil, Fault.Code.invalidRequest), ("", "H29", nil, .invalidRequest),
        ("a", "H99", nil, .unknownOrgan),
        ("a", "H29", "ngắn", .invalidRequest), ("taken", "H29", nil, .conflict),
        ("a", "H29", "secret-in-use-1234", .conflict),
    ])
    func `a system that cannot be is refused and nothing stays`(
        id: String, code: String, secret: String?, expected: Fault.Code
    ) async throws {
        let store = try await Self.store()
        _ = try await store.add(
            id: "taken", name: "Có rồi", organs: Self.codes("H53"), secret: "secret-in-use-1234", now: TestHub.now)
        let fault = await #expect(throws: Fault.self) {
            try await store.add(id: id, name: "Thử", organs: Self.codes(code), secret: secret, now: TestHub.now)
        }
        #expect(fault?.code == expected)
        #expect(try await store.list().map(\.id) == ["taken"])
    }

    @Test func `disabling a system that nobody knows is told`() async throws {
        let store = try await Self.store()
        let fault = await #expect(throws: Fault.self) { try await store.disable("nobody") }
        #expect(fault?.code == .notFound)
    }

    @Test func `a sealed secret opens for its system and under its key only`() async throws {
        let (one, other) = (Self.folder(), Self.folder())
        defer { for folder in [one, other] { try? FileManager.default.removeItem(at: folder) } }
        let secrets = try SealedSecrets(dataFolder: one)
        let sealed = try secrets.seal("s3cret-of-one", of: "one")
        #expect(!sealed.contains("s3cret"))
        #expect(try SealedSecrets(dataFolder: one).open(sealed, of: "one") == "s3cret-of-one")
        #expect(throws: Fault.self) { _ = try secrets.open(sealed, of: "two") }
        #expect(throws: Fault.self) { _ = try SealedSecrets(dataFolder: other).open(sealed, of: "one") }
        #expect(throws: Fault.self) { _ = try secrets.open("", of: "one") }
    }

    @Test func `a new secret ends the old one`() async throws {
        let folder = Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (store, secrets) = (try await Self.store(), try SealedSecrets(dataFolder: folder))
        let old = try await store.add(
            id: "one", name: "Một", organs: Self.codes("H29"), sealedBy: secrets, now: TestHub.now)
        let new = try await store.renew("one", sealedBy: secrets)
        #expect(try await store.owner(of: old) == nil)
        #expect(try await store.owner(of: new)?.id == "one")
        #expect(try await store.secret(of: "one", secrets) == new)
        let fault = await #expect(throws: Fault.self) { try await store.renew("nobody", sealedBy: secrets) }
        #expect(fault?.code == .notFound)
    }

    private static func folder() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "secrets-\(UUID().uuidString)")
    }

    private static func codes(_ texts: String...) -> [OrganCode] { texts.compactMap(OrganCode.init) }

    private static func store() async throws -> SystemStore {
        let database = try await TestEngine.newHubDatabase()
        let rows = "H29,000.00.00.H29,UBND Thành phố,,province,,,,,\nH53,,UBND tỉnh,,province,,,,,\n"
        _ = try await OrganStore(database: database).importCSV(DirectoryTests.header + rows)
        return SystemStore(database: database)
    }
}
