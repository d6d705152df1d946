import Exchange

/// The counted views of incoming documents, in the order of the work (office.md, pattern 1).
enum IncomingView: String, Sendable, CaseIterable {
    /// Chờ vào sổ.
    case toRegister = "to-register"
    /// Chờ trình.
    case toSubmit = "to-submit"
    /// Nơi gửi yêu cầu: xin lấy lại, cập nhật.
    case asked
    /// Chờ chỉ đạo.
    case toDirect = "to-direct"
    /// Tôi đã giao.
    case directed
    /// Xin gia hạn.
    case extensions
    /// Chờ phân công.
    case toAssign = "to-assign"
    /// Đơn vị đang xử lý.
    case unit
    /// Đơn vị phối hợp.
    case unitSupporting = "unit-supporting"
    /// Tôi chủ trì.
    case leading
    /// Tôi phối hợp.
    case supporting
    /// Để biết, chưa đọc.
    case know
    /// Quá hạn.
    case overdue
    /// Văn bản đến.
    case all

    /// `$1` is the person, `$2` the unit, `today` as the statement names it. What was given back is in no list; the register and the search still
    /// show it.
    ///
    /// What is denied twice keeps SQLite from an index: a list is found by the few lines of somebody, or by the few documents of a state, not by all
    /// that stand.
    func condition(for role: Role, today: String = "$3") -> String {
        switch (self, role) {
        case (.all, _): "incoming.closure IS NULL"
        // A copy that was linked can be asked back too; what has ended otherwise is not asked any more.
        case (.asked, _): self.open(role, today)
        // A deadline counts as long as the document stands (`ListTriggers`).
        case (.overdue, .clerk), (.overdue, .admin): self.open(role, today)
        default: "NOT (incoming.closure IS NOT NULL) AND \(self.open(role, today))"
        }
    }

    private func open(_ role: Role, _ today: String) -> String {
        let working = "NOT (incoming.state NOT IN ('assigned', 'in-progress'))"
        switch self {
        case .toRegister: return "incoming.state = 'received'"
        case .toSubmit: return "incoming.state = 'registered'"
        case .asked:
            return """
                incoming.id IN (
                    SELECT recalled.id FROM incoming AS recalled
                        WHERE recalled.asking = 'requested' AND recalled.state <> 'returned'
                    UNION SELECT corrected.id FROM document_update
                        JOIN incoming AS corrected ON corrected.id = document_update.document_id
                        WHERE document_update.state = 'requested' AND corrected.state <> 'returned'
                            AND (corrected.closure IS NULL OR corrected.closure = 'linked'))
                """
        case .toDirect: return "incoming.state = 'submitted' AND incoming.leader_id = $1"
        case .directed: return Self.ofLeader
        case .extensions:
            return """
                \(working) AND incoming.id IN (
                    SELECT request.incoming_id FROM extension_request AS request
                    JOIN receipt ON receipt.id = request.receipt_id AND receipt.state IN ('waiting', 'working')
                    WHERE request.answerer_id = $1 AND request.answer IS NULL)
                """
        case .toAssign:
            return
                "\(working) AND \(Self.mine("unit_id = $2 AND person_id IS NULL AND branch = 'lead' AND NOT \(Self.isNamed)"))"
        case .unit:
            return
                "\(working) AND \(Self.mine("unit_id = $2 AND person_id IS NULL AND branch = 'lead' AND \(Self.isNamed)"))"
        case .unitSupporting:
            return "\(working) AND \(Self.mine("unit_id = $2 AND person_id IS NULL AND part = 'support'"))"
        case .leading: return "\(working) AND \(Self.mine("person_id = $1 AND part = 'lead' AND branch = 'lead'"))"
        case .supporting:
            return """
                \(working) AND \(Self.mine("person_id = $1 AND part <> 'know' AND NOT (part = 'lead' AND branch = 'lead')"))
                """
        case .know:
            let ofUnit = "UNION \(Self.unread("unit_id = $2 AND person_id IS NULL"))"
            return "incoming.id IN (\(Self.unread("person_id = $1")) \(role == .head ? ofUnit : ""))"
        case .overdue: return Self.overdue(role, working, today)
        case .all: return "1 = 1"
        }
    }

    private static let ofLeader = "incoming.state IN ('assigned', 'in-progress') AND incoming.leader_id = $1"

    /// One definition for lists and statistics: the day of whoever leads, else the agency's, has passed, the work is not done (pains P11).
    private static func overdue(_ role: Role, _ working: String, _ today: String) -> String {
        switch role {
        case .clerk, .admin:
            "incoming.due < \(today)"
        case .leader: "\(Self.ofLeader) AND incoming.due < \(today)"
        case .head: "\(working) AND \(self.mine("unit_id = $2 AND due_date < \(today)"))"
        case .officer: "\(working) AND \(self.mine("person_id = $1 AND due_date < \(today)"))"
        }
    }

    private static func mine(_ condition: String) -> String {
        "incoming.id IN (SELECT incoming_id FROM receipt AS mine WHERE state IN ('waiting', 'working') AND \(condition))"
    }

    private static func unread(_ whose: String) -> String {
        """
        SELECT incoming_id FROM receipt
        WHERE \(whose) AND part = 'know' AND read_at IS NULL AND NOT (state NOT IN ('waiting', 'working', 'finished'))
        """
    }

    /// Somebody was named on the line `mine`.
    private static let isNamed = """
        EXISTS (SELECT 1 FROM receipt AS below
            WHERE below.parent_id = mine.id AND below.part = 'lead' AND below.state NOT IN ('returned', 'withdrawn'))
        """

    var order: String {
        switch self {
        // The first column is the id, which begins with the time at which it came into the system.
        case .all: "1 DESC"
        default: "incoming.urgency DESC, incoming.arrived_at, incoming.id"
        }
    }

    /// What waits for the agency's or the unit's desk; each opens its own list (office.md §3: two counters).
    static func desk(of role: Role) -> [IncomingView] {
        switch role {
        case .clerk: [.toRegister, .toSubmit, .asked, .overdue]
        case .leader: [.directed, .extensions, .overdue]
        case .head: [.toAssign, .unit, .unitSupporting, .extensions, .overdue]
        case .officer: [.toAssign, .unit, .unitSupporting]
        case .admin: []
        }
    }

    /// What waits for the person.
    static func own(of role: Role) -> [IncomingView] {
        switch role {
        case .clerk, .head: [.leading, .supporting, .know]
        case .leader: [.toDirect, .leading, .supporting, .know]
        case .officer: [.leading, .supporting, .know, .overdue]
        case .admin: []
        }
    }

    /// What somebody sees first.
    static func first(of role: Role) -> IncomingView {
        switch role {
        case .clerk, .head: self.desk(of: role)[0]
        case .leader, .officer: self.own(of: role)[0]
        case .admin: .all
        }
    }

    static func work(of role: Role) -> [IncomingView] { self.desk(of: role) + self.own(of: role) }
}

extension IncomingView {
    /// The view of that name, all documents without one. Throws where it does not belong to the role.
    static func named(_ name: String?, for person: Person) throws -> IncomingView {
        let view = name.flatMap { IncomingView(rawValue: $0) } ?? .all
        guard view == .all || Self.work(of: person.role).contains(view), person.role != .admin else {
            throw Fault.noSuchView
        }
        return view
    }
}
