/// The square of a QR code while it is filled.
struct QRGrid: Sendable {
    let layout: QRLayout
    private(set) var modules: [Bool]
    /// Modules that belong to patterns, format and version: no data there, no mask.
    private var isFixed: [Bool]

    private var size: Int { self.layout.size }

    init(_ layout: QRLayout) {
        self.layout = layout
        self.modules = Array(repeating: false, count: layout.size * layout.size)
        self.isFixed = self.modules
        self.drawPatterns()
    }

    /// Writes data and format; nothing else is written after it.
    mutating func place(_ codewords: [UInt8], mask: Int) {
        self.drawFormat(mask)
        var bit = 0
        // Two columns at a time from the right, upwards and downwards by turns; the column of the timing pattern is left out.
        for right in stride(from: self.size - 1, through: 1, by: -2).map({ $0 <= 6 ? $0 - 1 : $0 }) {
            let isUpwards = (right + 1) & 2 == 0
            for step in 0..<self.size {
                let y = isUpwards ? self.size - 1 - step : step
                for x in [right, right - 1] where !self.isFixed[y * self.size + x] {
                    let isSet = bit < codewords.count * 8 && codewords[bit / 8] >> (7 - bit % 8) & 1 == 1
                    self.modules[y * self.size + x] = isSet != Self.isMasked(mask, x, y)
                    bit += 1
                }
            }
        }
    }

    /// Table 10: the modules that a mask turns round.
    static func isMasked(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    private mutating func fix(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<self.size).contains(x), (0..<self.size).contains(y) else { return }
        self.modules[y * self.size + x] = isDark
        self.isFixed[y * self.size + x] = true
    }

    private mutating func drawPatterns() {
        for place in 0..<self.size {
            self.fix(6, place, place % 2 == 0)
            self.fix(place, 6, place % 2 == 0)
        }
        let last = self.size - 4
        for (x, y) in [(3, 3), (last, 3), (3, last)] {
            for down in -4...4 {
                for across in -4...4 {
                    let distance = max(abs(down), abs(across))
                    self.fix(x + across, y + down, distance != 2 && distance != 4)
                }
            }
        }
        let middles = self.layout.alignment
        for y in middles {
            for x in middles where !self.isCorner(x, y) {
                for down in -2...2 {
                    for across in -2...2 { self.fix(x + across, y + down, max(abs(down), abs(across)) != 1) }
                }
            }
        }
        // What the format will take is no place for data.
        self.drawFormat(0)
        self.drawVersion()
    }

    /// Where a finder pattern is.
    private func isCorner(_ x: Int, _ y: Int) -> Bool {
        let last = self.size - 7
        return (x, y) == (6, 6) || (x, y) == (last, 6) || (x, y) == (6, last)
    }

    /// Level M is 00; a BCH code protects the five bits (§7.9).
    private mutating func drawFormat(_ mask: Int) {
        let bits = (mask << 10 | Self.remainder(mask, by: 0x537, degree: 10)) ^ 0x5412
        func bit(_ place: Int) -> Bool { bits >> place & 1 == 1 }
        for place in 0...5 { self.fix(8, place, bit(place)) }
        self.fix(8, 7, bit(6))
        self.fix(8, 8, bit(7))
        self.fix(7, 8, bit(8))
        for place in 9...14 { self.fix(14 - place, 8, bit(place)) }
        for place in 0...7 { self.fix(self.size - 1 - place, 8, bit(place)) }
        for place in 8...14 { self.fix(8, self.size - 15 + place, bit(place)) }
        self.fix(8, self.size - 8, true)
    }

    /// From version 7 on it stands in two places (§7.10).
    private mutating func drawVersion() {
        let version = self.layout.version
        guard version >= 7 else { return }
        let bits = version << 12 | Self.remainder(version, by: 0x1F25, degree: 12)
        for place in 0..<18 {
            let (far, near) = (self.size - 11 + place % 3, place / 3)
            self.fix(far, near, bits >> place & 1 == 1)
            self.fix(near, far, bits >> place & 1 == 1)
        }
    }

    private static func remainder(_ value: Int, by generator: Int, degree: Int) -> Int {
        var rest = value
        for _ in 0..<degree { rest = rest << 1 ^ (rest >> (degree - 1)) * generator }
        return rest
    }

    /// How hard it would be to read (§7.8.3).
    var penalty: Int {
        let lines = (0..<self.size).flatMap { line -> [[Bool]] in
            [
                (0..<self.size).map { self.modules[line * self.size + $0] },
                (0..<self.size).map { self.modules[$0 * self.size + line] },
            ]
        }
        let dark = self.modules.count(where: { $0 })
        let steps = abs(dark * 20 - self.modules.count * 10) / self.modules.count
        return lines.reduce(0) { $0 + Self.runs($1) + Self.finders($1) } + self.squares + steps * 10
    }

    /// Five alike cost 3, each further one 1.
    private static func runs(_ line: [Bool]) -> Int {
        var (sum, length) = (0, 0)
        for (index, module) in line.enumerated() {
            length = index > 0 && line[index - 1] == module ? length + 1 : 1
            if length == 5 { sum += 3 } else if length > 5 { sum += 1 }
        }
        return sum
    }

    /// What looks like a finder pattern with light on one side costs 40.
    private static func finders(_ line: [Bool]) -> Int {
        let finder = [true, false, true, true, true, false, true]
        let light = [false, false, false, false]
        return [finder + light, light + finder].reduce(0) { sum, pattern in
            sum + (0...(line.count - pattern.count)).count(where: {
                line[$0..<$0 + pattern.count].elementsEqual(pattern)
            }) * 40
        }
    }

    /// Each square of two by two alike costs 3.
    private var squares: Int {
        var sum = 0
        for y in 1..<self.size {
            for x in 1..<self.size {
                let at = y * self.size + x
                let module = self.modules[at]
                let others = [at - 1, at - self.size, at - self.size - 1]
                if others.allSatisfy({ self.modules[$0] == module }) { sum += 3 }
            }
        }
        return sum
    }
}
