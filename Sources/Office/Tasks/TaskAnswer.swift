import Exchange
import Foundation
import Spreadsheet
import Storage

/// The last answer of the director to whoever leads a task that nothing else in the list can say (lời trả lời của nơi giao): that it is open again, or that
/// more time is refused. What is granted or given anew stands in the list by itself.
struct TaskAnswer: Sendable, Equatable {
    enum Kind: String, Sendable, CaseIterable, SQLBindable, SQLReadable {
        /// Mở lại: it was said to be finished.
        case reopened
        /// Không gia hạn.
        case extensionRefused = "extension-refused"
    }

    let kind: Kind
    /// Until when was asked for; for `extensionRefused` alone.
    let due: CalendarDate?
    let text: String
    /// By the director's clock; tells this answer from others of the task.
    let at: Date

    static let migration = Migration(
        "office 0432 what the director answers reaches whoever leads a task",
        sql: """
            ALTER TABLE directive_task ADD COLUMN answer TEXT CHECK (answer IN ('reopened', 'extension-refused'));
            ALTER TABLE directive_task ADD COLUMN answer_due TEXT;
            ALTER TABLE directive_task ADD COLUMN answer_text TEXT;
            ALTER TABLE directive_task ADD COLUMN answered_at TEXT;
            -- The same as it came here.
            ALTER TABLE received_task ADD COLUMN answer TEXT CHECK (answer IN ('reopened', 'extension-refused'));
            ALTER TABLE received_task ADD COLUMN answer_due TEXT;
            ALTER TABLE received_task ADD COLUMN answer_text TEXT;
            ALTER TABLE received_task ADD COLUMN answered_at TEXT;
            -- When it was taken over here; nil where it says nothing new.
            ALTER TABLE received_task ADD COLUMN answer_taken_at TEXT;
            """
    )

    /// Of a row of `task`.
    static let columns = "task.answer, task.answer_due, task.answer_text, task.answered_at"

    init(kind: Kind, due: CalendarDate?, text: String, at: Date) {
        (self.kind, self.due, self.text, self.at) = (kind, due, text, at)
    }

    init?(_ row: Row) throws {
        guard let kind: Kind = try row["answer"] else { return nil }
        self.init(
            kind: kind, due: try row["answer_due"], text: try row["answer_text"] ?? "", at: try row["answered_at"])
    }

    // In the list

    /// Of the columns behind all others; they are there when a task has an answer.
    static let titles = ["Trả lời của nơi giao", "Lý do trả lời", "Lúc trả lời"]

    var cells: [Cell] {
        let told =
            switch self.kind {
            case .reopened: "Mở lại"
            case .extensionRefused: "Không gia hạn đến \(self.due?.shown ?? "")"
            }
        return [.text(told), .text(self.text), .text(Timestamp.text(self.at))]
    }

    /// Reads what `cells` show; nil when they say something else.
    init?(told: String, text: String, at: String) {
        guard let at = Timestamp.instant(at), text.count <= DirectiveTask.maximumCharacters else { return nil }
        if told == "Mở lại" {
            self.init(kind: .reopened, due: nil, text: text, at: at)
            return
        }
        guard let match = told.wholeMatch(of: /Không gia hạn đến ([0-9\/]{10})/),
            let due = CalendarDate(typed: String(match.1))
        else { return nil }
        self.init(kind: .extensionRefused, due: due, text: text, at: at)
    }
}
