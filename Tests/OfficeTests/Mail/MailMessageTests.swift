import Exchange
import Foundation
import Testing

@testable import Office

@Suite struct MailMessageTests {
    @Test(arguments: [
        "mau@example.vn", "nguyen.thi-mau+viec@sub.example.gov.vn", "o'x@example.vn", "1@a.b",
    ])
    func `an address is taken as it is`(text: String) {
        #expect(MailAddress(text)?.text == text)
    }

    @Test(arguments: [
        "", "mau", "mau@", "@example.vn", "mau@localhost", "mau@@example.vn", "a b@example.vn",
        "mau@example.vn\r\nRCPT TO:<x@y.vn>",
        "<mau@example.vn>", "mau@example.vn,x@y.vn", ".mau@example.vn", "mau.@example.vn", "m..u@example.vn",
        "mẫu@example.vn",
        "mau@ví-dụ.vn", "mau@-a.vn", "mau@a-.vn", "mau@a..vn", "\"mau\"@example.vn", "mau@example.vn\n",
        "mau@[127.0.0.1]",
    ])
    func `what could end a command or a header is no address`(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test func `an address ends somewhere, and its domain is in lower case`() {
        #expect(MailAddress("Mau@EXAMPLE.vn")?.text == "Mau@example.vn")
        #expect(MailAddress("Mau@EXAMPLE.vn")?.domain == "example.vn")
        #expect(MailAddress("\(String(repeating: "a", count: 65))@example.vn") == nil)
        #expect(MailAddress("a@\(Array(repeating: "abcdefghi", count: 26).joined(separator: "."))") == nil)
    }

    private static func message(subject: String = "Việc", text: String = "Chữ", name: String = "Văn phòng") throws -> (
        headers: [String], body: String
    ) {
        let message = MailMessage(
            sender: try #require(MailAddress("vanphong@example.vn")), senderName: name,
            receiver: try #require(MailAddress("mau@example.vn")), subject: subject, text: text,
            date: Date(timeIntervalSince1970: 1_795_653_000), id: "1")
        let whole = String(decoding: message.bytes, as: UTF8.self)
        let end = try #require(whole.range(of: "\r\n\r\n"))
        return (
            whole[..<end.lowerBound].replacing("\r\n ", with: " ").components(separatedBy: "\r\n"),
            String(whole[end.upperBound...])
        )
    }

    /// What a reader makes of encoded words.
    private static func read(_ words: String) throws -> String {
        try words.split(separator: " ").map { word in
            let match = try #require(word.wholeMatch(of: /=\?UTF-8\?B\?([A-Za-z0-9+\/=]+)\?=/))
            #expect(word.utf8.count <= 75)
            let data = try #require(Data(base64Encoded: String(match.1)))
            return try #require(String(data: data, encoding: .utf8), "whole characters")
        }.joined()
    }

    @Test func `Vietnamese comes through in subject, names and text`() throws {
        let subject = "Việc của bạn ngày 26/11/2026, 2 văn bản quá hạn: Nghị quyết về phát triển kinh tế xã hội"
        let name = "Ủy ban nhân dân Thành phố Hồ Chí Minh, Sở Ví Dụ và Thử Nghiệm"
        let text = String(repeating: "Trích yếu có dấu: ẩn số ữ.\n", count: 20)
        let (headers, body) = try Self.message(subject: subject, text: text, name: name)
        func header(_ name: String) throws -> String {
            String(try #require(headers.first { $0.hasPrefix("\(name): ") }).dropFirst(name.count + 2))
        }
        #expect(try Self.read(try header("Subject")) == subject)
        let from = try header("From")
        #expect(from.hasSuffix(" <vanphong@example.vn>"))
        #expect(try Self.read(String(from.dropLast(" <vanphong@example.vn>".count))) == name)
        #expect(try header("To") == "<mau@example.vn>")
        #expect(try header("Date") == "Thu, 26 Nov 2026 07:30:00 +0700")
        #expect(try header("Auto-Submitted") == "auto-generated")
        let lines = body.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 && $0.utf8.allSatisfy { $0 < 0x80 } })
        let data = try #require(Data(base64Encoded: lines.joined()))
        #expect(String(decoding: data, as: UTF8.self) == text.replacing("\n", with: "\r\n"))
    }

    @Test func `nothing that people write becomes a header or ends the mail`() throws {
        let evil = "x\r\nBcc: y@example.vn\r\n\r\n.\r\nMAIL FROM:<y@example.vn>"
        let (headers, body) = try Self.message(subject: evil, text: evil, name: evil)
        #expect(headers.count == 9)
        #expect(!headers.contains { $0.hasPrefix("Bcc") } && !body.contains("MAIL") && !body.contains("\r\n."))
    }
}
