import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Testing
import Trust

@testable import Gateway
@testable import Office

/// Whether scans of papers are as NĐ 30/2020/NĐ-CP, PL I asks: told at the file, never refused.
@Suite struct ScanTests {
    private static let coarse = ScanSamples.pdf([.init(), .init(dots: 100, isColour: false)], version: "1.3")
    private static let hint = "tệp này: PDF 1.3, không có màu, 100 dpi."

    private static func scan(_ bytes: [UInt8]) async throws -> ScanQuality? {
        var scan: ScanQuality?
        try await SigningSamples.folder { folder in
            let file = folder.appending(path: "quet.pdf")
            try Data(bytes).write(to: file)
            scan = try await PDFTools().scan(file, scratch: folder)
        }
        return scan
    }

    private static func checks(_ test: TestOffice, tools: PDFTools = PDFTools()) throws -> SignatureChecks {
        SignatureChecks(
            office: test.office, trust: try TrustFolder(Samples.url("pki")), tools: tools, logger: Logger(label: "test")
        )
    }

    /// A paper with this scan; the address of its page.
    private static func paper(_ bytes: [UInt8], _ test: TestOffice) async throws -> String {
        let today = test.office.today.shown
        let answer = try await test.send(
            "/incoming", as: "clerk-A", version: 0,
            [
                "channel": "paper", "arrived": today, "issuer": "Sở Ví Dụ", "number": "1", "notation": "SVD",
                "date": today, "type": "Công văn", "subject": "Việc", "urgency": "0", "due": "", "then": "show",
            ], [("quet.pdf", bytes)])
        return try #require(answer.headers[.location], "\(String(buffer: answer.body))")
    }

    @Test func `version, colours and the coarsest page are read from the pictures`() async throws {
        #expect(try await Self.scan(Self.coarse) == ScanQuality(version: "1.3", isColour: false, dpi: 100))
        let good = try await Self.scan(ScanSamples.pdf([.init()]))
        #expect(good == ScanQuality(version: "1.4", isColour: true, dpi: 200) && good?.shortfall == nil)
        let sample = try Data(contentsOf: Samples.url("documents/to-trinh-kinh-phi-ban-quet.pdf"))
        #expect(try await Self.scan([UInt8](sample)) == good)
    }

    @Test func `a picture on a page that was written makes no scan of it, and what is no PDF is none`() async throws {
        #expect(try await Self.scan(ScanSamples.pdf([.init(dots: 20, isColour: false, side: 20)])) == nil)
        #expect(try await Self.scan([UInt8](Data(contentsOf: Samples.url("documents/to-trinh-kinh-phi.pdf")))) == nil)
        #expect(try await Self.scan(Array("không phải PDF".utf8)) == nil)
    }

    /// Drawn on nothing or on next to nothing a picture has more dots an inch than any number holds.
    @Test(arguments: ["0", ".000000000000000000000000001"])
    func `a picture without a size makes no scan, and harms nobody`(side: String) async throws {
        #expect(try await Self.scan(ScanSamples.pdf([.init(sideAsWritten: side)])) == nil)
    }

    @Test(
        arguments: [
            ("1.3", true, 300, "tệp này: PDF 1.3."), ("1.7", false, 200, "tệp này: không có màu."),
            ("2.0", true, 199, "tệp này: 199 dpi."), ("1.10", true, 600, nil),
        ] as [(String, Bool, Int, String?)])
    func `only what falls short is told`(version: String, isColour: Bool, dpi: Int, words: String?) {
        let told = ScanQuality(version: version, isColour: isColour, dpi: dpi).shortfall
        #expect(words.map { told?.hasSuffix($0) == true } ?? (told == nil), "\(told ?? "")")
    }

    @Test func `a paper whose scan falls short is entered, and its page says so at the file`() async throws {
        try await TestOffice.with { test in
            let path = try await Self.paper(Self.coarse, test)
            #expect(try await Self.checks(test).checkNext())
            for person in ["clerk-A", "leader-A"] {
                let page = try await test.text(path, as: person)
                #expect(page.contains("data-scan") && page.contains(Self.hint), "\(person)")
            }
        }
    }

    @Test func `a good scan, and what came through the exchange, is left in peace`() async throws {
        try await TestOffice.with { test in
            let path = try await Self.paper(ScanSamples.pdf([.init()]), test)
            let (bytes, store) = (Self.coarse, test.office.store)
            let hash = try await store.keep { file in try bytes.withUnsafeBytes { try file.write($0) } }
            let arrival = try await test.arrival(
                files: [
                    ReceivedFile(
                        name: "van-ban.pdf", contentType: "application/pdf", sizeBytes: bytes.count, hash: hash)
                ])
            let checks = try Self.checks(test)
            while try await checks.checkNext() {}
            for path in [path, "/incoming/\(arrival)"] {
                let page = try await test.text(path, as: "clerk-A")
                #expect(page.contains("data-verdict=\"absent\"") && !page.contains("data-scan"), "\(path)")
            }
        }
    }

    @Test func `without the programs nothing is said of the scan`() async throws {
        try await TestOffice.with { test in
            let path = try await Self.paper(Self.coarse, test)
            #expect(try await Self.checks(test, tools: PDFTools(folder: "/khong-co")).checkNext())
            let page = try await test.text(path, as: "clerk-A")
            #expect(page.contains("data-verdict=\"absent\"") && !page.contains("data-scan"))
        }
    }

    @Test func `who copies the paper electronically reads it too`() async throws {
        try await TestOffice.signing { test in
            try await test.giveKeys()
            let path = try await Self.paper(Self.coarse, test)
            #expect(try await Self.checks(test).checkNext())
            let form = try await test.text("\(path)/sign-copy", as: "clerk-A")
            #expect(form.contains("quet.pdf: Bản quét nên là") && form.contains(Self.hint))
        }
    }
}
