import Exchange
import Foundation
import Trust

/// Where the signature of a person stands (NĐ 30/2020/NĐ-CP, PL I, ô 7c): on the last page, between title and name of the signer.
struct SignaturePlace: Sendable, Equatable {
    /// From 0.
    var page: Int
    var box: SignatureRequest.Box
    /// Whether the signer's name was found there; else it is a place where signatures usually are.
    var isFound: Bool

    /// 45 by 20 mm.
    private static let usual = (width: 128.0, height: 57.0)

    /// Above the last place on `page` that names the signer, as far up as nothing else stands there.
    init(of name: String, on page: PDFPage, number: Int) {
        self.page = number
        let words = name.split(separator: " ").map(String.init)
        let starts = page.words.indices.dropLast(max(0, words.count - 1)).reversed()
        let found = starts.first { start in
            !words.isEmpty
                && zip(words, page.words[start...]).allSatisfy { $0.caseInsensitiveCompare($1.text) == .orderedSame }
        }
        guard let found else {
            self.box = .init(
                left: page.width * 0.58, top: page.height * 0.62, width: Self.usual.width, height: Self.usual.height)
            self.isFound = false
            return
        }
        let line = page.words[found..<found + words.count]
        let (left, right) = (line.map(\.left).min() ?? 0, line.map(\.right).max() ?? 0)
        let (top, middle) = (line.map(\.top).min() ?? 0, (left + right) / 2)
        let above =
            page.words.filter { $0.bottom <= top + 1 && $0.right > left - 20 && $0.left < right + 20 }.map(\.bottom)
            .max()
            ?? top - Self.usual.height
        // Titles close above the name leave no room: then it lies over them, as it does on paper.
        let height = min(Self.usual.height, max(28, top - above))
        self.box = .init(
            left: middle - Self.usual.width / 2, top: top - height, width: Self.usual.width, height: height)
        self.isFound = true
    }

    init(page: Int, box: SignatureRequest.Box, isFound: Bool) {
        (self.page, self.box, self.isFound) = (page, box, isFound)
    }
}
