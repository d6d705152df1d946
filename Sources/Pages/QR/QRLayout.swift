/// What the tables of ISO/IEC 18004 say of one version at level M.
struct QRLayout: Sendable {
    let version: Int
    /// Codewords for error correction of each block.
    let correction: Int
    /// Data codewords of each block, the shorter blocks first.
    let blocks: [Int]
    /// Rows and columns in which alignment patterns have their middle.
    let alignment: [Int]

    var size: Int { 17 + 4 * self.version }
    var dataCodewords: Int { self.blocks.reduce(0, +) }
    /// Bits of the field that says how many bytes there are (byte mode).
    var lengthBits: Int { self.version < 10 ? 8 : 16 }
    /// Four bits name the mode, then come the length and the bytes.
    var maximumBytes: Int { self.dataCodewords - (4 + self.lengthBits + 7) / 8 }

    /// Table 9 (level M) and Annex E.
    static let all = [
        QRLayout(version: 1, correction: 10, blocks: [16], alignment: []),
        QRLayout(version: 2, correction: 16, blocks: [28], alignment: [6, 18]),
        QRLayout(version: 3, correction: 26, blocks: [44], alignment: [6, 22]),
        QRLayout(version: 4, correction: 18, blocks: [32, 32], alignment: [6, 26]),
        QRLayout(version: 5, correction: 24, blocks: [43, 43], alignment: [6, 30]),
        QRLayout(version: 6, correction: 16, blocks: [27, 27, 27, 27], alignment: [6, 34]),
        QRLayout(version: 7, correction: 18, blocks: [31, 31, 31, 31], alignment: [6, 22, 38]),
        QRLayout(version: 8, correction: 22, blocks: [38, 38, 39, 39], alignment: [6, 24, 42]),
        QRLayout(version: 9, correction: 22, blocks: [36, 36, 36, 37, 37], alignment: [6, 26, 46]),
        QRLayout(version: 10, correction: 26, blocks: [43, 43, 43, 43, 44], alignment: [6, 28, 50]),
    ]

    /// The codewords in the order in which they are placed: the first of each block, the second of each, and so on; then the same of the correction.
    func interleaved(_ data: [UInt8]) -> [UInt8] {
        var (start, blocks, corrections): (Int, [[UInt8]], [[UInt8]]) = (0, [], [])
        for length in self.blocks {
            let block = Array(data[start..<start + length])
            blocks.append(block)
            corrections.append(ReedSolomon.correction(of: block, count: self.correction))
            start += length
        }
        func woven(_ parts: [[UInt8]]) -> [UInt8] {
            (0..<(parts.map(\.count).max() ?? 0)).flatMap { index in
                parts.compactMap { index < $0.count ? $0[index] : nil }
            }
        }
        return woven(blocks) + woven(corrections)
    }
}

/// The bits of a QR code before error correction.
enum QRData {
    /// Mode, length, bytes, terminator, padding.
    static func codewords(_ bytes: [UInt8], _ layout: QRLayout) -> [UInt8] {
        var bits: [Bool] = []
        func add(_ value: Int, _ count: Int) {
            for place in stride(from: count - 1, through: 0, by: -1) { bits.append(value >> place & 1 == 1) }
        }
        add(0b0100, 4)
        add(bytes.count, layout.lengthBits)
        for byte in bytes { add(Int(byte), 8) }
        let capacity = layout.dataCodewords * 8
        add(0, min(4, capacity - bits.count))
        add(0, (8 - bits.count % 8) % 8)
        var padding = 0xEC
        while bits.count < capacity {
            add(padding, 8)
            padding ^= 0xEC ^ 0x11
        }
        return stride(from: 0, to: capacity, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }
}

/// Error correction over GF(256) with the polynomial x⁸ + x⁴ + x³ + x² + 1.
enum ReedSolomon {
    /// The remainder of the data by the generator polynomial of that degree.
    static func correction(of data: [UInt8], count: Int) -> [UInt8] {
        let generator = self.generator(count)
        var rest = [UInt8](repeating: 0, count: count)
        for byte in data {
            let factor = byte ^ rest[0]
            rest.removeFirst()
            rest.append(0)
            for index in 0..<count { rest[index] ^= self.multiply(generator[index], factor) }
        }
        return rest
    }

    /// The coefficients behind the first, which is 1.
    private static func generator(_ count: Int) -> [UInt8] {
        var polynomial = [UInt8](repeating: 0, count: count)
        polynomial[count - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<count {
            for index in 0..<count {
                polynomial[index] = self.multiply(polynomial[index], root)
                if index + 1 < count { polynomial[index] ^= polynomial[index + 1] }
            }
            root = self.multiply(root, 2)
        }
        return polynomial
    }

    static func multiply(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var product = 0
        for place in stride(from: 7, through: 0, by: -1) {
            product = product << 1 ^ (product >> 7) * 0x11D
            product ^= Int(right >> place & 1) * Int(left)
        }
        return UInt8(product)
    }
}
