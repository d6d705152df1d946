import Exchange
import Foundation
import Storage
import Web

/// A leader's instruction (bút phê): what is to be done, by whom, until when.
struct Direction: Sendable {
    /// Ý kiến chỉ đạo.
    var text: String
    /// Exactly one leads, a unit or a person; nobody where it is only to be read.
    var leadUnit: String?
    var leadPerson: String?
    var supportUnits: [String]
    var supportPeople: [String]
    var knowUnits: [String]
    var knowPeople: [String]
    /// By unit.
    var due: [String: CalendarDate]
    /// Of everybody who is named in person.
    var peopleDue: CalendarDate?
    var replyRequired: Bool
    /// What of its form could not be read: told with everything else that must be corrected.
    let unread: FormFaults

    init(_ fields: FormFields) throws {
        var unread = FormFaults()
        self.text = fields.said
        self.leadUnit = fields.optional("lead")
        self.leadPerson = fields.optional("lead-person")
        self.supportUnits = fields.all("support")
        self.supportPeople = fields.all("support-people")
        self.knowUnits = fields.all("know")
        self.knowPeople = fields.all("know-people")
        self.due = [:]
        for unit in [fields.text("lead")] + self.supportUnits where !unit.isEmpty {
            let due = try unread.read { try fields.date("due-\(unit)", called: "Hạn") }
            self.due[unit] = due ?? nil
        }
        let peopleDue = try unread.read { try fields.date("people-due", called: "Hạn") }
        self.peopleDue = peopleDue ?? nil
        self.replyRequired = fields.isTicked("reply-required")
        self.unread = unread
    }
}

extension Direction {
    static let maximumLines = 200

    /// The lines to be made, whoever leads first; who is named twice keeps the first part. Throws everything that must be corrected.
    func lines(for incoming: Incoming, today: CalendarDate, in connection: Connection) throws -> [Line] {
        let lines = try self.named(in: connection)
        var faults = self.faults
        faults.require(
            !self.replyRequired || incoming.organ != nil, "reply-required",
            "Nơi gửi không có trong danh bạ liên thông nên không bắt buộc trả lời qua trục được")
        let leads = lines.filter { $0.part == .lead }.count
        faults.require(leads < 2, "lead-person", "Chỉ một nơi chủ trì: chọn một đơn vị hoặc một người")
        let isForReading = !lines.isEmpty && lines.allSatisfy { $0.part == .know } && !self.replyRequired
        faults.require(
            leads > 0 || isForReading, "lead", "Chọn đúng một nơi chủ trì; hoặc chỉ chọn nơi nhận để biết")
        try Self.check(lines, within: incoming.agencyDue, today: today, &faults)
        return lines
    }

    /// Lines that are added later: nobody leads. Throws everything that must be corrected.
    func further(for incoming: Incoming, today: CalendarDate, in connection: Connection) throws -> [Line] {
        let lines = try self.named(in: connection).filter { $0.part != .lead }
        var faults = self.faults
        faults.require(!lines.isEmpty, "support-people", "Chọn ít nhất một nơi để giao thêm")
        try Self.check(lines, within: incoming.agencyDue, today: today, &faults)
        return lines
    }

    /// What is wrong whoever gets it.
    private var faults: FormFaults {
        var faults = self.unread
        faults.require(
            (1...4000).contains(self.text.normalized.count), "text", "Viết ý kiến chỉ đạo, tối đa 4.000 ký tự")
        return faults
    }

    private static func check(
        _ lines: [Line], within limit: CalendarDate?, today: CalendarDate, _ faults: inout FormFaults
    ) throws {
        for line in lines { _ = try faults.read { try line.check(within: limit, today: today) } }
        try faults.check()
    }

    /// `Phòng A chủ trì; Phòng B, Phòng C phối hợp; Nguyễn Văn Ví Dụ để biết`.
    static func told(_ lines: [Line]) -> String {
        Receipt.Part.allCases.compactMap { part in
            let names = lines.filter { $0.part == part }.map(\.name)
            return names.isEmpty ? nil : "\(names.joined(separator: ", ")) \(LineWords.part(part))"
        }.joined(separator: "; ")
    }

