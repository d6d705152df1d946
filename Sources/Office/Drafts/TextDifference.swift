/// What differs between two texts: paragraph by paragraph, in a changed paragraph word by word.
struct TextDifference: Sendable {
    enum Block: Sendable, Equatable {
        /// So many paragraphs are the same.
        case same(Int)
        case removed(String)
        case added(String)
        case changed([Piece])
    }

    enum Piece: Sendable, Equatable {
        case same(String)
        case removed(String)
        case added(String)
    }

    let blocks: [Block]

    var isDifferent: Bool { self.blocks.contains { if case .same = $0 { false } else { true } } }

    /// Cells of a table of comparison: what is larger is not compared.
    private static let maximumCells = 4_000_000

    /// Nil when the texts are too long to be compared.
    init?(_ old: [String], _ new: [String]) {
        guard let steps = Self.steps(old, new) else { return nil }
        var blocks: [Block] = []
        var (removed, added, same): ([String], [String], Int) = ([], [], 0)
        func flush() {
            if same > 0 { blocks.append(.same(same)) }
            for index in 0..<max(removed.count, added.count) {
                switch (removed.indices.contains(index), added.indices.contains(index)) {
                case (true, true): blocks += Self.paragraph(removed[index], added[index])
                case (true, false): blocks.append(.removed(removed[index]))
                default: blocks.append(.added(added[index]))
                }
            }
            (removed, added, same) = ([], [], 0)
        }
        for step in steps {
            switch step {
            case .same:
                if !removed.isEmpty || !added.isEmpty { flush() }
                same += 1
            case .removed(let index):
                if same > 0 { flush() }
                removed.append(old[index])
            case .added(let index):
                if same > 0 { flush() }
                added.append(new[index])
            }
        }
        flush()
        self.blocks = blocks
    }

    /// One paragraph that became another; as two where hardly a word stayed.
    private static func paragraph(_ old: String, _ new: String) -> [Block] {
        let (before, after) = (old.split(separator: " "), new.split(separator: " "))
        guard let steps = Self.steps(before, after),
            steps.count(where: { if case .same = $0 { true } else { false } }) * 3 >= max(before.count, after.count)
        else { return [.removed(old), .added(new)] }
        var pieces: [Piece] = []
        var run: (kind: Int, words: [Substring]) = (0, [])
        func flush() {
            let text = run.words.joined(separator: " ")
            guard !text.isEmpty else { return }
            pieces.append(run.kind == 0 ? .same(text) : run.kind == 1 ? .removed(text) : .added(text))
        }
        for step in steps {
            let (kind, word): (Int, Substring) =
                switch step {
                case .same(let index): (0, before[index])
                case .removed(let index): (1, before[index])
                case .added(let index): (2, after[index])
                }
            if kind != run.kind {
                flush()
                run = (kind, [])
            }
            run.words.append(word)
        }
        flush()
        return [.changed(pieces)]
    }

    private enum Step {
        /// Index in the old one.
        case same(Int)
        case removed(Int)
        /// Index in the new one.
        case added(Int)
    }

    /// The longest common subsequence by the table, after what is the same at both ends; nil when the table would be too large.
    private static func steps<Element: Equatable>(_ old: [Element], _ new: [Element]) -> [Step]? {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let (rows, columns) = (old.count - head - tail, new.count - head - tail)
        guard (rows + 1) * (columns + 1) <= self.maximumCells else { return nil }
        let width = columns + 1
        // How much of the rests is common.
        var common = [Int32](repeating: 0, count: (rows + 1) * width)
        for row in stride(from: rows - 1, through: 0, by: -1) {
            for column in stride(from: columns - 1, through: 0, by: -1) {
                common[row * width + column] =
                    old[head + row] == new[head + column]
                    ? common[(row + 1) * width + column + 1] + 1
                    : max(common[(row + 1) * width + column], common[row * width + column + 1])
            }
        }
        var steps = (0..<head).map(Step.same)
        var (row, column) = (0, 0)
        while row < rows || column < columns {
            if row < rows, column < columns, old[head + row] == new[head + column] {
                steps.append(.same(head + row))
                row += 1
                column += 1
            } else if column == columns
                || row < rows && common[(row + 1) * width + column] >= common[row * width + column + 1]
            {
                steps.append(.removed(head + row))
                row += 1
            } else {
                steps.append(.added(head + column))
                column += 1
            }
        }
        return steps + (0..<tail).map { .same(old.count - tail + $0) }
    }
}
