import Testing

@testable import Pages

/// QR codes: what the standard says of their shape, known vectors, and reading them again.
@Suite struct QRCodeTests {
    /// ISO/IEC 18004, Annex I: "01234567" at 1-M.
    @Test func `error correction is that of the standard's example`() {
        let data: [UInt8] = [
            0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11,
        ]
        #expect(
            ReedSolomon.correction(of: data, count: 10) == [
                0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55,
            ])
    }

    /// What python-qrcode 8 makes of the same text in byte mode with the same mask.
    @Test func `HELLO WORLD is what another encoder makes of it`() throws {
        let code = try #require(QRCode("HELLO WORLD"))
        #expect(code.version == 1 && code.mask == 4)
        let rows = (0..<code.size).map { y in
            (0..<code.size).map { x in code.isDark(x, y) ? "1" : "0" }.joined()
        }
        #expect(rows == Self.hello)
    }

    private static let hello = [
        "111111101100101111111",
        "100000100001001000001",
        "101110100101001011101",
        "101110101001001011101",
        "101110101110101011101",
        "100000101001001000001",
        "111111101010101111111",
        "000000001001100000000",
        "100010111111011111001",
        "000100001011100001111",
        "001111110011011010010",
        "111110001100010000000",
        "111110101010101100110",
        "000000001010111101011",
        "111111101110101011010",
        "100000100101110110011",
        "101110101101011000110",
        "101110100100100011011",
        "101110100111000111000",
        "100000100001010000000",
        "111111101111111110101",
    ]

    @Test func `the first bits are mode, length and bytes; then come the terminator and the padding`() {
        #expect(
            QRData.codewords(Array("Hello".utf8), QRLayout.all[0]) == [
                0x40, 0x54, 0x86, 0x56, 0xC6, 0xC6, 0xF0, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC,
            ])
    }

    /// ISO/IEC 18004, Table 1: how many codewords a version has in all.
    @Test func `each version has as many codewords as the standard says`() {
        let totals = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346]
        #expect(QRLayout.all.map { $0.dataCodewords + $0.blocks.count * $0.correction } == totals)
        #expect(QRLayout.all.map(\.maximumBytes) == [14, 26, 42, 62, 84, 106, 122, 152, 180, 213])
    }

    @Test(arguments: [1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106, 107, 122, 123, 152, 153, 180, 181, 213])
    func `what was written is read again`(length: Int) throws {
        let text = String(String(repeating: "otpauth://totp/H29?x=", count: 11).prefix(length))
        let code = try #require(QRCode(text))
        #expect(code.size == 17 + 4 * code.version)
        let layout = try #require(QRLayout.all.first { $0.version == code.version })
        #expect(layout.maximumBytes >= length)
        #expect(code.version == 1 || QRLayout.all[code.version - 2].maximumBytes < length, "the smallest that fits")
        #expect(try Reader(code: code, layout: layout).text() == text)
    }

    @Test func `a text is bytes, and one that is too long has no code`() throws {
        let text = "Ủy ban nhân dân, mã 1"
        let code = try #require(QRCode(text))
        #expect(try Reader(code: code, layout: QRLayout.all[code.version - 1]).text() == text)
        #expect(QRCode(String(repeating: "a", count: 214)) == nil)
        #expect(QRCode("") != nil)
    }

    @Test func `the picture has a name, a quiet zone and as many dark modules as the code`() throws {
        let code = try #require(QRCode("HELLO WORLD"))
        let picture = String(decoding: code.svg(title: "Mã <QR>", id: "ma").bytes, as: UTF8.self)
        #expect(picture.contains("role=\"img\" aria-labelledby=\"ma\" viewBox=\"0 0 29 29\""))
        #expect(picture.contains("<title id=\"ma\">Mã &lt;QR&gt;</title>"))
        let dark = (0..<21).flatMap { y in (0..<21).map { code.isDark($0, y) } }.count(where: { $0 })
        let drawn = picture.matches(of: /M(\d+) (\d+)h(\d+)v1/)
        #expect(drawn.reduce(0) { $0 + (Int($1.3) ?? 0) } == dark)
        #expect(drawn.allSatisfy { 4...24 ~= Int($0.1) ?? 0 && 4...24 ~= Int($0.2) ?? 0 })
    }
}

/// Reads a code the way a telephone does, from the modules alone: format, mask, codewords, correction, text.
private struct Reader {
    let code: QRCode
    let layout: QRLayout

    private var size: Int { self.code.size }

