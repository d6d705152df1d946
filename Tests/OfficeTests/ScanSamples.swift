@testable import Office

/// Small PDFs whose pages are pictures, as a scanner makes them: a square inch with so many points a side.
enum ScanSamples {
    struct Page {
        var dots = 200
        var isColour = true
        /// How much of the page the picture takes, a side, in points of 72.
        var side = 72
        /// In place of `side`: what no scanner writes.
        var sideAsWritten: String?
    }

    static func pdf(_ pages: [Page], version: String = "1.4") -> [UInt8] {
        var objects = PDFObjects(head: "%PDF-\(version)\n")
        func add(_ head: String, _ stream: [UInt8]? = nil) {
            objects.add("<< \(head) \(stream.map { "/Length \($0.count)" } ?? "") >>", stream: stream)
        }
        let kids = pages.indices.map { "\(3 + $0 * 3) 0 R" }.joined(separator: " ")
        add("/Type /Catalog /Pages 2 0 R")
        add("/Type /Pages /Kids [\(kids)] /Count \(pages.count)")
        for (index, page) in pages.enumerated() {
            let first = 3 + index * 3
            add(
                """
                /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] /Contents \(first + 1) 0 R \
                /Resources << /XObject << /I \(first + 2) 0 R >> >>
                """)
            let side = page.sideAsWritten ?? String(page.side)
            add("", Array("q \(side) 0 0 \(side) 0 0 cm /I Do Q".utf8))
            add(
                """
                /Type /XObject /Subtype /Image /Width \(page.dots) /Height \(page.dots) /BitsPerComponent 8 \
                /ColorSpace /\(page.isColour ? "DeviceRGB" : "DeviceGray")
                """, [UInt8](repeating: 0x80, count: page.dots * page.dots * (page.isColour ? 3 : 1)))
        }
        return objects.file
    }
}
