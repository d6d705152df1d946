import Exchange
import Foundation
import Storage

/// The people of the demonstration: leaders, an office with the clerks, divisions with their heads and officers.
struct DemoPeople: Sendable {
    private(set) var leaders: [Person] = []
    private(set) var clerks: [Person] = []
    private(set) var admin: [Person] = []
    private(set) var divisions: [Division] = []

    struct Division: Sendable {
        let unit: Unit
        let head: Person
        let officers: [Person]
    }

    static let minimum = 20
    private static let perDivision = 12
    /// The title of the first leader.
    private static let headTitle = "Chủ tịch"

    /// About `count` people; the first of each role has the number 1.
    init(_ count: Int, _ random: inout DemoRandom) {
        let board = Unit(id: "LD", name: "Lãnh đạo cơ quan", shortName: "LĐ")
        let office = Unit(id: "VP", name: "Văn phòng", shortName: "VP")
        func person(_ role: Role, _ number: Int, _ title: String, _ unit: Unit) -> Person {
            let name = "\(random.pick(DemoWords.surnames)) \(random.pick(DemoWords.givenNames)) \(number)"
            return Person(
                id: "demo-\(role.rawValue)-\(number)", userName: "\(Self.userNames[role] ?? "").\(number)",
                fullName: name, title: title, unit: unit, role: role)
        }
        let few = max(2, count / 60)
        self.leaders = (1...few).map { person(.leader, $0, $0 == 1 ? Self.headTitle : "Phó Chủ tịch", board) }
        self.clerks = (1...few).map { person(.clerk, $0, "Văn thư", office) }
        self.admin = [person(.admin, 1, "Quản trị hệ thống", office)]
        let others = max(count - 2 * few - 1, 2 * Self.perDivision / 3)
        let divisions = max(2, others / Self.perDivision)
        var officers = 0
        for index in 0..<divisions {
            let (field, round) = (DemoWords.fields[index % DemoWords.fields.count], index / DemoWords.fields.count + 1)
            let unit = Unit(id: "P\(index + 1)", name: "Phòng \(field) \(round)", shortName: "P\(index + 1)")
            let head = person(.head, index + 1, "Trưởng phòng", unit)
            let size = (index + 1) * others / divisions - index * others / divisions - 1
            let own = (1...max(1, size)).map { person(.officer, officers + $0, "Chuyên viên", unit) }
            officers += own.count
            self.divisions.append(Division(unit: unit, head: head, officers: own))
        }
    }

    private static let userNames: [Role: String] = [
        .leader: "lanhdao", .clerk: "vanthu", .head: "truongphong", .officer: "chuyenvien", .admin: "quantri",
    ]

    var all: [Person] {
        self.leaders + self.clerks + self.admin + self.divisions.flatMap { [$0.head] + $0.officers }
    }

    /// One of each role, for whoever tries it out.
    var first: [Person] {
        [self.clerks[0], self.leaders[0], self.divisions[0].head, self.divisions[0].officers[0], self.admin[0]]
    }

    /// In whose name a leader signs, from that day on.
    static func signing(_ leader: Person, from day: CalendarDate) -> SigningRightDraft {
        let isFirst = leader.title == Self.headTitle
        return SigningRightDraft(
            postID: nil, form: isFirst ? .own : .deputy, collective: "Ủy ban nhân dân",
            head: isFirst ? "" : Self.headTitle, types: [], basis: "", startsOn: day, endsOn: nil)
    }

    /// Divisions are below the first of each five.
    func save(passwordHash: String, signingFrom day: CalendarDate, in connection: Connection) throws {
        let units = [self.leaders[0].unit, self.clerks[0].unit] + self.divisions.map(\.unit)
        for (sort, unit) in units.enumerated() { try PersonStore.save(unit: unit, sort: sort, in: connection) }
        for (index, division) in self.divisions.enumerated() where index % 5 > 0 {
            try connection.execute(
                "UPDATE unit SET parent_id = $1 WHERE id = $2", self.divisions[index - index % 5].unit.id,
                division.unit.id)
        }
        for person in self.all { try PersonStore.add(person, passwordHash: passwordHash, in: connection) }
        for leader in self.leaders {
            try SigningRight.add(
                Self.signing(leader, from: day), id: "\(leader.id)-signing", to: leader.id, in: connection)
        }
    }
}
