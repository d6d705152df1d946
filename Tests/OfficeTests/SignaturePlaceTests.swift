import Testing

@testable import Office
@testable import Trust

/// Where signature, number and date go on a page of words.
@Suite struct SignaturePlaceTests {
    /// Words of 40 by 14 points in lines; a line is named by its top.
    private static func page(_ lines: [Line]) -> PDFPage {
        PDFPage(
            width: 595, height: 842,
            words: lines.flatMap { line in
                line.words.map { .init(text: $0.0, left: $0.1, top: line.top, right: $0.1 + 40, bottom: line.top + 14) }
            })
    }

    @Test func `a signature stands above the last place that names the signer, below the title`() {
        let page = Self.page([
            (100, [("Lê", 300), ("Minh", 345), ("Họa", 390)]), (600, [("CHỦ", 340), ("TỊCH", 385)]),
            (700, [("Nơi", 60), ("LÊ", 300), ("MINH", 345), ("HỌA", 390)]),
        ])
        let place = SignaturePlace(of: "Lê Minh Họa", on: page, number: 3)
        #expect(place.isFound && place.page == 3)
        #expect(place.box.top + place.box.height == 700 && place.box.top >= 614)
        #expect(place.box.left + place.box.width / 2 == 365)
        // A title close above leaves little room: it is used, and not less than can be seen.
        let close = Self.page([(680, [("TỊCH", 345)]), (700, [("Họa", 345)])])
        #expect(SignaturePlace(of: "Họa", on: close, number: 0).box.height == 28)
        for name in ["Lê Minh", "Họa Lê", ""] {
            #expect(SignaturePlace(of: name, on: close, number: 0).isFound == false, "\(name)")
        }
    }

    @Test func `number and date go where the head of the page leaves room`() {
        let date = [("ngày", 320.0), ("tháng", 400), ("năm", 480), ("2026", 525)]
        let blanks = NumberBlanks.fields(on: Self.page([(80, [("Số:", 60), ("/UBND-A", 140)] + date)]))
        #expect(blanks.map(\.name) == [NumberBlanks.number, NumberBlanks.day, NumberBlanks.month])
        #expect(blanks.map(\.box.left) == [101, 361, 441] && blanks.allSatisfy { $0.box.width == 38 && $0.page == 0 })
        // Dots are room; a year that is not printed is asked for too.
        let dotted = NumberBlanks.fields(
            on: Self.page([
                (80, [("Số:", 60), ("......", 101), ("/UBND-A", 145)]),
                (99, [("ngày", 320), ("…", 361), ("tháng", 402), ("…", 443), ("năm", 484)]),
            ]))
        #expect(
            dotted.map(\.name) == [NumberBlanks.number, NumberBlanks.day, NumberBlanks.month, NumberBlanks.year])
    }

    /// From the top, words with their left edges.
    typealias Line = (top: Double, words: [(String, Double)])

    @Test(
        arguments: [
            // No room after "Số:", a number that is there already, no date, and the whole far below.
            (80.0, [("Số:", 60.0), ("/UBND-A", 108), ("ngày", 320), ("tháng", 400), ("năm", 480)]),
            (80, [("Số:", 60), ("12/UBND-A", 140), ("ngày", 320), ("tháng", 400), ("năm", 480)]),
            (80, [("Số:", 60), ("/UBND-A", 140)]),
            (500, [("Số:", 60), ("/UBND-A", 140), ("ngày", 320), ("tháng", 400), ("năm", 480)]),
        ] as [Line])
    func `where there is none, one line at the top right corner holds both`(line: Line) {
        let blanks = NumberBlanks.fields(on: Self.page([line]))
        #expect(blanks.map(\.name) == [NumberBlanks.line])
        #expect(blanks.allSatisfy { $0.box.top < 40 && $0.box.left + $0.box.width > 570 })
    }

    @Test func `what pdftotext says of a page is read, anything else is no page`() throws {
        let page = try #require(
            PDFPage(
                """
                <page width="595.000000" height="842.000000">
                    <word xMin="56.7" yMin="70" xMax="80.1" yMax="84.5">A&amp;B&lt;</word>
                </page>
                """))
        #expect(page.width == 595 && page.words.map(\.text) == ["A&B<"] && page.words[0].bottom == 84.5)
        #expect(PDFPage("") == nil && PDFPage("<word xMin=\"1\" yMin=\"1\" xMax=\"2\" yMax=\"2\">x</word>") == nil)
    }
}
