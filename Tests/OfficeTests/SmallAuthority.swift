import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Programs
import Synchronization
import Testing
import Trust

/// A small authority, started by a test: it gives certificates, stamps times (RFC 3161) and says who is revoked (OCSP and a list), all computed by
/// OpenSSL.
final class SmallAuthority: Sendable {
    /// How it answers who wants a stamp.
    enum Manner: Sendable, CaseIterable {
        case honest
        /// Too late.
        case slow
        /// 503
        case out
        /// To itself, where it is honest.
        case redirecting
        case tooLarge
        /// No stamp.
        case odd
        /// A stamp of something else.
        case wrong
    }

    struct State: Sendable {
        var manner = Manner.honest
        /// Of the person; nil: the certificate is good.
        var revokedAt: Date?
        var speaksOCSP = true
        var publishesList = true
        /// What was asked, by path.
        var asked: [String: Int] = [:]
    }

    static let name = "Tổ chức Giả Định"
    static let person = "Phạm Giả Định"
    static let password = "mật khẩu"

    let folder: URL
    let state = Mutex(State())
    private let address = Mutex("")

    private init(folder: URL) { self.folder = folder }

    func change(_ body: @Sendable (inout State) -> Void) { self.state.withLock { body(&$0) } }
    func asked(_ path: String) -> Int { self.state.withLock { $0.asked[path, default: 0] } }
    var stamps: URL {
        get throws { try #require(URL(string: self.address.withLock { "\($0)/tsa" })) }
    }

    /// A folder with its root alone.
    var trust: TrustFolder {
        get throws { try TrustFolder(self.folder.appending(path: "trust")) }
    }

    /// The key of the person.
    var key: SignerKey {
        get throws {
            .file(try Data(contentsOf: self.folder.appending(path: "person.p12")), password: Self.password)
        }
    }

    /// Runs `body` with the authority; nothing of it stays.
    static func with(_ body: @Sendable (SmallAuthority) async throws -> Void) async throws {
        try await SigningSamples.folder { folder in
            let small = SmallAuthority(folder: folder)
            let application = Application(
                router: small.router, configuration: .init(address: .hostname("127.0.0.1", port: 0)))
            try await application.test(.live) { live in
                let port = try #require(live.port)
                small.address.withLock { $0 = "http://127.0.0.1:\(port)" }
                try await small.found()
                try await body(small)
            }
        }
    }

    private func path(_ name: String) -> String { self.folder.appending(path: name).path }

    private func write(_ text: String, _ name: String) throws {
        try text.write(toFile: self.path(name), atomically: true, encoding: .utf8)
    }

    /// Makes its keys and certificates: its own and those that stamp for ten years, the person's for one.
    private func found() async throws {
        try await SigningSamples.run(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-utf8", "-days", "3650", "-subj", "/CN=Gốc Giả Định"]
                + ["-keyout", self.path("root.key"), "-out", self.path("root.pem")]
                + ["-addext", "keyUsage=critical,keyCertSign,cRLSign"])
        let base = self.address.withLock { $0 }
        try await self.issue("tsa", Self.name, days: 3650, ["extendedKeyUsage=critical,timeStamping"])
        try await self.issue(
            "person", Self.person, days: 365,
            ["authorityInfoAccess=OCSP;URI:\(base)/ocsp", "crlDistributionPoints=URI:\(base)/list"])
        try await SigningSamples.run(
            "openssl",
            ["pkcs12", "-export", "-inkey", self.path("person.key"), "-in", self.path("person.pem")]
                + ["-out", self.path("person.p12"), "-passout", "pass:\(Self.password)"])
        let trust = self.folder.appending(path: "trust")
        try FileManager.default.createDirectory(at: trust, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: self.folder.appending(path: "root.pem"), to: trust.appending(path: "root.pem"))
        try self.write("01\n", "serial")
        try self.write(
            """
            [tsa]
            default_tsa = stamps
            [stamps]
            serial = \(self.path("serial"))
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256
            ess_cert_id_alg = sha256
            [ca]
            default_ca = lists
            [lists]
            database = \(self.path("index"))
            default_md = sha256
            default_crl_days = 3
            """, "openssl.cnf")
    }

    private func issue(_ name: String, _ subject: String, days: Int, _ extensions: [String]) async throws {
        let lines = ["basicConstraints=CA:FALSE", "keyUsage=critical,digitalSignature,nonRepudiation"] + extensions
        try self.write(lines.joined(separator: "\n"), "\(name).ext")
        try await SigningSamples.run(
            "openssl",
            ["req", "-newkey", "rsa:2048", "-nodes", "-utf8", "-subj", "/CN=\(subject)"]
                + ["-keyout", self.path("\(name).key"), "-out", self.path("\(name).csr")])
        try await SigningSamples.run(
            "openssl",
            ["x509", "-req", "-in", self.path("\(name).csr"), "-CA", self.path("root.pem")]
                + ["-CAkey", self.path("root.key"), "-CAcreateserial", "-days", "\(days)"]
                + ["-extfile", self.path("\(name).ext"), "-out", self.path("\(name).pem")])
    }
}

extension SmallAuthority {
    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.post("tsa") { request, _ -> Response in
            var question = Data(try await request.body.collect(upTo: 10_000).readableBytesView)
            let manner = self.state.withLock { state in
                state.asked["tsa", default: 0] += 1
                return state.manner
            }
            switch manner {
            case .honest: break
            case .slow: try await Task.sleep(for: .seconds(5))
            case .out: return Response(status: .serviceUnavailable)
            case .redirecting:
                self.change { $0.manner = .honest }
                return Response(
                    status: .temporaryRedirect, headers: [.location: try self.stamps.absoluteString])
            case .tooLarge: return Self.answer(Data(count: 1_000_000))
            case .odd: return Self.answer(Data("<html>Bảo trì</html>".utf8))
            case .wrong:
                // One bit of what is to be stamped: the 32 bytes of a SHA-256 hash.
                let hash = try #require(question.range(of: Data([0x04, 0x20])))
                question[hash.upperBound] ^= 1
            }
            return Self.answer(try await self.stamp(question))
        }
        router.post("ocsp") { request, _ -> Response in
            let question = Data(try await request.body.collect(upTo: 10_000).readableBytesView)
            let speaks = self.state.withLock { state in
                state.asked["ocsp", default: 0] += 1
                return state.speaksOCSP
            }
            return speaks ? Self.answer(try await self.status(question)) : Response(status: .serviceUnavailable)
        }
        router.get("list") { _, _ -> Response in
            let publishes = self.state.withLock { state in
                state.asked["list", default: 0] += 1
                return state.publishesList
            }
            return publishes ? Self.answer(try await self.list()) : Response(status: .notFound)
        }
        return router
    }

