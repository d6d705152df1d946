import Exchange
import Web

/// The paragraphs that were marked as tasks, by their places in the text from 0, as a form says them.
struct TaskMarks: Sendable {
    /// In the order of the text, each once.
    let places: [Int]

    /// Forms of tasks on one page.
    static let maximum = 20

    /// `present`: how many tasks the document has. Throws what must be corrected.
    init(_ fields: FormFields, beside present: Int) throws(FormFault) {
        self.places = Set(fields.all("mark").compactMap { Int($0) }.filter { $0 >= 0 && $0 < TaskText.maximum })
            .sorted()
        guard !self.places.isEmpty else { throw FormFault("mark", "Đánh dấu ít nhất một đoạn là nhiệm vụ") }
        guard self.places.count <= Self.maximum else {
            throw FormFault(
                "mark", "Mỗi lần ghi tối đa \(Self.maximum) nhiệm vụ: ghi xong các nhiệm vụ này rồi đánh dấu tiếp")
        }
        let left = max(0, DirectiveTask.maximum - present)
        guard self.places.count <= left else {
            throw FormFault(
                "mark", "Một văn bản có tối đa \(DirectiveTask.maximum) nhiệm vụ: còn ghi được \(left)")
        }
    }

    /// Behind the names of the fields of one of them.
    static func suffix(_ place: Int) -> String { "-\(place)" }

    /// The task of one of them; what must be corrected is told of its own fields.
    static func data(
        _ place: Int, _ fields: FormFields, _ read: (FormFields) throws -> TaskData
    ) throws -> TaskData {
        let suffix = self.suffix(place)
        var own = FormFields()
        for name in ["text", "lead", "support", "due", "standing", "comes-back"] {
            for value in fields.all("\(name)\(suffix)") { own.add(name, value) }
        }
        do { return try read(own) } catch let fault as FormFault { throw fault.of(part: suffix) }
    }
}

extension TaskActs {
    /// Ghi các nhiệm vụ đã đánh dấu: all that the form holds, in the order of the text, or none.
    func addMarked(to id: String, _ fields: FormFields, by person: Person) async throws -> String {
        let today = self.office.today
        return try await self.change(id, by: person, form: try fields.token()) { connection, outgoing, tasks, now in
            if let refusal = TaskRule.refusalToAdd(outgoing, by: person) { throw refusal }
            let last = tasks.last?.ordinal ?? 0
            var faults = FormFaults()
            for (index, place) in try TaskMarks(fields, beside: tasks.count).places.enumerated() {
                let data = try faults.read {
                    try TaskMarks.data(place, fields) {
                        try Self.data($0, of: outgoing, today: today, in: connection)
                    }
                }
                guard let data else { continue }
                _ = try Self.insert(data, as: last + index + 1, into: id, by: person, at: now, in: connection)
            }
            try faults.check()
            return nil
        }
    }
}
