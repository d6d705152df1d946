/// A query with its values, to be asked together with others.
package struct Question: Sendable, Hashable {
    let sql: String
    let values: [SQLValue]

    package init(_ sql: String, _ values: (any SQLBindable)?...) { self.init(sql, values.map { $0?.sql ?? .null }) }

    init(_ sql: String, _ values: [SQLValue]) {
        self.sql = sql
        self.values = values
    }
}

/// Answers that the database gave before somebody asks; true until he writes.
final class KnownAnswers {
    private let answers: [Question: [Row]]
    private var isOver = false

    init(_ answers: [Question: [Row]]) { self.answers = answers }

    /// Nil: it has to be asked. A statement that writes and answers rows (`RETURNING`) is the end too.
    func answer(_ sql: String, _ values: [SQLValue]) -> [Row]? {
        if self.isOver || self.answers.isEmpty { return nil }
        if let rows = self.answers[Question(sql, values)] { return rows }
        if !sql.hasPrefix("SELECT") { self.end() }
        return nil
    }

    func end() { self.isOver = true }
}

/// What was asked in a transaction, each question once.
final class AskedQuestions {
    private(set) var all: Set<Question> = []

    func add(_ sql: String, _ values: [SQLValue]) { self.all.insert(Question(sql, values)) }
}

extension Connection {
    /// The answers to all of them, in one round trip to PostgreSQL for up to 500.
    func answers(to questions: Set<Question>) throws -> [Question: [Row]] {
        let questions = Array(questions)
        return Dictionary(uniqueKeysWithValues: zip(questions, try self.session.answers(to: questions)))
    }

    /// The same transaction for somebody who need not ask again what is in `answers`, as long as he has not written.
    func knowing(_ answers: [Question: [Row]]) -> Connection {
        Connection(session: self.session, known: KnownAnswers(answers))
    }
}
