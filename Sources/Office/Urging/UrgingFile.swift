import Exchange
import Foundation
import Spreadsheet
import Storage

/// The letter that urges, ready as a file (.docx): the first version of its draft.
enum UrgingFile {
    static let name = "cong-van-don-doc.docx"

    /// - Parameters:
    ///   - tasks: open ones, by the id of the receiver (`UrgingLine.openTasks`).
    ///   - authority: what stands above the name of the signer.
    static func letter(
        _ lines: [UrgingLine], tasks: [String: [UrgingLine.Task]], text: String, identity: Office.Identity,
        notation: String, unit: Unit, authority: [String], signer: String, today: CalendarDate,
        calendar: WorkingCalendar
    ) -> OfficialLetter {
        var receivers: [String] = []
        for line in lines where !receivers.contains(line.recipient.name) { receivers.append(line.recipient.name) }
        let rows = lines.flatMap { line -> [[String]] in
            let own = tasks[line.recipient.id, default: []]
            let code = [line.code?.text, line.promulgationDate.map { "ngày \($0.shown)" }].compactMap { $0 }
            let document = [
                line.recipient.name, code.joined(separator: " "), line.subject,
                own.isEmpty ? UrgingWords.due(line.due, today: today, calendar: calendar) : "", "\(line.count + 1)",
            ]
            return [document]
                + own.map { task in
                    ["", "", UrgingWords.task(task), UrgingWords.due(task, today: today, calendar: calendar), ""]
                }
        }
        return OfficialLetter(
            superior: identity.letterhead.first ?? "", issuer: identity.letterhead.last ?? identity.name,
            notation: notation, place: identity.place, subject: UrgingWords.subject(lines), receivers: receivers,
            // As it was typed: a line is a paragraph.
            paragraphs: text.split(whereSeparator: \.isNewline).map(String.init)
                + [UrgingWords.before(rows.count, on: today)],
            columns: UrgingWords.letterColumns.map { .init($0.title, width: $0.width) },
            rows: rows.enumerated().map { index, row in ["\(index + 1)"] + row }, closing: [UrgingWords.closing],
            copies: ["Lưu: VT, \(unit.shortName)"], authority: authority, signer: signer)
    }

    /// On disk when this returns; named by nothing yet.
    static func keep(_ letter: OfficialLetter, in store: KeptContent) async throws -> StoredFile {
        try await store.inStagingFolder { folder in
            let file = folder.appending(path: self.name)
            let (hash, size) = try await blocking {
                try letter.write(into: file)
                let bytes = try Data(contentsOf: file)
                return (ContentHash(of: bytes), bytes.count)
            }
            try await store.adopt(file, hash: hash)
            return StoredFile(
                name: self.name, contentType: FileName.contentType(of: self.name) ?? "application/octet-stream",
                sizeBytes: size, hash: hash)
        }
    }
}