    private static func answer(_ bytes: Data) -> Response {
        Response(status: .ok, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func stamp(_ question: Data) async throws -> Data {
        try question.write(to: self.folder.appending(path: "question.tsq"))
        try await SigningSamples.run(
            "openssl",
            ["ts", "-reply", "-config", self.path("openssl.cnf"), "-queryfile", self.path("question.tsq")]
                + ["-signer", self.path("tsa.pem"), "-inkey", self.path("tsa.key"), "-out", self.path("answer.tsr")])
        return try Data(contentsOf: self.folder.appending(path: "answer.tsr"))
    }

    private func status(_ question: Data) async throws -> Data {
        try await self.index()
        try question.write(to: self.folder.appending(path: "question.ocsp"))
        try await SigningSamples.run(
            "openssl",
            ["ocsp", "-index", self.path("index"), "-CA", self.path("root.pem"), "-rsigner", self.path("root.pem")]
                + ["-rkey", self.path("root.key"), "-reqin", self.path("question.ocsp"), "-ndays", "1"]
                + ["-respout", self.path("answer.ocsp")])
        return try Data(contentsOf: self.folder.appending(path: "answer.ocsp"))
    }

    private func list() async throws -> Data {
        try await self.index()
        try await SigningSamples.run(
            "openssl",
            ["ca", "-config", self.path("openssl.cnf"), "-gencrl", "-keyfile", self.path("root.key")]
                + ["-cert", self.path("root.pem"), "-out", self.path("list.pem")])
        return try await SigningSamples.run(
            "openssl", ["crl", "-in", self.path("list.pem"), "-outform", "der"])
    }

    /// What OpenSSL reads who is revoked from.
    private func index() async throws {
        let said = try await SigningSamples.run(
            "openssl", ["x509", "-in", self.path("person.pem"), "-noout", "-serial"])
        let number = String(decoding: said, as: UTF8.self).split(separator: "=").last ?? ""
        let revoked = self.state.withLock { $0.revokedAt }.map(Self.short)
        try self.write(
            "\(revoked == nil ? "V" : "R")\t\(Self.short(.now + 86_400))\t\(revoked ?? "")\t"
                + "\(number.trimmingCharacters(in: .newlines))\tunknown\t/CN=Person\n", "index")
    }

    /// `261127083000Z`
    private static func short(_ time: Date) -> String {
        String(time.formatted(.iso8601).filter { $0.isNumber }.dropFirst(2)) + "Z"
    }
}
