import Exchange
import Foundation
import Pages

/// Values of the domain as pages show them.
enum Shown {
    static func date(_ date: CalendarDate) -> HTML { Times.date(year: date.year, month: date.month, day: date.day) }

    static func moment(_ instant: Date) -> HTML {
        let parts = VietnamTime.parts(instant)
        return Times.moment(
            year: parts.date.year, month: parts.date.month, day: parts.date.day, hour: parts.hour, minute: parts.minute
        )
    }

    /// A deadline: date, and how it stands in words. Of what is over (returned to its sender) it is a date only.
    static func due(
        _ due: CalendarDate?, finished: Date? = nil, isOver: Bool = false, today: CalendarDate,
        calendar: WorkingCalendar
    ) -> HTML {
        guard let due else { return "<span class=\"quiet\">Không có</span>" }
        if isOver { return self.date(due) }
        let standing = DeadlineStanding(
            due: due, today: today, finished: finished.map(VietnamTime.date), calendar: calendar)
        return "\(self.date(due))\(self.mark(standing).html)"
    }

    /// The deadline of a part of `incoming` that leads: its own, or that of the agency, as `Incoming.due` has it.
    static func leadDue(
        _ own: CalendarDate?, of incoming: Incoming, finished: Date?, isOver: Bool, today: CalendarDate,
        calendar: WorkingCalendar
    ) -> HTML {
        let due = self.due(
            own ?? incoming.commonDue, finished: finished, isOver: isOver, today: today, calendar: calendar)
        return own == nil && incoming.commonDue != nil ? "Theo hạn của cơ quan: \(due)" : due
    }

    static func mark(_ standing: DeadlineStanding) -> Mark {
        switch standing {
        case .inTime(let left): Mark(.inTime, "Còn \(left) ngày làm việc")
        case .near(0): Mark(.near, "Hôm nay")
        case .near(let left): Mark(.near, "Còn \(left) ngày làm việc")
        case .late(let days): Mark(.late, "Quá \(days) ngày làm việc")
        case .doneInTime: Mark(.done, "Đúng hạn")
        case .doneLate(let days): Mark(.doneLate, "Trễ \(days) ngày làm việc")
        }
    }

    static func state(_ state: InternalState, big: Bool = false) -> HTML {
        let kind: Mark.Kind =
            switch state {
            case .received, .registered, .submitted: .near
            case .returned: .late
            case .assigned, .inProgress: .go
            case .finished: .done
            }
        return Mark(kind, IncomingWords.state(state), big: big).html
    }

    /// What was given back is no longer where it was.
    static func state(_ incoming: Incoming, big: Bool = false) -> HTML {
        incoming.closure.map { Mark($0 == .linked ? .done : .late, IncomingWords.closure($0), big: big).html }
            ?? self.state(incoming.state, big: big)
    }

    static func state(_ outgoing: Outgoing, big: Bool = false) -> HTML {
        let reach = outgoing.reach
        let kind: Mark.Kind =
            switch outgoing.state {
            case .draft: outgoing.returnedReason == nil ? .none : .late
            case .submitted, .approved, .numbered: .near
            case .published: reach.unsent + reach.refused + reach.withdrawn > 0 ? .late : reach.queued > 0 ? .go : .done
            }
        return Mark(kind, OutgoingWords.standing(outgoing), big: big, wrap: true).html
    }

    /// What a recipient says it does: code and label.
    static func handling(_ status: HandlingStatus?) -> Mark {
        guard let status else { return Mark(.none, "Chưa có") }
        let kind: Mark.Kind =
            switch status {
            case .arrived: .near
            case .refused, .declined: .late
            case .accepted, .finished, .agreed: .done
            case .assigned, .inProgress, .takeBack: .go
            }
        return Mark(kind, "\(status.rawValue) \(StatusWords.label(status))")
    }

    /// What became of it there counts more than what was reported before.
    static func handling(_ recipient: Recipient) -> Mark {
        recipient.closure.map { Mark(.late, IncomingWords.closure($0)) } ?? self.handling(recipient.status)
    }

    static func transport(_ recipient: Recipient) -> Mark {
        let kind: Mark.Kind =
            switch recipient.transport {
            case .none: .none
            case .queued, .sent: .go
            case .delivered: .done
            case .failed, .refused: .late
            }
        return Mark(kind, TransportWords.state(recipient.transport), wrap: true)
    }

    static func size(_ bytes: Int) -> String {
        bytes < 1 << 20 ? "\(max(1, bytes >> 10)) KB" : "\(bytes >> 20) MB"
    }

    static func urgency(_ urgency: Urgency) -> HTML { stamp(level: urgency.rawValue, OutgoingWords.urgency(urgency)) }

    static func fileAddress(_ file: Attachment) -> String {
        "/files/\(file.id)/\(file.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "tep")"
    }

    /// The files of a document, the first one open.
    static func files(_ files: [Attachment], tall: Bool = false) -> HTML {
        var html = HTML()
        for (index, file) in files.enumerated() {
            let kind = file.part == .main ? "Văn bản" : file.part == .annex ? "Phụ lục" : "Dự thảo"
            var block = DocumentFile(
                title: file.name, note: "\(kind), \(self.size(file.sizeBytes))", href: self.fileAddress(file),
                isPDF: file.isPDF && index == 0
            )
            block.firstPage = "/files/\(file.id)/first-page"
            block.isTall = tall
            html += block.html
        }
        return html
    }
}

extension HTML.Interpolation {
    mutating func appendInterpolation(_ number: EntryNumber) { self.appendInterpolation(number.description) }
}
