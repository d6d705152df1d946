import CSystemZlib
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Web

/// What goes out compressed, and what does not.
@Suite struct CompressionTests {
    private static let text = String(repeating: "<p>Văn bản đến, sổ đăng ký.</p>\n", count: 200)

    /// One server with an answer of each kind, asked over a connection; nothing unpacks the answers on the way.
    private static func ask(
        _ path: String, _ method: HTTPRequest.Method = .get, _ headers: HTTPFields = [.acceptEncoding: "gzip"]
    ) async throws -> TestResponse {
        let router = Router()
        router.add(middleware: CompressAnswers())
        func add(_ path: RouterPath, _ headers: HTTPFields, _ text: String = Self.text) {
            router.get(path) { _, _ in
                Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
            }
        }
        add("page", [.contentType: "text/html; charset=utf-8"])
        add("problem", [.contentType: "application/problem+json"])
        add("style", [.contentType: "text/css; charset=utf-8"])
        add("script", [.contentType: "text/javascript; charset=utf-8"])
        add("icon", [.contentType: "image/svg+xml"])
        add("json", [.contentType: "application/json"])
        add("pdf", [.contentType: "application/pdf"])
        add("short", [.contentType: "text/html"], String(repeating: "x", count: 1023))
        add("tagged", [.contentType: "text/html", .eTag: "\"x\""])
        add("part", [.contentType: "text/html", .contentRange: "bytes 0-9/99"])
        add("whole", [.contentType: "text/html", .acceptRanges: "bytes"])
        add("packed", [.contentType: "text/html", .contentEncoding: "br"])
        router.get("stream") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/html"],
                body: ResponseBody { writer in
                    try await writer.write(ByteBuffer(string: Self.text))
                    try await writer.finish(nil)
                })
        }
        router.get("pieces") { _, _ in
            let piece = ByteBuffer(string: Self.text)
            return Response(
                status: .ok, headers: [.contentType: "text/html"], body: ResponseBody(contentsOf: [piece, piece]))
        }
        return try await Application(router: router).test(.live) { client in
            try await client.execute(uri: "/\(path)", method: method, headers: headers)
        }
    }

    @Test(arguments: ["page", "problem", "style", "script", "icon", "json"])
    func `text is compressed for who accepts it, and is the same text`(path: String) async throws {
        let answer = try await Self.ask(path)
        #expect(answer.headers[.contentEncoding] == "gzip" && answer.headers[.vary] == "Accept-Encoding")
        #expect(answer.headers[.contentLength] == String(answer.body.readableBytes))
        #expect(answer.body.readableBytes < Self.text.utf8.count / 5)
        #expect(try Self.unpacked(answer.body) == Self.text)
        let plain = try await Self.ask(path, .get, [:])
        #expect(plain.headers[.contentEncoding] == nil && plain.headers[.vary] == "Accept-Encoding")
        #expect(String(buffer: plain.body) == Self.text)
    }

    @Test func `a body of several pieces is compressed whole`() async throws {
        let answer = try await Self.ask("pieces")
        #expect(answer.headers[.contentEncoding] == "gzip")
        #expect(try Self.unpacked(answer.body) == Self.text + Self.text)
    }

    @Test(arguments: ["pdf", "short", "tagged", "part", "whole", "stream"])
    func `what gains nothing, or speaks of its plain bytes, stays as it is`(path: String) async throws {
        let answer = try await Self.ask(path)
        #expect(answer.headers[.contentEncoding] == nil)
        #expect(String(buffer: answer.body) == (path == "short" ? String(repeating: "x", count: 1023) : Self.text))
    }

    @Test func `nothing is compressed twice`() async throws {
        let answer = try await Self.ask("packed")
        #expect(answer.headers[.contentEncoding] == "br")
        #expect(String(buffer: answer.body) == Self.text)
    }

    /// Against BREACH: another site never chooses what stands in a compressed page.
    @Test(
        arguments: [
            (nil, nil, true), (nil, "cross-site", true), ("a=b", nil, false), ("a=b", "cross-site", false),
            ("a=b", "same-site", false), ("a=b", "same-origin", true), ("a=b", "none", true),
        ] as [(String?, String?, Bool)])
    func `with a cookie only what our own pages asked for is compressed`(
        cookie: String?, site: String?, isPacked: Bool
    ) async throws {
        var headers: HTTPFields = [.acceptEncoding: "gzip, deflate, br"]
        headers[.cookie] = cookie
        headers[.secFetchSite] = site
        let answer = try await Self.ask("page", .get, headers)
        #expect((answer.headers[.contentEncoding] == "gzip") == isPacked)
        #expect(answer.headers[.vary] == "Accept-Encoding")
    }

    @Test(arguments: [
        ("gzip", true), ("br, GZIP;q=0.5", true), ("deflate, x-gzip", true), ("*", true), ("*;q=0", false),
        ("gzip;q=0", false), ("gzip; q=0.0, *", false), ("*;q=0, gzip", true), ("br", false), ("", false),
        ("gzipped", false), ("gzip;q=much", false),
    ])
    func `weights are read as the standard says`(header: String, isAccepted: Bool) {
        #expect(AnswerCompression.accepts(header) == isAccepted)
    }

    /// RFC 1952, as zlib reads it.
    private static func unpacked(_ buffer: ByteBuffer) throws -> String {
        var stream = z_stream()
        try #require(inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        var packed = Array(buffer.readableBytesView)
        var plain = [UInt8](repeating: 0, count: 1 << 20)
        let status = packed.withUnsafeMutableBufferPointer { input in
            plain.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        #expect(status == Z_STREAM_END)
        return String(decoding: plain[..<Int(stream.total_out)], as: UTF8.self)
    }
}

/// The secret of forms under a pad.
@Suite struct FormSecretTests {
    @Test func `it is written differently each time and stays the same secret`() throws {
        let secret = RandomText.secret()
        let masks = (0..<50).map { _ in FormSecret.masked(secret) }
        #expect(Set(masks).count == 50 && masks.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{128}/) != nil })
        #expect(!masks.contains { $0.contains(secret) })
        for mask in masks {
            #expect(FormSecret.isSame(mask, secret) && FormSecret.isSame(mask, masks[0]))
        }
    }

    @Test func `another secret, a part of one and an altered mask are refused`() {
        let (secret, other) = (RandomText.secret(), RandomText.secret())
        let mask = FormSecret.masked(secret)
        let altered = (mask.last == "0" ? "1" : "0")
        for wrong in [
            "", other, FormSecret.masked(other), String(mask.prefix(64)), mask.dropLast() + altered, mask + mask,
        ] {
            #expect(!FormSecret.isSame(String(wrong), secret), "\(wrong)")
        }
    }
}
