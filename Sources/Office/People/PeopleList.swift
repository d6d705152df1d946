import Exchange
import Pages
import Storage
import Web

/// The people whom a form offers (danh sách người): everybody who works; where there are more than a list holds, those of the unit, the usual ones and
/// those who are ticked, until a name is sought by a button of the form, which draws it again. It needs no script.
struct PeopleList: Sendable {
    let people: [Person]
    /// Nil: everybody is there. Else what was sought; empty before.
    let sought: String?

    /// So many stand in a list.
    static let most = 500
    /// More than any agency has.
    static let everybody = 20_000

    private static let field = "people-sought"
    private static let button = "seek-people"

    /// - Parameters:
    ///   - person: who chooses; they are left out, or `excluded` is ("": nobody).
    ///   - roles: whose people are offered.
    ///   - day: of the act: further posts begin and end.
    ///   - fields: what was typed, when the form is drawn again.
    ///   - chosen: the controls in which people may be ticked.
    ///   - kept: ids of those who are named already, before anything is typed.
    static func read(
        for person: Person, but excluded: String? = nil, of roles: [Role] = Role.working, on day: CalendarDate,
        fields: FormFields?, chosen: [String], kept: [String] = [], usual: UsualReceivers = UsualReceivers(),
        in connection: Connection
    ) throws -> PeopleList {
        let excluded = excluded ?? person.id
        let first = try PersonStore.people(roles, on: day, limit: self.most + 1, in: connection)
        guard first.count > self.most else {
            return PeopleList(people: first.filter { $0.id != excluded }, sought: nil)
        }
        let sought = String((fields?.text(self.field) ?? "").prefix(100))
        let words = sought.folded.split(separator: " ")
        let ticked = Set(kept + chosen.flatMap { fields?.all($0) ?? [] })
        let all = try PersonStore.people(roles, on: day, limit: self.everybody, in: connection).filter {
            $0.id != excluded
        }
        let found = all.filter { other in
            if ticked.contains(other.id) { return false }
            if words.isEmpty { return other.unit.id == person.unit.id || usual.names(other.id) }
            let text = " " + "\(other.fullName) \(other.title) \(other.unit.name)".folded
            return words.allSatisfy { text.contains(" \($0)") }
        }
        return PeopleList(
            people: all.filter { ticked.contains($0.id) } + found.prefix(self.most), sought: sought)
    }

    /// Whether the button was pressed: the form is drawn again, and nothing is done.
    static func isSought(_ fields: FormFields) -> Bool { fields.isTicked(self.button) }

    /// The field and its button; nothing where everybody is there.
    static func html(_ sought: String?, count: Int) -> HTML {
        guard let sought else { return "" }
        let hint =
            sought.isEmpty
            ? "Cơ quan có hơn \(self.most) người: dưới đây là đơn vị của bạn và người hay giao. Gõ tên, chức vụ hoặc đơn vị rồi bấm Tìm người."
            : "\(count) người ở các danh sách dưới đây, kể cả người đã chọn. Để trống rồi tìm để về đơn vị của bạn."
        return """
            \(Field(self.field, "Tìm người", .text(value: sought, maximum: 100), hint: hint, optional: true).html)\
            <div class="field">\(submitButton("Tìm người", main: false, name: self.button, value: "yes", small: true))</div>
            """
    }
}
