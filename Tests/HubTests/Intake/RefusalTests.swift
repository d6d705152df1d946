import Exchange
import Foundation
@testable import Hub
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Web

/// After every refusal: nothing waits for anybody, no file stays, no receipt was given.
@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var code: String
        var status: Int
        var place: String? = nil
        var system = "g22"
        var package: @Sendable () throws -> [UInt8]
        var testDescription: String { self.name }
    }

    static let cases = [
        Case(name: "unknown receiver", code: "unknown-receiver", status: 422, place: "MessageHeader/To/OrganId") {
            try Packages.document(to: ["H29", "H99"])
        },
        Case(name: "unknown sender", code: "unknown-sender", status: 422, place: "MessageHeader/From/OrganId") {
            try Packages.document(from: "G99")
        },
        Case(name: "somebody else's sender", code: "forbidden", status: 403, place: "MessageHeader/From/OrganId") {
            try Packages.document(from: "H53")
        },
        Case(
            name: "closed sender", code: "organ-closed", status: 422, place: "MessageHeader/From/OrganId",
            system: "closed"
        ) {
            try Packages.document(from: "H29.95")
        },
        Case(name: "not XML", code: "not-xml", status: 422) { Array("đây không phải XML".utf8) },
        Case(name: "DOCTYPE", code: "doctype", status: 422) { try Samples.bytes("bad/doctype-external-entity.edxml") },
        Case(name: "entity bomb", code: "doctype", status: 422) {
            try Samples.bytes("bad/doctype-billion-laughs.edxml")
        },
        Case(name: "no receiver", code: "missing-field", status: 422) { try Samples.bytes("bad/to-missing.edxml") },
        Case(name: "the same receiver twice", code: "duplicate-recipient", status: 422) {
            try Samples.bytes("bad/to-twice.edxml")
        },
        Case(name: "no number", code: "missing-field", status: 422) {
            try Samples.bytes("bad/code-number-missing.edxml")
        },
        Case(name: "no notation", code: "missing-field", status: 422) {
            try Samples.bytes("bad/code-notation-missing.edxml")
        },
        Case(name: "attachment without reference", code: "attachment-mismatch", status: 422) {
            try Samples.bytes("bad/attachment-without-reference.edxml")
        },
        Case(name: "broken Base64", code: "bad-base64", status: 422) { try Samples.bytes("bad/base64-corrupt.edxml") },
        Case(name: "cut off", code: "not-well-formed", status: 422) { try Samples.bytes("bad/truncated.edxml") },
    ]

    @Test(arguments: Self.cases)
    func `a package that must not travel is refused and nothing stays`(example: Case) async throws {
        try await withHub { hub in
            let response = try await hub.send(try example.package(), as: example.system)
            #expect(response.status.code == example.status)
            let problem = try response.problem
            #expect(problem.code == example.code)
            if let place = example.place { #expect(problem.place == place) }
            try await Self.expectNothing(hub)
        }
    }

    @Test func `an unknown receiver is named`() async throws {
        try await withHub { hub in
            let problem = try await hub.send(try Packages.document(to: ["H29", "H99"]), as: "g22").problem
            #expect(problem.title.contains("\"H99\"") && problem.detail.contains("\"H99\""))
        }
    }

    @Test(arguments: [
        nil, "", "Bearer", "Bearer wrong-token-0123456789", "Basic dXNlcjpwYXNzd29yZDEyMw==", "Bearer \u{1F511}",
    ])
    func `a wrong token is refused before the body is read`(header: String?) async throws {
        try await withHub { hub in
            var headers: HTTPFields = [.contentType: "application/edxml+xml"]
            headers[.authorization] = header
            let response = try await hub.call(
                .post, "/v1/packages", as: nil, headers: headers, body: ByteBuffer(repeating: 0x41, count: 4 << 20))
            #expect(response.status == .unauthorized)
            #expect(response.headers[.wwwAuthenticate] == "Bearer")
            #expect(response.headers[.connection] == "close")
            #expect(try response.problem.code == "unauthenticated")
            try await Self.expectNothing(hub)
        }
    }

    @Test func `a disabled system is refused everywhere`() async throws {
        try await withHub { hub in
            try await SystemStore(database: hub.parts.database).disable("g22")
            #expect(try await hub.send(try Packages.document(), as: "g22").problem.code == "forbidden")
            #expect(try await hub.call(.get, "/v1/inbox", as: "g22").status == .forbidden)
            #expect(try await hub.call(.get, "/v1/organs", as: "g22").status == .forbidden)
            try await Self.expectNothing(hub)
        }
    }

    @Test func `bytes that were changed on the way are refused`() async throws {
        try await withHub { hub in
            let package = try Packages.document()
            var damaged = package
            damaged[damaged.count / 2] ^= 1
            let response = try await hub.call(
                .post, "/v1/packages", as: "g22",
                headers: [
                    .contentType: "application/edxml+xml",
                    .contentDigest: ContentDigest.header(ContentHash(of: package)),
                ],
                body: ByteBuffer(bytes: damaged))
            #expect(response.status.code == 422)
            #expect(try response.problem.code == "hash-mismatch")
            try await Self.expectNothing(hub)
        }
    }

    @Test(arguments: [nil, "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:", "sha-256=:abc:", "sha-256=abc"])
    func `a send without a digest is refused`(digest: String?) async throws {
        try await withHub { hub in
            var headers: HTTPFields = [.contentType: "application/edxml+xml"]
            headers[.contentDigest] = digest
            let body = ByteBuffer(bytes: try Packages.document())
            let response = try await hub.call(.post, "/v1/packages", as: "g22", headers: headers, body: body)
            #expect(response.status == .badRequest)
            #expect(try response.problem.place == "Content-Digest")
        }
    }

    @Test func `the digest may stand among others`() async throws {
        try await withHub { hub in
            let package = try Packages.document()
            let headers: HTTPFields = [
                .contentType: "application/edxml+xml",
                .contentDigest: "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:, \(ContentDigest.header(ContentHash(of: package)))",
            ]
            let response = try await hub.call(
                .post, "/v1/packages", as: "g22", headers: headers, body: ByteBuffer(bytes: package))
            #expect(response.status == .created)
        }
    }

    @Test func `a send of another content type is refused`() async throws {
        try await withHub { hub in
            let response = try await hub.call(
                .post, "/v1/packages", as: "g22", headers: [.contentType: "text/xml"], body: ByteBuffer(string: "<a/>"))
            #expect(try response.problem.place == "Content-Type")
        }
    }

    @Test func `the largest package that is allowed passes and one byte more does not`() async throws {
        let package = try Packages.document(fileBytes: 100_000)
        try await withHub(maximumPackageBytes: package.count) { hub in
            let response = try await hub.send(package, as: "g22")
            #expect(response.status == .created)
        }
        try await withHub(maximumPackageBytes: package.count - 1) { hub in
            let response = try await hub.send(package, as: "g22")
            #expect(response.status == .contentTooLarge)
            #expect(try response.problem.code == "too-large")
            try await Self.expectNothing(hub)
        }
    }

    static func expectNothing(_ hub: TestHub) async throws {
        let packages = try await hub.parts.database.read {
            try $0.row("SELECT COUNT(*) AS count FROM package")?["count"] ?? 0
        }
        #expect(packages == 0)
        #expect(try hub.files().isEmpty)
    }
}

extension TestHub {
    /// Every file below `content/`.
    func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: self.folder.appending(path: "content").path)
            .filter { !["files", "staging"].contains($0) && $0.split(separator: "/").last?.utf8.count != 2 }
    }
}
