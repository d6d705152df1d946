import AsyncHTTPClient
import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOHTTP1
import Programs
import Storage
import Testing

@testable import VendorGateway

/// The API for the agency's software.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct APITests {
    @Test func `nobody does anything without a token`() async throws {
        try await withAPI { api in
            let calls: [(HTTPRequest.Method, String)] = [
                (.post, "/v1/outgoing"), (.get, "/v1/outgoing"), (.get, "/v1/outgoing/x"), (.get, "/v1/incoming"),
                (.get, "/v1/incoming/x"), (.get, "/v1/incoming/x/package"), (.get, "/v1/incoming/x/files/1"),
                (.post, "/v1/incoming/x/status"),
            ]
            for token in [nil, "sai-ma-bi-mat-0123456789"] {
                for (method, path) in calls {
                    let answer = try await api.call(method, path, token: token)
                    #expect(answer.status == .unauthorized, "\(method) \(path)")
                    #expect(answer.headers[.wwwAuthenticate] == "Bearer")
                }
            }
            try await ConnectedSystems(database: api.gateway.gateway.database).disable("qlvb")
            #expect(try await api.call(.get, "/v1/incoming").status == .unauthorized)
        }
    }

    @Test func `a package and a form with files are taken over, once, with their state`() async throws {
        try await withAPI { api in
            let package = try DroppedTests.package(90_301)
            let first = try await api.send(package, key: "mot-lan")
            #expect(first.status == .created)
            let json = try first.decode(JSON.self)
            #expect(json["state"] == .text("queued") && json["receivers"]?.elements.count == 1)
            let again = try await api.send(package, key: nil)
            #expect(again.status == .ok)
            #expect(try again.decode(JSON.self)["id"] == json["id"])

            let form = try api.form(
                header: TestGateway.header(90_302), files: [("Tờ trình.txt", Array("nội dung".utf8))])
            let taken = try await api.send(form: form, key: "k1")
            #expect(taken.status == .created, "\(String(buffer: taken.body))")
            #expect(try await api.send(form: form, key: "k1").status == .ok)
            let other = try api.form(header: TestGateway.header(90_303), files: [("a.txt", Array("a".utf8))])
            #expect(try await api.send(form: other, key: "k1").status == .conflict)

            let id = try #require(try taken.decode(JSON.self)["id"]?.string)
            #expect(taken.headers[.location] == "/v1/outgoing/\(id)")
            let shown = try await api.call(.get, "/v1/outgoing/\(id)").decode(JSON.self)
            #expect(shown["code"] == .text("90302/UBND-VP"))
            let list = try await api.call(.get, "/v1/outgoing?limit=1").decode(JSON.self)
            #expect(list["items"]?.elements.count == 1 && list["next"] == .number(1))
            #expect(try await api.gateway.outboxCount() == 2)
        }
    }

    /// Lessons G3.
    @Test func `programs, empty files, names that lead elsewhere and strange bodies are refused with a text`()
        async throws
    {
        try await withAPI { api in
            let cases: [(String, [UInt8], String)] = [
                ("chay.exe", Array("MZ".utf8), "unsupported"), ("a.pdf", Array("#!/bin/sh".utf8), "unsupported"),
                ("a.txt", [], "attachment-mismatch"), ("../../a.txt", Array("a".utf8), "unsafe-name"),
            ]
            for (name, bytes, code) in cases {
                let form = try api.form(header: TestGateway.header(90_304), files: [(name, bytes)])
                let answer = try await api.send(form: form, key: nil)
                let problem = try answer.decode(JSON.self)
                #expect(answer.status == .unprocessableContent && problem["code"] == .text(code), "\(name) \(problem)")
                #expect(problem["detail"]?.string?.isEmpty == false)
            }
            #expect(try await api.call(.post, "/v1/outgoing", body: Array("x".utf8)).status == .badRequest)
            #expect(try await api.send(Array("<x/>".utf8), key: nil).status == .unprocessableContent)
            #expect(try await api.gateway.outboxCount() == 0)
        }
    }

    @Test func `arrivals are listed, shown and fetched whole or in part`() async throws {
        try await withAPI { api in
            let bytes = try Packages.documentBytes(90_305, bytes: 5_000)
            let id = try await api.gateway.arrive(bytes)
            let second = try await api.gateway.arrive(try Packages.documentBytes(90_306))
            let list = try await api.call(.get, "/v1/incoming").decode(JSON.self)
            #expect(list["items"]?.elements.map { $0["id"] } == [.text(id), .text(second)])
            let rest = try await api.call(.get, "/v1/incoming?after=1").decode(JSON.self)
            #expect(rest["items"]?.elements.map { $0["id"] } == [.text(second)])
            #expect(try await api.call(.get, "/v1/incoming?limit=0").status == .badRequest)
            let shown = try await api.call(.get, "/v1/incoming/\(id)").decode(JSON.self)
            #expect(shown["document"]?["codeNumber"] == .text("90305"))
            let package = try await api.call(.get, "/v1/incoming/\(id)/package")
            #expect(Array(buffer: package.body) == bytes)
            let part = try await api.call(
                .get, "/v1/incoming/\(id)/files/1", headers: [.range: "bytes=4000-4009"])
            #expect(part.status == .partialContent && part.body.readableBytes == 10)
            #expect(part.headers[.contentRange] == "bytes 4000-4009/5000")
            let behind = try await api.call(
                .get, "/v1/incoming/\(id)/files/1", headers: [.range: "bytes=5000-"])
            #expect(behind.status == .rangeNotSatisfiable)
            for path in ["x", "x/package", "\(id)/files/2", "\(id)/files/0", "\(id)/files/-1"] {
                #expect(try await api.call(.get, "/v1/incoming/\(path)").status == .notFound, "\(path)")
            }
        }
    }

    @Test func `statuses are reported by the rule, and a repetition is the first one`() async throws {
        try await withAPI { api in
            let id = try await api.gateway.arrive(try Packages.documentBytes(90_307))
            func report(_ body: String) async throws -> (Int, JSON) {
                let answer = try await api.call(.post, "/v1/incoming/\(id)/status", body: Array(body.utf8))
                return (answer.status.code, try answer.decode(JSON.self))
            }
            let (created, first) = try await report(#"{"status": "03", "staff": "Trần Thị Ví Dụ"}"#)
            #expect(created == 201 && first["status"] == .text("03") && first["arrivalId"] == .text(id))
            let (repeated, again) = try await report(#"{"status": "3"}"#)
            #expect(repeated == 200 && again["id"] == first["id"])
            #expect(try await report(#"{"status": "02", "reason": "gửi nhầm"}"#).1["code"] == .text("status"))
            #expect(try await report(#"{"status": "15"}"#).1["code"] == .text("status"))
            #expect(try await report(#"{"trangThai": "04"}"#).0 == 422)
            #expect(try await report("không phải JSON").0 == 400)
            #expect(try await api.gateway.outboxCount() == 1)
        }
    }

    /// Lessons G1.
    @Test func `one slow upload does not delay a list`() async throws {
        try await withFolder { folder in
            let api = try await TestAPI(TestGateway(folder: folder))
            try await Application(router: GatewayServer.router(api.gateway.gateway, health: api.gateway.health)).test(
                .live
            ) { live in
                let port = try #require(live.port)
                let (pieces, feed) = AsyncStream.makeStream(of: ByteBuffer.self)
                let package = try DroppedTests.package(90_308)
                var send = HTTPClientRequest(url: "http://127.0.0.1:\(port)/v1/outgoing")
                send.method = .POST
                send.headers.add(name: "Authorization", value: "Bearer \(api.token)")
                send.headers.add(name: "Content-Type", value: "application/edxml+xml")
                send.body = .stream(pieces, length: .known(Int64(package.count)))
                feed.yield(ByteBuffer(bytes: package.prefix(100)))
                let slow = send
                async let taken = HTTPClient.shared.execute(slow, timeout: .seconds(120)).status
                try await Task.sleep(for: .milliseconds(200))
                for _ in 0..<20 {
                    let answer = try await live.executeRequest(
                        uri: "/v1/incoming", method: .get, headers: [.authorization: "Bearer \(api.token)"], body: nil)
                    #expect(answer.status == .ok)
                }
                #expect(try await api.gateway.outboxCount() == 0)
                feed.yield(ByteBuffer(bytes: package.dropFirst(100)))
                feed.finish()
                #expect(try await taken == .created)
            }
        }
    }
}

/// The API of a gateway whose software has a token.
final class TestAPI: Sendable {
    let gateway: TestGateway
    let token: String

    init(_ gateway: TestGateway) async throws {
        self.gateway = gateway
        self.token = try await ConnectedSystems(database: self.gateway.gateway.database).add("qlvb", now: Date())
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: [UInt8] = []
    ) async throws -> TestResponse {
        try await self.call(method, path, token: self.token, headers: headers, body: body)
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, token: String?, headers: HTTPFields = [:], body: [UInt8] = []
    ) async throws -> TestResponse {
        var headers = headers
        if let token { headers[.authorization] = "Bearer \(token)" }
        return try await Application(router: GatewayServer.router(self.gateway.gateway, health: self.gateway.health))
            .test(.router) {
                [headers] client in
                try await client.executeRequest(
                    uri: path, method: method, headers: headers, body: ByteBuffer(bytes: body))
            }
    }

    func send(_ package: [UInt8], key: String?) async throws -> TestResponse {
        try await self.call(.post, "/v1/outgoing", headers: Self.headers("application/edxml+xml", key), body: package)
    }

    func send(form: [UInt8], key: String?) async throws -> TestResponse {
        try await self.call(
            .post, "/v1/outgoing", headers: Self.headers("multipart/form-data; boundary=ranh-gioi", key), body: form)
    }

    private static func headers(_ type: String, _ key: String?) -> HTTPFields {
        var headers: HTTPFields = [.contentType: type]
        if let key, let name = HTTPField.Name("Idempotency-Key") { headers[name] = key }
        return headers
    }

    func form(header: JSON, files: [(String, [UInt8])]) throws -> [UInt8] {
        var form: [UInt8] = []
        func part(_ name: String, _ file: String, _ bytes: [UInt8]) {
            form += Array(
                "--ranh-gioi\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(file)\"\r\n\r\n".utf8)
            form += bytes + Array("\r\n".utf8)
        }
        part("header", "header.json", Array(try header.printed().utf8))
        for (name, bytes) in files { part("files", name, bytes) }
        return form + Array("--ranh-gioi--\r\n".utf8)
    }
}

extension TestResponse {
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(self.body.readableBytesView))
    }
}

func withAPI(_ body: (TestAPI) async throws -> Void) async throws {
    try await withFolder { folder in try await body(TestAPI(TestGateway(folder: folder))) }
}
