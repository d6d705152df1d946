import Exchange
import Foundation
import Office
import Testing

@testable import lienthong

@Suite struct MailOptionsTests {
    private static func server(
        _ flags: [String: String?], _ environment: [String: String] = [:]
    ) throws -> MailServer? {
        try MailOptions.server(
            ServerSettings(file: nil, keys: MailOptions.keys, flags: flags, environment: environment))
    }

    @Test func `without a server no mail goes, and the usual line is protected by STARTTLS`() throws {
        #expect(try Self.server(["smtp-sender": "vanphong@example.vn"]) == nil)
        let usual = try #require(
            try Self.server(["smtp-server": "thu.example.vn", "smtp-sender": "vanphong@example.vn"]))
        #expect(usual.security == .startTLS && usual.port == 587 && usual.login == nil && usual.authority == nil)
        let tls = try #require(
            try Self.server([
                "smtp-server": "thu.example.vn", "smtp-sender": "vanphong@example.vn", "smtp-security": "tls",
                "smtp-ca": "/etc/ca.pem",
            ]))
        #expect(tls.port == 465 && tls.authority?.path == "/etc/ca.pem")
    }

    @Test func `the password comes from the environment and nothing works without it`() throws {
        let flags = ["smtp-server": "thu.example.vn", "smtp-sender": "vanphong@example.vn", "smtp-user": "vanphong"]
        let server = try Self.server(flags, ["LIENTHONG_SMTP_PASSWORD": "bi-mat"])
        #expect(server?.login?.user == "vanphong" && server?.login?.password == "bi-mat")
        #expect(throws: Fault.self) { try Self.server(flags) }
    }

    @Test(arguments: [
        ["smtp-server": "thu.example.vn"], ["smtp-server": "thu.example.vn", "smtp-sender": "vanphong"],
        ["smtp-server": "thu.example.vn", "smtp-sender": "a@example.vn", "smtp-security": "none"],
        ["smtp-server": "thu.example.vn", "smtp-sender": "a@example.vn", "smtp-security": "ssl"],
        ["smtp-server": "thu.example.vn", "smtp-sender": "a@example.vn", "smtp-port": "0"],
    ])
    func `what is missing, unsafe or unknown is refused`(_ flags: [String: String]) {
        #expect(throws: Fault.self) { try Self.server(flags.mapValues { $0 }) }
    }
}
