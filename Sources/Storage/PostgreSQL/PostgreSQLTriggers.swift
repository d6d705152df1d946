/// Triggers as PostgreSQL reads them: a function of the same name, which holds condition and statements, and a trigger that calls it for each row.
///
/// They are written as SQLite reads them: `CREATE TRIGGER name BEFORE|AFTER INSERT|DELETE|UPDATE [OF columns] ON table [WHEN condition] BEGIN
/// statements END`. A statement `SELECT RAISE(ABORT, 'why')` refuses what is being done. Other shapes stay as they are, and PostgreSQL refuses them.
///
/// On SQLite a trigger runs behind each row; on PostgreSQL one that is called AFTER runs for each row when the statement is done, and sees all that
/// the statement did. Condition and statements must come to the same either way.
enum PostgreSQLTriggers {
    /// One `CREATE TRIGGER` as PostgreSQL reads it.
    struct Definition: Equatable {
        let name: String
        /// Takes the place of a function of this name: that of a table which is gone stays behind.
        let function: String
        let trigger: String
    }

    /// Puts each trigger that a text makes or drops as PostgreSQL reads it; the rest stays as it is.
    static func translate(_ sql: String) -> String {
        let pieces = PostgreSQLText(sql).pieces
        var text = ""
        var reader = Reader(pieces[...])
        while let piece = reader.rest.first {
            var trial = reader
            switch piece.word {
            case "CREATE":
                if let definition = trial.definition() {
                    text += "\(definition.function);\n\(definition.trigger)"
                    reader = trial
                    continue
                }
            case "DROP":
                if let drop = trial.drop() {
                    text += drop
                    reader = trial
                    continue
                }
            default: break
            }
            text += piece.text
            reader.rest.removeFirst()
        }
        return text
    }

    /// Of a text with one `CREATE TRIGGER`; nil: it is none of our shape.
    static func definition(_ sql: String) -> Definition? {
        let pieces = PostgreSQLText(sql).pieces.drop(while: \.isBlank)
        var reader = Reader(pieces)
        return reader.definition()
    }

    /// The function takes the trigger with it, on whatever table it is.
    static func drop(_ name: String) -> String { "DROP FUNCTION \(name)() CASCADE" }

    /// Reads one trigger from where it begins.
    private struct Reader {
        var rest: ArraySlice<PostgreSQLText.Piece>

        init(_ pieces: ArraySlice<PostgreSQLText.Piece>) { self.rest = pieces }

        /// The next piece behind blanks.
        private mutating func next() -> PostgreSQLText.Piece? {
            self.rest = self.rest.drop(while: \.isBlank)
            return self.rest.popFirst()
        }

        private mutating func take(_ words: String...) -> Bool {
            for word in words {
                guard self.next()?.word == word else { return false }
            }
            return true
        }

        private mutating func name() -> String? { self.next().flatMap { $0.isWord ? $0.text : nil } }

        /// Everything before the next of these words that is not within `CASE … END`; the word is taken too. Nil: there is none.
        private mutating func text(before ends: Set<String>) -> (pieces: [PostgreSQLText.Piece], end: String)? {
            var taken: [PostgreSQLText.Piece] = []
            var cases = 0
            while let piece = self.rest.popFirst() {
                if cases == 0, ends.contains(piece.word) { return (taken, piece.word) }
                if piece.word == "CASE" { cases += 1 }
                if piece.word == "END" { cases -= 1 }
                taken.append(piece)
            }
            return nil
        }

        /// Up to the `END`; a semicolon behind it stays.
        mutating func definition() -> Definition? {
            guard self.take("CREATE", "TRIGGER"), let name = self.name(), let time = self.next()?.word,
                ["BEFORE", "AFTER"].contains(time), let event = self.next()?.word,
                ["INSERT", "DELETE", "UPDATE"].contains(event), let columns = self.text(before: ["ON"]),
                let table = self.name(), let head = self.text(before: ["WHEN", "BEGIN"])
            else { return nil }
            var condition: String?
            if head.end == "WHEN" {
                guard let pieces = self.text(before: ["BEGIN"])?.pieces else { return nil }
                condition = pieces.trimmed.text
            } else if !head.pieces.allSatisfy(\.isBlank) {
                return nil
            }
            guard let body = self.text(before: ["END"])?.pieces else { return nil }
            var lines = body.split(whereSeparator: { $0.text == ";" }).filter { !$0.allSatisfy(\.isBlank) }
                .map { PostgreSQLTriggers.statement($0) + ";" }
            // In brackets: a condition ends before the first THEN, be it that of a CASE.
            if let condition { lines = ["IF (\(condition)) THEN"] + lines + ["END IF;"] }
            lines.append("RETURN \(time == "AFTER" ? "NULL" : event == "DELETE" ? "OLD" : "NEW");")
            let when = [time, event, columns.pieces.trimmed.text].filter { !$0.isEmpty }.joined(separator: " ")
            return Definition(
                name: name,
                function: """
                    CREATE OR REPLACE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS $trigger$
                    BEGIN
                    \(lines.joined(separator: "\n"))
                    END $trigger$
                    """,
                trigger: "CREATE TRIGGER \(name) \(when) ON \(table) FOR EACH ROW EXECUTE FUNCTION \(name)()")
        }

        mutating func drop() -> String? {
            guard self.take("DROP", "TRIGGER") else { return nil }
            var isIfExists = self
            guard isIfExists.take("IF", "EXISTS") else {
                return self.name().map { PostgreSQLTriggers.drop($0) }
            }
            self = isIfExists
            return self.name().map { PostgreSQLTriggers.drop("IF EXISTS \($0)") }
        }
    }

    /// One statement of a trigger.
    private static func statement(_ pieces: ArraySlice<PostgreSQLText.Piece>) -> String {
        let said = pieces.filter { !$0.isBlank }
        let refusal = ["SELECT", "RAISE", "(", "ABORT", ","]
        guard said.count > refusal.count + 1, said.last?.text == ")",
            zip(said, refusal).allSatisfy({ $0.text.uppercased() == $1 })
        else { return pieces.trimmed.text }
        return "RAISE EXCEPTION USING MESSAGE = \(said[refusal.count..<(said.count - 1)].text)"
    }
}
