import Storage

/// Whom somebody names again and again (hay giao), told from the lines that they gave lately. Where there are many to choose from, these stand first.
struct UsualReceivers: Sendable {
    /// At most so many stand first, of the units and of the people.
    static let maximum = 5
    /// So many are seen at once and keep their order.
    static let fewChoices = 8
    /// How many of somebody's lines are looked at, the newest.
    static let lines = 200

    static let migration = Migration(
        "office 0283 whom somebody names",
        sql: "CREATE INDEX receipt_assigner ON receipt (assigned_by, assigned_at);"
    )

    static let query = """
        WITH lately AS (
            SELECT COALESCE(person_id, unit_id) AS receiver, parent_id, assigned_at FROM receipt
            WHERE assigned_by = $1 ORDER BY assigned_at DESC LIMIT \(Self.lines)
        )
        SELECT receiver FROM lately WHERE CASE WHEN parent_id IS NULL THEN 0 ELSE 1 END = $2
        GROUP BY receiver ORDER BY COUNT(*) DESC, MAX(assigned_at) DESC, receiver LIMIT \(Self.lines)
        """

    /// Units and people, who is named most first.
    private var named: [String] = []
    /// Who stands first in one of the lists.
    private var usual: Set<String> = []

    /// - Parameter below: whom `person` names on a line of their own, not those of a direction.
    static func read(of person: Person, below: Bool, in connection: Connection) throws -> UsualReceivers {
        var receivers = UsualReceivers()
        receivers.named = try connection.rows(Self.query, person.id, below).map { try $0["receiver"] }
        return receivers
    }

    mutating func first(_ units: [Unit]) -> [Unit] { self.first(units, \.id) }
    mutating func first(_ people: [Person]) -> [Person] { self.first(people, \.id) }

    /// The usual ones, then everybody else, both in the order of the list, so that everybody keeps to their place.
    private mutating func first<Choice>(_ choices: [Choice], _ id: (Choice) -> String) -> [Choice] {
        guard choices.count > Self.fewChoices else { return choices }
        let all = Set(choices.map(id))
        let usual = Set(self.named.filter(all.contains).prefix(Self.maximum))
        self.usual.formUnion(usual)
        return choices.filter { usual.contains(id($0)) } + choices.filter { !usual.contains(id($0)) }
    }

    /// Whether somebody or a unit was named lately.
    func names(_ id: String) -> Bool { self.named.contains(id) }

    func label(_ person: Person) -> String {
        self.mark("\(person.fullName), \(person.title), \(person.unit.name)", person.id)
    }

    func mark(_ name: String, _ id: String) -> String { self.usual.contains(id) ? "\(name) (hay giao)" : name }
}
