import Exchange
import Foundation
import Storage
import Web

/// The lists of urging.
enum UrgingView: String, Sendable, CaseIterable {
    /// Còn nợ báo cáo: a placeholder row for each report that has not come (office.md §8, pattern 25).
    case owed
    /// Cần lãnh đạo can thiệp.
    case intervene
    /// Công văn đôn đốc: the letters.
    case letters
}

/// What is asked of the lists. The address says all of it.
struct UrgingQuestion: Sendable, Equatable {
    var view = UrgingView.owed
    /// Words of the agency's name, with or without marks.
    var agency = ""
    var times = UrgingRule.times
    var days = UrgingRule.days

    private static let maximumCharacters = 200
}

extension UrgingQuestion {
    /// Throws `FormFault` for a number that is none; what is on no list is left out.
    init(_ fields: FormFields) throws {
        self.view = UrgingView(rawValue: fields.text("view")) ?? .owed
        self.agency = String(fields.text("agency").prefix(Self.maximumCharacters))
        self.times = try Self.number(fields, "times", "Số lần", 1...20) ?? UrgingRule.times
        self.days = try Self.number(fields, "days", "Số ngày", 0...250) ?? UrgingRule.days
    }

    /// What cannot be read is said beside the form; the page shows the view without conditions.
    static func read(_ fields: FormFields) throws -> (UrgingQuestion, FormFault?) {
        do { return (try UrgingQuestion(fields), nil) } catch let fault as FormFault {
            return (UrgingQuestion(view: UrgingView(rawValue: fields.text("view")) ?? .owed), fault)
        }
    }

    private static func number(
        _ fields: FormFields, _ name: String, _ label: String, _ range: ClosedRange<Int>
    ) throws -> Int? {
        guard let text = fields.optional(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw FormFault(name, "\(label) từ \(range.lowerBound) đến \(range.upperBound)")
        }
        return number
    }

    /// As fields of an address, in a fixed order.
    var pairs: [(name: String, value: String)] {
        [
            ("view", self.view.rawValue), ("agency", self.agency),
            ("times", self.times == UrgingRule.times ? "" : String(self.times)),
            ("days", self.days == UrgingRule.days ? "" : String(self.days)),
        ].filter { !$0.1.isEmpty }
    }

    func path(page: Int = 1) -> String { BoardQuestion.address("/urging", self.pairs, page) }

    func path(_ view: UrgingView) -> String {
        var question = self
        question.view = view
        return question.path()
    }

    /// The question before all late ones of the list are urged.
    var urgingPath: String { BoardQuestion.address("/urging/new", [("list", "view")] + self.pairs) }

    /// The last day on which a deadline is late by more than `days` working days.
    func lastLateDay(today: CalendarDate, calendar: WorkingCalendar) -> CalendarDate {
        calendar.lastDeadline(lateBy: self.days + 1, today: today)
    }

    /// The condition of a view of receivers; `bind` takes a value and answers its name.
    func condition(
        _ view: UrgingView, today: CalendarDate, calendar: WorkingCalendar, bind: (any SQLBindable) -> String
    ) -> String {
        var conditions: [String] = []
        if view == .intervene {
            let (day, times) = (bind(self.lastLateDay(today: today, calendar: calendar)), bind(self.times))
            conditions.append(
                "\(UrgingLine.isOpen) AND (\(UrgingLine.due) <= \(day) OR \(UrgingLine.inVain) >= \(times))")
        } else {
            conditions.append(UrgingLine.isOwed)
        }
        if let codes = Directory.codes(named: self.agency, bind: bind) {
            conditions.append("recipient.organ_code IN (\(codes))")
        }
        return conditions.joined(separator: " AND ")
    }
}
