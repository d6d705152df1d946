import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Office
import Web

/// An office that signs, with the keys of the samples: the leader's, and the agency's.
extension TestOffice {
    /// The name in the certificate of `person-h29`.
    static let signerName = "Phạm Giả Định"
    static let password = "mật khẩu 1"
    static let sealPassword = "mật khẩu 2"

    static func signing(
        _ environment: [String: String] = [:], token: SignerToken? = nil, pin: String? = nil,
        _ body: @Sendable (TestOffice) async throws -> Void
    ) async throws {
        try await Self.with(
            trust: try SigningSamples.trust.get(), signing: try SigningSamples.tool(environment), sealToken: token,
            sealPIN: pin
        ) { test in
            _ = try await test.office.database.write { connection in
                try connection.execute("UPDATE person SET full_name = $1 WHERE id = 'leader-A'", Self.signerName)
            }
            try await body(test)
        }
    }

    /// Sends the form of a key.
    func setKey(
        _ path: String, as person: String, file: Data?, secret: String, image: Data?, kind: String = "file"
    ) async throws -> TestResponse {
        let session = try await self.session(person)
        var body = ByteBuffer()
        let fields = [
            ("csrf", session.csrf), ("once", RandomText.secret()), ("version", "0"), ("kind", kind), ("secret", secret),
        ]
        for (name, value) in fields {
            body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        for (name, data) in [("file", file), ("image", image)] {
            body.writeString("--ranh\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"x\"\r\n\r\n")
            body.writeBytes(data ?? Data())
            body.writeString("\r\n")
        }
        body.writeString("--ranh--\r\n")
        return try await self.client.execute(
            uri: path, method: .post,
            headers: [.cookie: session.cookie, .contentType: "multipart/form-data; boundary=ranh"], body: body)
    }

    /// The leader's key and the agency's, both from files.
    func giveKeys() async throws {
        let own = try await SigningSamples.keyFile("person-h29", password: Self.password)
        let agency = try await SigningSamples.keyFile("agency-h29", password: Self.sealPassword)
        let first = try await self.setKey(
            "/account/signing-key", as: "leader-A", file: own, secret: Self.password, image: SigningSamples.picture)
        #expect(first.status == .seeOther)
        let second = try await self.setKey(
            "/seal-key", as: "admin-A", file: agency, secret: Self.sealPassword, image: SigningSamples.picture)
        #expect(second.status == .seeOther)
    }

    /// A draft of a PDF, with annexes, that waits for the leader.
    func draftToSign(annexes: [TestFile] = []) async throws -> String {
        let file = ("van-ban.pdf", try SigningSamples.document(signer: Self.signerName))
        let answer = try await self.send(
            "/outgoing", as: "officer-A", version: 0, Self.draftFields, [file] + annexes)
        #expect(answer.status == .seeOther)
        let id = String(try #require(answer.headers[.location]?.split(separator: "/").last))
        try await self.bring(id, to: .submitted)
        return id
    }

    func sign(
        _ id: String, password: String = TestOffice.password, version: Int? = nil, once: String = RandomText.secret(),
        _ fields: [String: String] = [:]
    ) async throws -> TestResponse {
        let form = [
            "urgency": "0", "page": "1", "left": "80", "top": "60", "width": "45", "height": "20", "secret": password,
        ]
        let present = try await self.outgoingState(id).version
        return try await self.post(
            "/outgoing/\(id)/sign", as: "leader-A", version: version ?? present, once: once,
            form.merging(fields) { _, given in given })
    }

    func seal(_ id: String, secret: String = TestOffice.sealPassword) async throws -> TestResponse {
        try await self.post(
            "/outgoing/\(id)/seal", as: "clerk-A", version: try await self.outgoingState(id).version,
            ["secret": secret])
    }

    /// What is issued, the document first, with what is printed on it.
    func issued(_ id: String) async throws -> [(id: String, name: String, isMain: Bool, text: String)] {
        var issued: [(id: String, name: String, isMain: Bool, text: String)] = []
        for file in try await self.office.database.read({ try Attachment.issued(of: id, in: $0) }) {
            let path = self.office.store.folder.url(of: file.hash).path
            let text = file.isPDF ? try await SigningSamples.run("pdftotext", [path, "-"]) : Data()
            issued.append((file.id, file.name, file.part == .main, String(decoding: text, as: UTF8.self)))
        }
        return issued
    }
}
