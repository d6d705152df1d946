import Exchange
import Foundation
import Storage

/// The place in a file where the words stand (trích đoạn), in pieces.
struct Excerpt: Sendable, Equatable {
    struct Piece: Sendable, Equatable {
        var text: String
        /// One of the words that were sought.
        let isHit: Bool
    }

    let fileName: String
    let pieces: [Piece]

    private static let before = 70
    private static let length = 240

    /// By the file's number. Only the pieces are read, not the whole texts.
    static func read(_ files: [Int], _ words: SearchWords, in connection: Connection) throws -> [Int: Excerpt] {
        guard !files.isEmpty, let longest = words.foldedWords.max(by: { $0.count < $1.count }) else { return [:] }
        let names = files.indices.map { "$\($0 + 2)" }.joined(separator: ", ")
        let rows = try connection.rows(
            anew: """
                SELECT id, name, at > \(Self.before) AS is_cut,
                    substr(text, CAST(CASE WHEN at > \(Self.before) THEN at - \(Self.before) ELSE 1 END AS INTEGER), \(Self.length)) AS piece
                FROM (
                    SELECT file_text.id, attachment.name, file_text.text,
                        instr(' ' || file_text.plain || ' ', ' ' || $1 || ' ') AS at
                    FROM file_text JOIN attachment ON attachment.id = file_text.attachment_id
                        AND attachment.removed_at IS NULL
                    WHERE file_text.id IN (\(names))
                ) AS found
                """, values: [longest] + files)
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                let piece: String = try row["piece"]
                return (
                    try row["id"],
                    Excerpt(fileName: try row["name"], pieces: Self.pieces(of: piece, words, isCut: try row["is_cut"]))
                )
            })
    }

    /// Whole words only, where the text was cut.
    static func pieces(of text: String, _ words: SearchWords, isCut: Bool) -> [Piece] {
        let sought = words.foldedWords
        var parts = text.split(separator: " ", omittingEmptySubsequences: true)
        if isCut, parts.count > 2 { parts.removeFirst() }
        if text.unicodeScalars.count >= Self.length, parts.count > 2 { parts.removeLast() }
        var pieces: [Piece] = []
        for (index, part) in parts.enumerated() {
            let plain = String(part).folded.split(separator: " ").map(String.init)
            let isHit = plain.contains(where: sought.contains)
            let text = index == 0 ? String(part) : " \(part)"
            if pieces.last?.isHit == isHit {
                pieces[pieces.count - 1].text += text
            } else {
                pieces.append(Piece(text: text, isHit: isHit))
            }
        }
        return pieces
    }
}
