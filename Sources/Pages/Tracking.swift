// API: recipientTable([RecipientLine]), workerTable([WorkerLine]): thin uses of ListTable.

/// One recipient of a document and what it does with it (theo dõi nơi nhận).
package struct RecipientLine: Sendable {
    let name: String
    let under: [HTML]
    let sending: Mark
    let sendingDetails: HTML
    let handling: Mark
    let details: HTML
    let at: HTML
    let attempts: Int?
    let note: HTML?
    let attributes: HTML

    /// `under`: code and channel. `sendingDetails`: when. `details`: who reported it, or all reports. `at`: time of the newest report. `note`:
    /// why it failed or was returned, and what to do (`rowNote`).
    package init(
        _ name: String, under: [HTML] = [], sending: Mark, sendingDetails: HTML = "", handling: Mark,
        details: HTML = "", at: HTML = "",
        attempts: Int? = nil, note: HTML? = nil, attributes: HTML = ""
    ) {
        self.name = name
        self.under = under
        self.sending = sending
        self.sendingDetails = sendingDetails
        self.handling = handling
        self.details = details
        self.at = at
        self.attempts = attempts
        self.note = note
        self.attributes = attributes
    }
}

/// Failures and returns first; the caller orders. The last column appears when any line knows its attempts.
package func recipientTable(_ lines: [RecipientLine], announcement: String? = nil) -> HTML {
    let counts = lines.contains { $0.attempts != nil }
    var columns: [ListTable.Column] = [
        .init(Words.recipient, .subject), .init(Words.sending, .plain),
        .init(Words.handling, .plain, label: Words.handlingShort),
        .init(Words.at, .when),
    ]
    if counts { columns.append(.init(Words.attempts, .count)) }
    let rows = lines.map { line -> ListTable.Row in
        var cells: [HTML] = [
            "<b>\(line.name)</b>\(Pages.under(line.under))", "\(line.sending.html)\(line.sendingDetails)",
            "\(line.handling.html)\(line.details)",
            line.at,
        ]
        if counts { cells.append(line.attempts.html { "\($0)" }) }
        return .init(cells, note: line.note, attributes: line.attributes)
    }
    var table = ListTable(caption: Words.recipients, columns: columns, rows: rows)
    table.isFlush = false
    table.announcement = announcement
    return table.html
}

/// One unit or person who works on a document.
package struct WorkerLine: Sendable {
    let unit: String
    let under: [HTML]
    let part: PartMark
    let due: HTML

    /// `under`: the person, what they did. `due`: deadline and mark (`ListTable.when`), or a quiet word.
    package init(_ unit: String, under: [HTML] = [], part: PartMark, due: HTML) {
        self.unit = unit
        self.under = under
        self.part = part
        self.due = due
    }
}

/// Who works on it, for a panel: no visible head.
package func workerTable(_ lines: [WorkerLine]) -> HTML {
    let columns: [ListTable.Column] = [
        .init(Words.person, .subject), .init(Words.role, .plain, label: ""), .init(Words.due, .when),
    ]
    let rows = lines.map { line in
        ListTable.Row(["\(line.unit)\(Pages.under(line.under))", line.part.html, line.due])
    }
    var table = ListTable(caption: Words.workers, columns: columns, rows: rows)
    table.isFlush = false
    table.hidesHead = true
    return table.html
}
