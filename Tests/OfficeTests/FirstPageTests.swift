import Exchange
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Storage
import Testing
import Trust

@testable import Gateway
@testable import Office

/// The picture of page 1 of a PDF: for whoever may read the file, and a clear refusal where there is none.
@Suite struct FirstPageTests {
    /// A red page in front of empty ones; `side` in points, nil: A4.
    private static func pdf(pages: Int = 1, side: Double? = nil) throws -> [UInt8] {
        let file = try #require(PDFPages(width: side ?? 595, height: side ?? 842))
        return file.document(["1 0 0 rg 0 0 400 400 re f\n"] + Array(repeating: "", count: pages - 1))
    }

    /// The addresses of a file that came with a document, and of its first page.
    private static func arrival(
        _ bytes: [UInt8], number: String = "123", type: String = "application/pdf", _ test: TestOffice
    ) async throws -> (document: String, file: String, picture: String) {
        let hash = try await test.office.store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
        let id = try await test.arrival(
            number: number,
            files: [ReceivedFile(name: "van-ban.pdf", contentType: type, sizeBytes: bytes.count, hash: hash)])
        let file: String? = try await test.office.database.read {
            try $0.row("SELECT id FROM attachment WHERE document_id = $1", id)?["id"]
        }
        let path = "/files/\(try #require(file))"
        return (id, "\(path)/van%2Dban%2Epdf", "\(path)/first-page")
    }

    /// Width and height of a JPEG, from the head of its frame.
    private static func size(_ jpeg: ByteBuffer) throws -> [Int] {
        let bytes = Array(jpeg.readableBytesView)
        let frame = try #require(bytes.indices.dropLast(8).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
        return [Int(bytes[frame + 7]) << 8 | Int(bytes[frame + 8]), Int(bytes[frame + 5]) << 8 | Int(bytes[frame + 6])]
    }