    func text() throws -> String {
        let mask = try self.mask()
        var bits: [Bool] = []
        var isUpwards = true
        for right in (1..<self.size).reversed() where right > 6 ? right % 2 == 0 : right % 2 == 1 {
            for y in isUpwards ? Array((0..<self.size).reversed()) : Array(0..<self.size) {
                for x in [right, right - 1] where !self.isPattern(x, y) {
                    bits.append(self.code.isDark(x, y) != Self.turns(mask, x, y))
                }
            }
            isUpwards.toggle()
        }
        let total = self.layout.dataCodewords + self.layout.blocks.count * self.layout.correction
        #expect((0..<8) ~= bits.count - total * 8, "what is left over")
        let words = (0..<total).map { word in
            bits[word * 8..<word * 8 + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        return try self.bytes(of: self.blocks(words))
    }

    /// Both copies of the format say level M and the same mask, and their check bits are right.
    private func mask() throws -> Int {
        let last = self.size - 1
        let first = [0, 1, 2, 3, 4, 5, 7, 8].map { (8, $0) } + [7, 5, 4, 3, 2, 1, 0].map { ($0, 8) }
        let second = (0...7).map { (last - $0, 8) } + (0...6).map { (8, last - 6 + $0) }
        let copies = [first, second].map { places in
            places.enumerated().reduce(0) { $0 | (self.code.isDark($1.element.0, $1.element.1) ? 1 << $1.offset : 0) }
        }
        #expect(copies[0] == copies[1] && self.code.isDark(8, self.size - 8))
        let format = copies[0] ^ 0b101_0100_0001_0010
        var rest = format
        for place in stride(from: 14, through: 10, by: -1) where rest >> place & 1 == 1 {
            rest ^= 0b101_0011_0111 << (place - 10)
        }
        #expect(rest == 0 && format >> 13 == 0, "level M")
        return try #require((0..<8) ~= format >> 10 ? format >> 10 : nil)
    }

    private static func turns(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        let conditions = [
            (y + x) % 2, y % 2, x % 3, (y + x) % 3, (y / 2 + x / 3) % 2, (y * x) % 2 + (y * x) % 3,
            ((y * x) % 2 + (y * x) % 3) % 2, ((y + x) % 2 + (y * x) % 3) % 2,
        ]
        return conditions[mask] == 0
    }

    private func isPattern(_ x: Int, _ y: Int) -> Bool {
        let far = self.size - 8
        if x == 6 || y == 6 || x <= 8 && y <= 8 || x >= far && y <= 8 || x <= 8 && y >= far { return true }
        if self.layout.version >= 7, x >= far - 3 && y < 6 || x < 6 && y >= far - 3 { return true }
        let middles = self.layout.alignment
        return middles.contains { down in
            middles.contains { across in
                let isCorner = [(6, 6), (6, self.size - 7), (self.size - 7, 6)].contains { $0 == (across, down) }
                return !isCorner && abs(x - across) <= 2 && abs(y - down) <= 2
            }
        }
    }

    /// The data of each block, whose correction leaves no remainder: it is zero at every root of the generator.
    private func blocks(_ words: [UInt8]) -> [[UInt8]] {
        var blocks = self.layout.blocks.map { _ in [UInt8]() }
        var next = words.makeIterator()
        for index in 0..<(self.layout.blocks.max() ?? 0) {
            for (block, length) in self.layout.blocks.enumerated() where index < length {
                next.next().map { blocks[block].append($0) }
            }
        }
        let data = blocks
        for _ in 0..<self.layout.correction {
            for block in blocks.indices { next.next().map { blocks[block].append($0) } }
        }
        for block in blocks {
            var root: UInt8 = 1
            for _ in 0..<self.layout.correction {
                #expect(block.reduce(0) { ReedSolomon.multiply($0, root) ^ $1 } == 0)
                root = ReedSolomon.multiply(root, 2)
            }
        }
        return data
    }

    private func bytes(of blocks: [[UInt8]]) throws -> String {
        let bits: [Bool] = blocks.flatMap { $0 }.flatMap { byte -> [Bool] in (0..<8).map { byte >> (7 - $0) & 1 == 1 } }
        func number(_ start: Int, _ count: Int) -> Int {
            bits[start..<start + count].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
        #expect(number(0, 4) == 0b0100, "byte mode")
        let long = self.layout.version < 10 ? 8 : 16
        let bytes = (0..<number(4, long)).map { UInt8(number(4 + long + $0 * 8, 8)) }
        return try #require(String(validating: bytes, as: UTF8.self))
    }
}
