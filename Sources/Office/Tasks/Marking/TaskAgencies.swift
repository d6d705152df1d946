import Exchange

/// The agencies that a paragraph names, found by the names of the directory, and what plain rules make of them (gợi ý cơ quan chủ trì, phối hợp).
struct TaskAgencies: Sendable {
    struct Agency: Sendable, Equatable {
        let organ: OrganCode
        let name: String
    }

    struct Found: Sendable, Equatable {
        var lead: Agency?
        var supporting: [Agency] = []
    }

    /// A word without marks.
    private struct Word {
        let text: String
        /// A sentence or a part of one ends with it.
        let ends: Bool
    }

    private struct Name {
        let words: [String]
        let agency: Agency
        let isRecipient: Bool
    }

    /// By their first word, the longest first.
    private let names: [String: [Name]]

    init(recipients: [Agency], directory: [Agency]) {
        let known = Set(recipients.map(\.organ.key))
        let all = recipients.map { ($0, true) } + directory.filter { !known.contains($0.organ.key) }.map { ($0, false) }
        let names = all.map { agency, isRecipient in
            Name(words: Self.words(agency.name).map(\.text), agency: agency, isRecipient: isRecipient)
        }
        // A name of one word may be any word.
        self.names = Dictionary(grouping: names.filter { $0.words.count > 1 }, by: \.words[0]).mapValues {
            $0.sorted { $0.words.count > $1.words.count }
        }
    }

    /// Who leads is the one agency named before “phối hợp”, before what is reported, sent or submitted to somebody, and before the first sentence ends;
    /// of several the one that stands right before “chủ trì”. Who supports stands behind “phối hợp”, up to such an end. Where the rules leave it open,
    /// nobody.
    func read(_ paragraph: String) -> Found {
        let words = Self.words(paragraph)
        let named = self.named(in: words)
        let together = words.indices.first { Self.stands(["phoi", "hop"], in: words, at: $0) }
        let leading = Self.end(in: words, from: 0, before: together)
        let candidates = named.filter { $0.range.upperBound <= leading }
        var found = Found()
        found.lead =
            Self.one(candidates)
            ?? Self.one(candidates.filter { Self.stands(["chu", "tri"], in: words, at: $0.range.upperBound) })
        guard let together else { return found }
        let behind = together + 2..<max(together + 2, Self.end(in: words, from: together + 2, before: nil))
        for (range, agency) in named
        where behind.contains(range.lowerBound) && range.upperBound <= behind.upperBound {
            guard agency != found.lead, !found.supporting.contains(agency) else { continue }
            found.supporting.append(agency)
        }
        return found
    }

    private static func one(_ named: [(range: Range<Int>, agency: Agency)]) -> Agency? {
        guard let first = named.first?.agency, named.allSatisfy({ $0.agency == first }) else { return nil }
        return first
    }

    /// Where the part that begins at `start` ends: behind the last word of the sentence, or before somebody is reported to.
    private static func end(in words: [Word], from start: Int, before limit: Int?) -> Int {
        var index = start
        while index < min(limit ?? words.count, words.count) {
            if self.tells(in: words, at: index) { return index }
            if words[index].ends { return index + 1 }
            index += 1
        }
        return index
    }

    /// Words of something else that end with “trình”.
    private static let compounds: Set<String> = [
        "chuong", "quy", "cong", "qua", "lo", "tien", "giao", "hanh", "phuong",
    ]

    private static func tells(in words: [Word], at index: Int) -> Bool {
        switch words[index].text {
        case "gui": true
        case "bao": self.stands(["bao", "cao"], in: words, at: index)
        case "trinh": index == 0 || !self.compounds.contains(words[index - 1].text)
        default: false
        }
    }

    private static func stands(_ wanted: [String], in words: [Word], at index: Int) -> Bool {
        index + wanted.count <= words.count && zip(wanted, words[index...]).allSatisfy { $0 == $1.text }
    }

    private func named(in words: [Word]) -> [(range: Range<Int>, agency: Agency)] {
        var (found, index): ([(range: Range<Int>, agency: Agency)], Int) = ([], 0)
        while index < words.count {
            let here = self.names[words[index].text, default: []].filter { name in
                Self.stands(name.words, in: words, at: index)
                    && !words[index..<index + name.words.count - 1].contains(where: \.ends)
            }
            guard let longest = here.first?.words.count else {
                index += 1
                continue
            }
            let same = here.filter { $0.words.count == longest }
            let chosen = same.contains(where: \.isRecipient) ? same.filter(\.isRecipient) : same
            // Two agencies of one name: the text does not say which.
            if chosen.count == 1 { found.append((index..<index + longest, chosen[0].agency)) }
            index += longest
        }
        return found
    }

    /// Spelled out in one way.
    private static let spellings: [(long: [String], short: String)] = [
        (["uy", "ban", "nhan", "dan"], "ubnd"), (["thanh", "pho"], "tp"),
    ]

    private static func words(_ text: String) -> [Word] {
        var words: [Word] = []
        for piece in text.split(whereSeparator: \.isWhitespace) {
            let parts = String(piece).folded.split(separator: " ").map(String.init)
            let ends = piece.hasSuffix(";") || piece.hasSuffix(".") && parts.last != "tp"
            for (index, part) in parts.enumerated() {
                words.append(Word(text: part, ends: ends && index == parts.count - 1))
            }
            for (long, short) in self.spellings where words.suffix(long.count).map(\.text) == long {
                words.removeLast(long.count)
                words.append(Word(text: short, ends: ends))
            }
        }
        return words
    }
}