    private func named(in connection: Connection) throws -> [Line] {
        let units = Dictionary(uniqueKeysWithValues: try PersonStore.units(in: connection).map { ($0.id, $0) })
        func unit(_ id: String, _ part: Receipt.Part) throws -> Line? {
            guard let unit = units[id] else { return nil }
            return Line(unit: unit, person: nil, part: part, due: part == .know ? nil : self.due[id])
        }
        func person(_ id: String, _ part: Receipt.Part) throws -> Line? {
            guard let person = try PersonStore.person(id, in: connection), Role.working.contains(person.role) else {
                return nil
            }
            return Line(unit: person.unit, person: person, part: part, due: part == .know ? nil : self.peopleDue)
        }
        let leads = try [
            self.leadUnit.flatMap { try unit($0, .lead) }, self.leadPerson.flatMap { try person($0, .lead) },
        ].compactMap { $0 }
        let supporting =
            try self.supportUnits.compactMap { try unit($0, .support) }
            + self.supportPeople.compactMap { try person($0, .support) }
        let knowing =
            try self.knowUnits.compactMap { try unit($0, .know) }
            + self.knowPeople.compactMap { try person($0, .know) }
        var seen: Set<String> = []
        let lines = (leads + supporting + knowing).filter { seen.insert($0.person?.id ?? $0.unit.id).inserted }
        guard lines.count <= Self.maximumLines else {
            throw FormFault("text", "Một lần giao tối đa \(Self.maximumLines) nơi")
        }
        return lines
    }

    /// Whom a line is for, in which part, until when.
    struct Line {
        let unit: Unit
        let person: Person?
        let part: Receipt.Part
        let due: CalendarDate?

        var name: String { self.person?.fullName ?? self.unit.name }

        func check(within limit: CalendarDate?, today: CalendarDate) throws(FormFault) {
            let field = self.person == nil ? "due-\(self.unit.id)" : "people-due"
            guard let due else { return }
            guard due >= today else { throw FormFault(field, "Hạn của \(self.name) phải từ \(today.shown) trở đi") }
            if let limit, due > limit {
                throw FormFault(field, "Hạn của \(self.name) không được sau hạn của cơ quan \(limit.shown)")
            }
        }

        func new(_ text: String = "") -> ReceiptStore.New {
            .init(unit: self.unit.id, person: self.person?.id, part: self.part, due: self.due, text: text)
        }
    }
}

extension IncomingActs {
    /// Bút phê: one who leads, others who support or are to know, deadlines; 04 goes back the first time. What is only to be read closes by itself
    /// when everybody has read it.
    func direct(_ id: String, _ direction: Direction, by person: Person, form: FormToken, then: String) async throws
        -> String
    {
        let office = self.office
        let reports = StatusReports(office: office)
        let text = direction.text.normalized
        let today = self.office.today
        return try await self.perform(.direct, on: id, by: person, form: form, then: then) {
            connection, incoming, receipts, now in
            let lines = try direction.lines(for: incoming, today: today, in: connection)
            for line in lines {
                // Who supported so far and leads from now on has one line.
                let former = receipts.lines.first {
                    $0.stands && line.part == .lead && $0.personID == line.person?.id
                        && ($0.personID != nil || $0.unit.id == line.unit.id)
                }
                if let former {
                    try ReceiptStore.close(
                        former, as: .withdrawn, reason: "Chuyển thành chủ trì", at: now, in: connection)
                }
                let isNew = try ReceiptStore.give(
                    line.new(), to: id, of: receipts, by: person, at: now, in: connection)
                guard isNew || line.part != .lead else { throw Fault.stale }
            }
            let isFirst = try connection.row("SELECT 1 FROM direction WHERE incoming_id = $1 LIMIT 1", id) == nil
            try connection.execute(
                "INSERT INTO direction (id, incoming_id, leader_id, text, made_at) VALUES ($1, $2, $3, $4, $5)",
                UniqueID.make(at: now), id, person.id, text, now
            )
            try connection.execute(
                "UPDATE incoming SET reply_required = $1, back_reason = NULL WHERE id = $2", direction.replyRequired, id
            )
            let detail = Direction.told(lines)
            try Timeline.add(.directed, to: id, by: person, at: now, detail: detail, quote: text, in: connection)
            if isFirst {
                try reports.enqueue(
                    .assigned, for: incoming, by: person, reason: "Phân công: \(detail)", at: now, in: connection)
            }
            // Whoever it names may have read it before.
            try ReadMarks.closeWhenAllRead(id, by: person, at: now, office: office, in: connection)
        }
    }
}