    /// A program in the place of `pdftoppm`.
    private static func tools(_ script: String) throws -> PDFTools {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tools-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "pdftoppm")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return PDFTools(folder: folder.path)
    }

    private static func code(_ body: () async throws -> [UInt8]) async -> Fault.Code? {
        do {
            _ = try await body()
            return nil
        } catch { return (error as? Fault)?.code }
    }

    @Test func `whoever may read the file sees its first page, and nobody else`() async throws {
        try await TestOffice.with { test in
            let bytes = try Array(Data(contentsOf: Samples.url("documents/cong-van-tra-loi.pdf")))
            let (id, file, picture) = try await Self.arrival(bytes, test)
            try await test.handle(id, until: .assigned)
            var seen = 0
            for person in TestOffice.roles.flatMap({ ["\($0.rawValue)-A", "\($0.rawValue)-B"] }) {
                let (read, drawn) = (try await test.get(file, as: person), try await test.get(picture, as: person))
                #expect(drawn.status == read.status, "\(person)")
                guard drawn.status == .ok else { continue }
                seen += 1
                #expect(drawn.headers[.contentType] == "image/jpeg")
                #expect(drawn.headers[.cacheControl] == "private, max-age=3600")
                #expect(try Self.size(drawn.body) == [1000, 1414])
            }
            #expect((1..<10).contains(seen))
            let stranger = try await test.client.execute(uri: picture, method: .get)
            #expect(stranger.status == .seeOther && stranger.headers[.location]?.hasPrefix("/sign-in") == true)
            #expect(try await test.get("/files/khong-co/first-page", as: "clerk-A").status == .notFound)
            // What was taken back is shown to nobody.
            _ = try await test.office.database.write {
                try $0.execute("UPDATE incoming SET closure = 'withdrawn' WHERE id = $1", id)
            }
            for path in [file, picture] { #expect(try await test.get(path, as: "clerk-A").status == .forbidden) }
        }
    }

    @Test func `the first page and the file are one line of the access log, a refusal is another`() async throws {
        try await TestOffice.with { test in
            let (_, file, picture) = try await Self.arrival(try Self.pdf(), test)
            for path in [picture, file, picture] { #expect(try await test.get(path, as: "clerk-A").status == .ok) }
            #expect(try await test.get(picture, as: "officer-B").status == .notFound)
            let lines = try await test.lines()
            #expect(lines.filter { $0.kind == .downloaded }.map(\.detail) == ["van-ban.pdf"])
            #expect(lines.filter { $0.kind == .refused }.map(\.detail) == ["van-ban.pdf"])
        }
    }

    @Test func `a browser that has the picture is told that it is still the same`() async throws {
        try await TestOffice.with { test in
            let (_, file, picture) = try await Self.arrival(try Self.pdf(), test)
            let tag = try #require(try await test.get(picture, as: "clerk-A").headers[.eTag])
            #expect(try await test.get(file, as: "clerk-A").headers[.eTag] != tag)
            for (person, wanted) in [("clerk-A", HTTPResponse.Status.notModified), ("officer-B", .notFound)] {
                let session = try await test.session(person)
                let again = try await test.client.execute(
                    uri: picture, method: .get, headers: [.cookie: session.cookie, .ifNoneMatch: tag])
                #expect(again.status == wanted, "\(person)")
                #expect(wanted == .notFound || again.body.readableBytes == 0)
            }
            let (_, _, other) = try await Self.arrival(try Self.pdf(pages: 2), number: "124", test)
            #expect(try await test.get(other, as: "clerk-A").headers[.eTag] != tag)
        }
    }

    @Test func `of fifty pages the first is drawn, of a page of any size a picture of ours`() async throws {
        try await TestOffice.with { test in
            var pictures: [ByteBuffer] = []
            for (number, pages) in [1, 50].enumerated() {
                let (_, _, path) = try await Self.arrival(try Self.pdf(pages: pages), number: "\(number + 1)", test)
                pictures.append(try await test.get(path, as: "clerk-A").body)
            }
            #expect(try Self.size(pictures[0]) == [1000, 1414])
            #expect(pictures[0] == pictures[1])
            let (_, _, path) = try await Self.arrival(try Self.pdf(side: 100_000_000), number: "3", test)
            #expect(try Self.size(try await test.get(path, as: "clerk-A").body) == [1414, 1414])
        }
    }

    @Test func `what is broken, locked or no PDF is refused, and the page beside it stays as it is`() async throws {
        try await TestOffice.with { test in
            let key = String(repeating: "41", count: 32)
            let lock = "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <\(key)> /U <\(key)> >>"
            var locked = Data(try Self.pdf())
            let root = try #require(locked.range(of: Data("/Root 1 0 R".utf8)))
            locked.insert(contentsOf: Data(" \(lock)".utf8), at: root.upperBound)
            let cases: [(bytes: [UInt8], type: String)] = [
                (Array("%PDF-1.7".utf8), "application/pdf"),
                (Array(locked), "application/pdf"),
                (try Self.pdf(), "image/png"),
            ]
            for (number, file) in cases.enumerated() {
                let (id, _, path) = try await Self.arrival(file.bytes, number: "\(number + 1)", type: file.type, test)
                let answer = try await test.get(path, as: "clerk-A")
                #expect(answer.status == .unprocessableContent, "\(number)")
                #expect(String(buffer: answer.body).contains("Không vẽ được trang 1"))
                #expect(answer.headers[.eTag] == nil)
                let page = try await test.text("/incoming/\(id)", as: "clerk-A")
                #expect(page.contains("src=\"\(path)\"") == (file.type == "application/pdf"), "\(number)")
            }
        }
    }

    @Test func `a page that is too heavy is not tried again with each look`() async throws {
        try await TestOffice.with { test in
            // Ended as a deadline or a limit ends it; the second run would draw.
            let tools = try Self.tools(
                "cd \"$(dirname \"$0\")\"; if [ -e ran ]; then printf '\\377\\330\\377'; else : > ran; kill -9 $$; fi")
            let pages = FirstPages(tools: tools)
            let (store, now) = (test.office.store, test.office.now())
            let (heavy, light) = (ContentHash(of: Data("a".utf8)), ContentHash(of: Data("b".utf8)))
            for _ in 0..<2 {
                #expect(await Self.code { try await pages.picture(of: heavy, in: store, at: now) } == .tooLarge)
            }
            #expect(try await pages.picture(of: light, in: store, at: now) == [0xFF, 0xD8, 0xFF])
            let later = now.addingTimeInterval(3_601)
            #expect(try await pages.picture(of: heavy, in: store, at: later) == [0xFF, 0xD8, 0xFF])
        }
    }

    @Test func `no more are drawn at once than allowed; who gets no turn is told so`() async throws {
        try await TestOffice.with { test in
            // Fails when another one is at work.
            let tools = try Self.tools(
                "cd \"$(dirname \"$0\")\"; mkdir work || exit 1; sleep 0.1; printf '\\377\\330\\377'; rmdir work")
            let (store, now) = (test.office.store, test.office.now())
            let pages = FirstPages(tools: tools, atOnce: 1, patience: .seconds(60))
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for number in 0..<5 {
                    group.addTask {
                        try await pages.picture(of: ContentHash(of: Data("\(number)".utf8)), in: store, at: now)
                    }
                }
                for try await picture in group { #expect(picture == [0xFF, 0xD8, 0xFF]) }
            }
            let closed = FirstPages(tools: tools, atOnce: 0, patience: .milliseconds(1))
            let hash = ContentHash(of: Data("x".utf8))
            #expect(await Self.code { try await closed.picture(of: hash, in: store, at: now) } == .tooManyRequests)
            let empty = FirstPages(tools: PDFTools(folder: "/nonexistent"))
            #expect(await Self.code { try await empty.picture(of: hash, in: store, at: now) } == .toolMissing)
        }
    }

    @Test func `where a PDF stands beside a form its first page stands with it, once`() async throws {
        try await TestOffice.with { test in
            let (id, file, picture) = try await Self.arrival(try Self.pdf(), test)
            for path in ["/incoming/\(id)", "/incoming/\(id)/register"] {
                let page = try await test.text(path, as: "clerk-A")
                #expect(page.contains("src=\"\(file)#"), "\(path)")
                #expect(page.ranges(of: "src=\"\(picture)\"").count == 1, "\(path)")
            }
        }
    }
}
