package import Foundation

/// What one package waits for at one receiver, since when, and until when it should have happened (đồng hồ từng chặng).
///
/// "At once" of the rules is given figures here, all in one place; they are ours and stricter than the law, which knows days
/// (NĐ30 Đ.4.2.c, Đ.21.2.c).
package struct StageClock: Sendable, Equatable {
    package enum Stage: String, Sendable, CaseIterable {
        /// The receiver's system has not begun to fetch it (chưa nhận).
        case fetch
        /// It has been fetched and not been acknowledged (chưa xác nhận).
        case confirm
        /// The receiver's clerk accepts or returns it (chờ tiếp nhận).
        case accept
        /// The receiver answers a recall or an update (chờ trả lời).
        case answer
        /// The receiver works on it (đang xử lý). Its deadline, if any, stands in the document.
        case work

        /// Whether the receiver's software is late and not its people.
        package var isOfSystem: Bool { self == .fetch || self == .confirm }
    }

    package let stage: Stage
    package let since: Date
    /// Nil: none that the exchange knows.
    package let deadline: Date?

    package func isLate(at now: Date) -> Bool { self.deadline.map { now > $0 } ?? false }

    /// How things stand with one delivery.
    package struct Standing: Sendable {
        package var transport: Transport
        package var transportAt: Date
        package var kind: PackageKind
        package var urgency: Urgency
        package var handling: HandlingStatus?
        package var handlingAt: Date?
        package var asking: Asking?
        package var askingAt: Date?
        package var closure: Closure?

        package init(
            transport: Transport, transportAt: Date, kind: PackageKind, urgency: Urgency,
            handling: HandlingStatus? = nil, handlingAt: Date? = nil, asking: Asking? = nil, askingAt: Date? = nil,
            closure: Closure? = nil
        ) {
            self.transport = transport
            self.transportAt = transportAt
            self.kind = kind
            self.urgency = urgency
            self.handling = handling
            self.handlingAt = handlingAt
            self.asking = asking
            self.askingAt = askingAt
            self.closure = closure
        }
    }

    /// Nil when nothing is awaited any more.
    package init?(_ standing: Standing, calendar: WorkingCalendar = .init()) {
        let urgency = standing.urgency
        switch standing.transport {
        case .fail: return nil
        case .initial, .processing:
            self.stage = standing.transport == .initial ? .fetch : .confirm
            self.since = standing.transportAt
            self.deadline = self.since.addingTimeInterval(Self.seconds(toFetch: urgency))
        case .done:
            guard standing.kind != .status, standing.closure == nil else { return nil }
            if standing.asking == .requested {
                self.stage = .answer
                self.since = max(standing.askingAt ?? standing.transportAt, standing.transportAt)
                self.deadline = Self.deadline(toAccept: urgency, from: self.since, calendar)
                return
            }
            // Of a recall nothing but the answer is awaited.
            guard standing.kind != .recall, standing.handling?.isTerminal != true else { return nil }
            if let handling = standing.handling, handling != .arrived {
                self.stage = .work
                self.since = standing.handlingAt ?? standing.transportAt
                self.deadline = nil
            } else {
                self.stage = .accept
                self.since = standing.transportAt
                self.deadline = Self.deadline(toAccept: urgency, from: self.since, calendar)
            }
        }
    }

    /// Software needs minutes: the field's alarm rings after 30 ("chưa nhận quá 30 phút").
    package static func seconds(toFetch urgency: Urgency) -> TimeInterval {
        switch urgency {
        case .ordinary: 30 * 60
        case .urgent: 15 * 60
        case .veryUrgent: 10 * 60
        case .flash, .timedFlash: 5 * 60
        }
    }

    /// Ordinary: the end of the working day on which it came, or of the next one when it came after hours (NĐ30 Đ.21.2.c: within the
    /// day). Urgent: at once, which we take as hours and minutes, by night too.
    private static func deadline(toAccept urgency: Urgency, from since: Date, _ calendar: WorkingCalendar) -> Date {
        switch urgency {
        case .ordinary: Self.endOfWork(from: since, calendar)
        case .urgent: since.addingTimeInterval(4 * 3600)
        case .veryUrgent: since.addingTimeInterval(2 * 3600)
        case .flash, .timedFlash: since.addingTimeInterval(30 * 60)
        }
    }

    /// Offices close at 17:00.
    private static func endOfWork(from since: Date, _ calendar: WorkingCalendar) -> Date {
        let start = VietnamTime.date(since)
        // Tết is the longest time off; a calendar without any working day ends the search.
        for offset in 0..<31 {
            guard let day = CalendarDate(dayNumber: start.dayNumber + offset), calendar.isWorkingDay(day) else {
                continue
            }
            let end = VietnamTime.start(of: day).addingTimeInterval(17 * 3600)
            if end > since { return end }
        }
        return since.addingTimeInterval(86_400)
    }
}
