package import Exchange

/// One thing that is wrong in the data of a server, or that is noted.
package struct CheckFinding: Sendable, Equatable {
    /// `database`, `file`, and the areas of the server; `note` for what is not wrong.
    package let area: String
    /// Which one: an id, an index, a name.
    package let subject: String
    package let vietnamese: String
    package let english: String

    package init(_ area: String, _ subject: String, _ vietnamese: String, _ english: String) {
        self.area = area
        self.subject = subject
        self.vietnamese = vietnamese
        self.english = english
    }

    package var json: JSON {
        .object([
            "area": .text(self.area), "subject": .text(self.subject), "vi": .text(self.vietnamese),
            "en": .text(self.english),
        ])
    }
}

/// How many of one kind were looked at.
package struct CheckCount: Sendable {
    /// The member in JSON.
    package let name: String
    package let vietnamese: String
    package let number: Int

    package init(_ name: String, _ vietnamese: String, _ number: Int) {
        self.name = name
        self.vietnamese = vietnamese
        self.number = number
    }
}

/// What a check of a server's data folder found (kết quả kiểm tra dữ liệu).
package protocol CheckReport: Sendable {
    var findings: [CheckFinding] { get set }
    /// Findings beyond the limit are counted only.
    var more: Int { get set }
    var counts: [CheckCount] { get }
    /// What is not wrong, and whoever keeps the machine should know.
    var notes: [CheckFinding] { get }
}

extension CheckReport {
    private static var limit: Int { 1000 }

    package var notes: [CheckFinding] { [] }

    package mutating func add(_ area: String, _ subject: String, _ vietnamese: String, _ english: String) {
        guard self.findings.count < Self.limit else { return self.more += 1 }
        self.findings.append(CheckFinding(area, subject, vietnamese, english))
    }

    /// What the engine says of its own file, which is called `name`.
    package mutating func checkIntegrity(of name: String, in connection: Connection) throws {
        for row in try connection.rows("PRAGMA integrity_check(100)") {
            let text: String = try row["integrity_check"]
            if text != "ok" { self.add("database", name, "Tệp cơ sở dữ liệu hỏng: \(text).", "\(text)") }
        }
    }

    /// Tells what made it impossible to read on in the database `name`; throws what has another cause.
    package mutating func add(_ error: any Error, of name: String) throws {
        switch error {
        case let fault as Fault where fault.code == .internalFault:
            self.add("database", name, fault.vietnamese, fault.english)
        case let error as RowError:
            self.add(
                "database", name, "Có giá trị không đọc được: \(error.column).",
                "A value cannot be understood: \(error.column).")
        default: throw error
        }
    }
}
