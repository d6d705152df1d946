/// The objects of a PDF that is written here, numbered from 1 in the order in which they are added, the catalogue first (ISO 32000-1 §7.5).
struct PDFObjects {
    private var output: [UInt8]
    private var offsets: [Int] = []

    /// - Parameter head: the first lines: version and, where bytes are not ASCII, a line that says so.
    init(head: String) { self.output = Array(head.utf8) }

    mutating func add(_ text: String, stream: [UInt8]? = nil) {
        self.offsets.append(self.output.count)
        self.output += Array("\(self.offsets.count) 0 obj\n\(text)\n".utf8)
        if let stream { self.output += Array("stream\n".utf8) + stream + Array("\nendstream\n".utf8) }
        self.output += Array("endobj\n".utf8)
    }

    /// The whole file, with its table of objects.
    var file: [UInt8] {
        var table = "xref\n0 \(self.offsets.count + 1)\n0000000000 65535 f \n"
        for offset in self.offsets {
            let digits = String(offset)
            table += "\(String(repeating: "0", count: 10 - digits.count))\(digits) 00000 n \n"
        }
        table += "trailer\n<< /Size \(self.offsets.count + 1) /Root 1 0 R >>\nstartxref\n\(self.output.count)\n%%EOF\n"
        return self.output + Array(table.utf8)
    }
}
