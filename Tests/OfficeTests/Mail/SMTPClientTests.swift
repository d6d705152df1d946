import Exchange
import Foundation
import NIOCore
import Programs
import Testing

@testable import Office

/// A mail is handed over whole, once, and under TLS; whatever goes wrong has a name by which it is known whether to try again.
@Suite(.inTurn, .timeLimit(.minutes(10))) struct SMTPClientTests {
    private static let sender = MailAddress("vanphong@example.vn")
    private static let receiver = MailAddress("mau@example.vn")

    private static func mail(_ text: String = "Một dòng.\n.Một dòng có chấm đầu.\n") throws -> MailMessage {
        MailMessage(
            sender: try #require(Self.sender), senderName: "UBND xã Ví Dụ", receiver: try #require(Self.receiver),
            subject: "Việc của bạn", text: text, date: Date(timeIntervalSince1970: 1_795_653_000), id: "1")
    }

    private static func client(
        _ server: ScriptedMailServer, _ security: MailServer.Security = .none, host: String? = nil,
        login: MailServer.Login? = nil, trusts: Bool = true
    ) throws -> SMTPClient {
        let name = host ?? (security == .none ? "127.0.0.1" : "localhost")
        let sender = try #require(Self.sender)
        let place = try #require(
            MailServer(
                host: name, port: server.port, security: security, sender: sender, login: login,
                authority: trusts && security != .none ? server.folder.appending(path: "ca.pem") : nil))
        return SMTPClient(server: place)
    }

    /// What `send` throws; nil when it went.
    private static func failure(_ client: SMTPClient) async throws -> MailFailure? {
        do {
            try await client.send(try Self.mail())
            return nil
        } catch let failure as MailFailure {
            return failure
        }
    }

    @Test(arguments: [MailServer.Security.startTLS, .tls, .none])
    func `a mail arrives as it is, the password only under TLS or on this machine`(_ security: MailServer.Security)
        async throws
    {
        try await ScriptedMailServer.run(security: security) { server in
            let login = MailServer.Login(user: "vanphong", password: "mật khẩu dài")
            try await Self.client(server, security, login: login).send(try Self.mail())
            let secret = Data("\0vanphong\0mật khẩu dài".utf8).base64EncodedString()
            let told = [
                "AUTH PLAIN \(secret)", "MAIL FROM:<vanphong@example.vn>", "RCPT TO:<mau@example.vn>", "DATA",
            ]
            // Nobody waits for the goodbye: it may not have come yet.
            let commands = server.commands.filter { $0.text != "QUIT" }
            #expect(commands.suffix(4).map(\.text) == told)
            #expect(commands.suffix(4).allSatisfy { $0.isSecret == (security != .none) })
            #expect(
                commands.dropLast(4).map(\.text)
                    == (security == .startTLS
                        ? ["EHLO example.vn", "STARTTLS", "EHLO example.vn"] : ["EHLO example.vn"]))
            let mail = try #require(server.mails.first)
            let sent = String(decoding: try Self.mail().bytes, as: UTF8.self)
            #expect(server.mails.count == 1 && mail == sent)
        }
    }

    @Test func `a server without STARTTLS, or that does not take the login, gets no mail`() async throws {
        try await ScriptedMailServer.run { server in
            let failure = try await Self.failure(Self.client(server, .startTLS, trusts: false))
            #expect(failure?.kind == .server)
            #expect(server.commands.map(\.text) == ["EHLO example.vn"])
        }
        let login = MailServer.Login(user: "vanphong", password: "mật khẩu dài")
        try await ScriptedMailServer.run(offers: ["AUTH LOGIN"]) { server in
            let failure = try await Self.failure(Self.client(server, login: login))
            #expect(failure?.kind == .server)
            #expect(!server.commands.contains { $0.text.hasPrefix("AUTH") })
        }
        try await ScriptedMailServer.run(.says("535 wrong", to: "AUTH")) { server in
            let failure = try await Self.failure(Self.client(server, login: login))
            #expect(failure == MailFailure(kind: .server, description: "the login was refused: 535"))
        }
        let sender = try #require(Self.sender)
        #expect(MailServer(host: "thu.example.vn", port: 25, security: .none, sender: sender) == nil)
    }

    @Test(arguments: [MailServer.Security.startTLS, .tls])
    func `a certificate of another authority, or for another name, gets no mail`(_ security: MailServer.Security)
        async throws
    {
        try await ScriptedMailServer.run(security: security) { server in
            let foreign = try await Self.failure(Self.client(server, security, trusts: false))
            #expect(foreign?.kind == .server)
            let other = try await Self.failure(Self.client(server, security, host: "127.0.0.1"))
            #expect(other?.kind == .server)
            #expect(!server.commands.contains { $0.text.hasPrefix("MAIL") })
        }
    }

    @Test func `what is said in the clear behind the answer to STARTTLS is not believed`() async throws {
        let part = ScriptedMailServer.Part.says("220 go on\r\n250 AUTH PLAIN", to: "STARTTLS")
        try await ScriptedMailServer.run(part, security: .startTLS) { server in
            let failure = try #require(try await Self.failure(Self.client(server, .startTLS)))
            #expect(failure.kind == .server && failure.description.contains("in the clear"))
        }
    }

    @Test(arguments: [
        ("HELLO", "554 go away", MailFailure.Kind.server), ("EHLO", "502 no", .server), ("MAIL", "452 full", .server),
        ("RCPT", "550 no such user", .receiver), ("RCPT", "451 later", .message), ("DATA", "451 later", .message),
        ("END", "554 looks like spam", .message), ("HELLO", "hello there", .server),
        ("EHLO", "250-a\r\n251 b", .server),
    ])
    func `each refusal is told with its words`(at verb: String, answer: String, kind: MailFailure.Kind) async throws {
        try await ScriptedMailServer.run(.says(answer, to: verb)) { server in
            let failure = try #require(try await Self.failure(Self.client(server)))
            #expect(failure.kind == kind)
            if answer.prefixMatch(of: /[45]/) != nil { #expect(failure.description == answer) }
        }
    }

    @Test(arguments: [
        ("HELLO", MailFailure.Kind.server), ("EHLO", .server), ("RCPT", .message), ("END", .unknown),
    ])
    func `a server that falls silent or ends the line is not waited for, and a mail that may have gone is told so`(
        at verb: String, kind: MailFailure.Kind
    ) async throws {
        try await ScriptedMailServer.run(.hangs(at: verb)) { server in
            var client = try Self.client(server)
            (client.patience, client.longPatience) = (.seconds(3), .milliseconds(300))
            let failure = try await Self.failure(client)
            #expect(failure?.kind == kind)
        }
        try await ScriptedMailServer.run(.cuts(at: verb)) { server in
            let failure = try await Self.failure(Self.client(server))
            #expect(failure?.kind == kind)
        }
    }

    @Test func `a server that is slow each time is left when the time of the whole mail is over`() async throws {
        try await ScriptedMailServer.run(.hangs(at: "RCPT")) { server in
            var client = try Self.client(server)
            (client.patience, client.wholePatience) = (.minutes(10), .seconds(10))
            let failure = try await Self.failure(client)
            #expect(failure?.kind == .message)
        }
    }

    /// Sends in a task that is cancelled when the server has heard `verb`.
    private static func stopped(at verb: String, _ part: ScriptedMailServer.Part) async throws -> Result<
        Void, any Error
    > {
        var result = Result<Void, any Error>.success(())
        try await ScriptedMailServer.run(part) { server in
            var client = try Self.client(server)
            (client.patience, client.longPatience, client.wholePatience) = (.minutes(10), .seconds(1), .minutes(10))
            let (asked, mail) = (client, try Self.mail())
            let task = Task { try await asked.send(mail) }
            let deadline = ContinuousClock.now + .seconds(120)
            while !server.hasHeard(verb) {
                try #require(ContinuousClock.now < deadline, "the server does not hear \(verb)")
                try await Task.sleep(for: .milliseconds(10))
            }
            task.cancel()
            result = await task.result
        }
        return result
    }

    @Test func `a stop ends a mail that has not gone, and waits for the answer to one that has`() async throws {
        for verb in ["EHLO", "RCPT", "DATA"] {
            let stopped = try await Self.stopped(at: verb, .hangs(at: verb))
            #expect(throws: CancellationError.self) { try stopped.get() }
        }
        let gone = try await Self.stopped(at: "END", .hangs(at: "END"))
        #expect { try gone.get() } throws: { ($0 as? MailFailure)?.kind == .unknown }
    }

    @Test func `a mail that was taken has gone, whatever follows, and where nobody listens none goes`() async throws {
        try await ScriptedMailServer.run(.cuts(at: "QUIT")) { server in
            let failure = try await Self.failure(Self.client(server))
            #expect(failure == nil)
        }
        var client: SMTPClient?
        try await ScriptedMailServer.run { client = try Self.client($0) }
        let gone = try #require(client)
        #expect(try await Self.failure(gone)?.kind == .server)
    }

    @Test(arguments: [
        ("a\r\n", "a\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"), ("a\r\n.b\r\n..\r\n", "a\r\n..b\r\n...\r\n.\r\n"),
        ("a.b", "a.b\r\n.\r\n"), ("", ".\r\n"),
    ])
    func `no line of a mail is taken for its end`(mail: String, sent: String) {
        #expect(String(decoding: SMTPClient.stuffed(Array(mail.utf8)), as: UTF8.self) == sent)
    }
}
