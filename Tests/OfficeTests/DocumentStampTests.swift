import Exchange
import Foundation
import Testing

@testable import Office
@testable import Trust

/// Where the stamps of urgency and circulation go on a page of words, and that they are drawn in the sizes of the law.
@Suite struct DocumentStampTests {
    private static let millimetre = 72 / 25.4

    /// Words of 40 by 14 points: number and date at 80, the body from 200 on, and `others`.
    private static func page(_ others: [(String, Double, Double)] = []) -> PDFPage {
        let usual: [(String, Double, Double)] = [
            ("Số:", 90, 80), ("/UBND-A", 170, 80), ("ngày", 330, 80), ("Kính", 100, 200), ("gửi", 145, 200),
        ]
        return PDFPage(
            width: 595, height: 842,
            words: (usual + others).map {
                .init(text: $0.0, left: $0.1, top: $0.2, right: $0.1 + 40, bottom: $0.2 + 14)
            })
    }

    private static func stamps(
        _ urgency: Urgency, until: String? = nil, _ circulation: Circulation? = nil
    ) -> DocumentStamps {
        DocumentStamps(urgency: urgency, until: until, circulation: circulation)
    }

    @Test(arguments: [(Urgency.urgent, "KHẨN", 20.0), (.veryUrgent, "THƯỢNG KHẨN", 40), (.flash, "HỎA TỐC", 30)])
    func `urgency stands below the notation, in the size of its level`(
        urgency: Urgency, text: String, width: Double
    ) throws {
        let marks = Self.stamps(urgency).marks(on: Self.page(), beside: [])
        #expect(marks.map(\.text) == [text] && marks.allSatisfy { $0.isFramed && $0.isRed && $0.size == 13 })
        let box = try #require(marks.first).box
        #expect(abs(box.width / Self.millimetre - width) < 0.01 && abs(box.height / Self.millimetre - 8) < 0.01)
        #expect(box.top >= 94 && box.top + box.height <= 200)
        // In the middle below number and notation.
        #expect(abs(box.left + box.width / 2 - 150) < 0.01)
    }

    @Test func `what is timed says until when below its frame`() throws {
        let marks = Self.stamps(.timedFlash, until: "đến 17 giờ").marks(on: Self.page(), beside: [])
        #expect(marks.map(\.text) == ["HỎA TỐC", "đến 17 giờ"] && marks.map(\.isFramed) == [true, false])
        let (stamp, line) = (try #require(marks.first).box, try #require(marks.last).box)
        #expect(abs(line.top - stamp.top - stamp.height) < 0.01)
    }

    @Test func `circulation stands above the head, black, and leaves room for number and date`() throws {
        let marks = Self.stamps(.ordinary, .internalOnly).marks(on: Self.page(), beside: [])
        #expect(marks.map(\.text) == ["LƯU HÀNH NỘI BỘ"] && marks.allSatisfy { $0.isFramed && !$0.isRed })
        let box = try #require(marks.first).box
        #expect(abs(box.height / Self.millimetre - 8) < 0.01 && box.top < 20)
        let line = SignatureRequest.Box(left: 325, top: 22, width: 250, height: 14)
        let beside = Self.stamps(.ordinary, .giveBack).marks(on: Self.page(), beside: [line])
        #expect(beside.map(\.text) == ["XEM XONG TRẢ LẠI"])
        #expect(beside.allSatisfy { $0.box.left + $0.box.width <= 325 })
    }

    @Test func `what is printed already, and what has no room, is left out`() {
        let printed = [("THƯỢNG", 100.0, 110.0), ("KHẨN", 145, 110)]
        #expect(Self.stamps(.urgent).marks(on: Self.page(printed), beside: []).isEmpty)
        let older = [("HOẢ", 100.0, 110.0), ("TỐC", 145, 110)]
        #expect(Self.stamps(.flash).marks(on: Self.page(older), beside: []).isEmpty)
        // Words of a title are no stamp.
        let title = [("CÔNG", 200.0, 150.0), ("ĐIỆN", 245, 150), ("KHẨN", 290, 150)]
        #expect(Self.stamps(.urgent).marks(on: Self.page(title), beside: []).map(\.text) == ["KHẨN"])
        let full = (0...10).map { ("chữ", 140.0, 95 + Double($0) * 10) }
        #expect(Self.stamps(.urgent).marks(on: Self.page(full), beside: []).isEmpty)
        let empty = PDFPage(width: 595, height: 842, words: [])
        #expect(Self.stamps(.urgent).marks(on: empty, beside: []).isEmpty)
    }

    @Test func `stamps are drawn on the page before its first signature, and never on what was signed`() async throws {
        try await SigningSamples.folder { folder in
            let tool = try SigningSamples.tool()
            let (plain, once, twice) = (
                folder.appending(path: "0.pdf"), folder.appending(path: "1.pdf"), folder.appending(path: "2.pdf")
            )
            try Data(try SigningSamples.document(signer: "A")).write(to: plain)
            var request = SignatureRequest(
                field: "NguoiKy", name: "A", time: Date(), appearance: .image(SigningSamples.picture), page: 0,
                box: .init(left: 300, top: 500, width: 100, height: 50))
            func mark(_ text: String, _ millimetres: Double) -> SignatureRequest.Mark {
                .init(
                    text: text,
                    box: .init(left: 300, top: 200, width: millimetres * Self.millimetre, height: 8 * Self.millimetre),
                    size: 13, isFramed: true, isRed: true)
            }
            request.marks = [mark("THƯỢNG KHẨN", 40)]
            let key = SignerKey.file(try await SigningSamples.keyFile("person-h29", password: "x"), password: "x")
            try await tool.sign(plain, into: once, request, with: key)
            let page = try #require(try await PDFTools().words(of: once, page: 0, scratch: folder))
            let words = page.words.filter { ["THƯỢNG", "KHẨN"].contains($0.text) }
            #expect(words.map(\.text) == ["THƯỢNG", "KHẨN"])
            // Within the frame, which is 40 by 8 mm: the line of its edge is a point wide.
            #expect(words.allSatisfy { $0.left > 300 && $0.right < 300 + 40 * Self.millimetre })
            let drawn = String(
                decoding: try await SigningSamples.run("qpdf", ["--qdf", once.path, "-"]), as: UTF8.self)
            let frame = try #require(drawn.firstMatch(of: /0\.9 0 0\.1 RG\s+1 w 0\.5 0\.5 ([0-9.]+) ([0-9.]+) re S/))
            let sides = [frame.1, frame.2].compactMap { Double($0) }.map { ($0 + 1) / Self.millimetre }
            #expect(abs(sides[0] - 40) < 0.01 && abs(sides[1] - 8) < 0.01)

            request.marks = [mark("KHẨN", 20)]
            try await tool.sign(once, into: twice, request, with: key)
            #expect(try Data(contentsOf: twice).starts(with: try Data(contentsOf: once)))
            let later = try #require(try await PDFTools().words(of: twice, page: 0, scratch: folder))
            #expect(later.words.map(\.text).filter { $0 == "KHẨN" }.count == 1)
            let found = try await PDFSignatureChecker(trust: try SigningSamples.trust.get()).check(twice, now: Date())
            #expect(found.signatures.map(\.verdict.status) == [.valid, .valid])
        }
    }
}
