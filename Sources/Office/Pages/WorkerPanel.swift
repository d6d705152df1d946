import Exchange
import Foundation
import Pages

/// Who works on a document: every line, those below a line under it, with part, deadline and what became of it.
struct WorkerPanel: Sendable {
    let incoming: Incoming
    let receipts: ReceiptTree
    let today: CalendarDate
    let calendar: WorkingCalendar

    var html: HTML {
        guard !self.receipts.isEmpty else { return "<div id=\"ai\"></div>" }
        return panel(
            "Ai xử lý, hạn của từng nơi", id: "ai", section: false, workerTable(self.receipts.lines.map(self.line)))
    }

    private func line(_ line: Receipt) -> WorkerLine {
        let part: PartMark =
            switch line.part {
            case .lead: .lead
            case .support: .support
            case .know: .know
            }
        let depth = self.receipts.depth(of: line)
        let leads = line.branch == .lead && line.part == .lead && line.stands
        let due =
            leads
            ? Shown.leadDue(
                line.due, of: self.incoming, finished: line.finishedAt, isOver: false, today: self.today,
                calendar: self.calendar)
            : Shown.due(
                line.part == .know ? nil : line.due, finished: line.finishedAt, isOver: !line.stands,
                today: self.today, calendar: self.calendar)
        return WorkerLine(
            "\(String(repeating: "\u{2003}", count: max(0, depth - 1)))\(depth > 0 ? "↳ " : "")\(line.holder)",
            under: [
                line.personName == nil ? "" : "\(line.unit.name)", self.state(line),
                line.text.isEmpty ? "" : "“\(line.text)”", line.result.html { $0.isEmpty ? "" : "“\($0)”" },
            ], part: part, due: due)
    }

    private func state(_ line: Receipt) -> HTML {
        switch line.state {
        case .returned: return "Đã trả lại: “\(line.reason ?? "")”"
        case .withdrawn: return "Đã thu hồi: “\(line.reason ?? "")”"
        case .finished where line.part != .know: return "Đã xong \(line.finishedAt.map(Shown.moment) ?? "")"
        case .working: return "Đang xử lý"
        case .waiting, .finished:
            guard let read = line.readAt else { return "Chưa xem" }
            return "Đã xem \(Shown.moment(read))"
        }
    }
}
