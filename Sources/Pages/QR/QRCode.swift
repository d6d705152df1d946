// API: QRCode(text) is nil when it is too long; .size, .isDark(x, y), .svg(title:id:).

/// A QR code (mã QR; ISO/IEC 18004): byte mode, level M, versions 1 to 10, so at most 213 bytes. Mask and padding as the standard says.
package struct QRCode: Sendable, Equatable {
    /// 1 to 10.
    package let version: Int
    /// Modules of a side: 17 and four for each version.
    package let size: Int
    /// 0 to 7: the one of the least penalty.
    package let mask: Int
    /// Row by row.
    private let modules: [Bool]

    /// Nil when the text has more bytes than version 10 takes.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let layout = QRLayout.all.first(where: { $0.maximumBytes >= bytes.count }) else { return nil }
        let codewords = layout.interleaved(QRData.codewords(bytes, layout))
        let grids = (0..<8).map { mask in
            var grid = QRGrid(layout)
            grid.place(codewords, mask: mask)
            return grid
        }
        let penalties = grids.map(\.penalty)
        let mask = penalties.indices.min { penalties[$0] < penalties[$1] } ?? 0
        self.version = layout.version
        self.size = layout.size
        self.mask = mask
        self.modules = grids[mask].modules
    }

    /// Whether the module in column `x` of row `y` is dark; the first of each is 0.
    package func isDark(_ x: Int, _ y: Int) -> Bool { self.modules[y * self.size + x] }

    /// An inline picture with the quiet zone of four modules, dark on light whatever the colours of the page. `title` is what a screen reader says.
    package func svg(title: String, id: String) -> HTML {
        let side = self.size + 8
        var path = HTML()
        for y in 0..<self.size {
            var x = 0
            while x < self.size {
                let start = x
                while x < self.size, self.isDark(x, y) { x += 1 }
                if x > start { path += "M\(start + 4) \(y + 4)h\(x - start)v1h-\(x - start)z" }
                x += 1
            }
        }
        return """
            <svg class="qr" role="img" aria-labelledby="\(id)" viewBox="0 0 \(side) \(side)" width="\(side * 4)" height="\(side * 4)" \
            shape-rendering="crispEdges"><title id="\(id)">\(title)</title>\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
            """
    }
}
