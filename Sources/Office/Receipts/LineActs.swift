import Exchange
import Foundation
import Storage
import Web

/// What people do with receipt lines: each act one transaction with its line in the timeline. Nobody outside is told.
struct LineActs: Sendable {
    let office: Office

    private func perform(
        _ act: LineAct, on id: String, by person: Person, form: FormToken,
        _ body: @escaping @Sendable (Connection, Incoming, ReceiptTree, Date) throws -> Void
    ) async throws -> String {
        try await self.office.work(
            on: id, by: person, form: form, unless: { act.refusal(on: $0, receipts: $1, by: person) }, body)
    }

    /// Whom a head or leader names on a line. Units only a leader names, who was named in person.
    struct Assignment: Sendable {
        /// Who does it: exactly one person or unit.
        var officer: String
        var unit = ""
        var support: [String]
        var know: [String]
        var supportUnits: [String] = []
        var knowUnits: [String] = []
        var due: CalendarDate?
        var text: String
        /// What of its form could not be read: told with everything else that must be corrected.
        var unread = FormFaults()
    }

    /// A person, or a unit, that gets a line.
    private struct Assignee: Equatable {
        let unit: String
        /// Nil: the unit.
        let person: String?
        let name: String

        init(_ unit: Unit) { (self.unit, self.person, self.name) = (unit.id, nil, unit.name) }
        init(_ person: Person) { (self.unit, self.person, self.name) = (person.unit.id, person.id, person.fullName) }

        /// Of the form.
        var field: String { self.person == nil ? "unit" : "officer" }

        func holds(_ line: Receipt) -> Bool {
            self.person.map { line.personID == $0 } ?? (line.personID == nil && line.unit.id == self.unit)
        }
    }

    /// Throws `FormFault` unless exactly one of those that may be chosen is.
    private static func lead(_ wanted: Assignment, people: [Person], units: [Unit]) throws -> Assignee {
        if wanted.unit.isEmpty || units.isEmpty {
            guard let officer = people.first(where: { $0.id == wanted.officer }) else {
                throw FormFault("officer", "Chọn người xử lý trong danh sách")
            }
            return Assignee(officer)
        }
        guard wanted.officer.isEmpty else {
            throw FormFault("unit", "Chọn một đơn vị hoặc một người xử lý, không chọn cả hai")
        }
        guard let unit = units.first(where: { $0.id == wanted.unit }) else {
            throw FormFault("unit", "Chọn đơn vị trong danh sách")
        }
        return Assignee(unit)
    }

    /// Phân công. Named anew, the former one's line is withdrawn.
    func assign(_ id: String, _ wanted: Assignment, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.perform(.assign, on: id, by: person, form: form) { connection, incoming, receipts, now in
            guard let line = receipts.distributed(by: person) else { throw Fault.stale }
            let choices = try LineChoices.people(for: line, by: person, on: today, in: connection)
            let units = try LineChoices.units(for: line, in: connection)
            var faults = wanted.unread
            faults.require(wanted.text.count <= 4000, "text", "Ý kiến tối đa 4.000 ký tự")
            if let due = wanted.due {
                faults.require(due >= today, "due", "Hạn phải từ hôm nay \(today.shown) trở đi")
                if let limit = line.due ?? incoming.agencyDue {
                    faults.require(due <= limit, "due", "Hạn không được sau hạn được giao \(limit.shown)")
                }
            }
            let lead = try faults.readLast { try Self.lead(wanted, people: choices, units: units) }
            let former = receipts.lines.first { $0.parentID == line.id && $0.part == .lead && $0.stands }
            // Whoever is named anew may have had another part of it.
            for old in receipts.lines where old.stands && (old.id == former?.id || lead.holds(old)) {
                guard old.parentID == line.id else {
                    throw FormFault(lead.field, "\(lead.name) đã được giao việc này ở nơi khác")
                }
                try ReceiptStore.close(old, as: .withdrawn, reason: "Giao \(lead.name)", at: now, in: connection)
            }
            let due = wanted.due ?? line.due
            try ReceiptStore.add(
                .init(unit: lead.unit, person: lead.person, part: .lead, due: due, text: wanted.text), to: id,
                below: line, by: person, at: now, in: connection)
            var others: [String] = []
            for (part, people, ids) in [
                (Receipt.Part.support, wanted.support, wanted.supportUnits), (.know, wanted.know, wanted.knowUnits),
            ] {
                let named =
                    units.filter { ids.contains($0.id) }.map(Assignee.init)
                    + choices.filter { people.contains($0.id) }.map(Assignee.init)
                for other in named where other != lead {
                    let isNew = try ReceiptStore.give(
                        .init(unit: other.unit, person: other.person, part: part, due: part == .know ? nil : due),
                        to: id, of: receipts, below: line, by: person, at: now, in: connection)
                    if isNew { others.append("\(other.name) \(LineWords.part(part))") }
                }
            }
            let told = ([lead.name] + others).joined(separator: "; ")
            try Timeline.add(
                .officerAssigned, to: id, by: person, at: now, detail: told,
                quote: wanted.text.isEmpty ? nil : wanted.text, in: connection)
        }
    }

    /// Hoàn thành phần phối hợp: a person's report for a unit ends the unit's line too (office.md §2.6).
    func report(_ id: String, result: String, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(.report, on: id, by: person, form: form) { connection, _, receipts, now in
            guard (1...2000).contains(result.count) else {
                throw FormFault("result", "Ghi kết quả phối hợp, tối đa 2.000 ký tự")
            }
            guard var line = receipts.reported(by: person) else { throw Fault.stale }
            while line.part == .lead, let above = receipts.above(line).first { line = above }
            try ReceiptStore.finish(line, result: result, at: now, in: connection)
            try Timeline.add(.reported, to: id, by: person, at: now, detail: line.holder, quote: result, in: connection)
            try ReadMarks.closeWhenAllRead(id, by: person, at: now, office: self.office, in: connection)
        }
    }

    /// Chuyển giao, with a reason.
    func handOver(_ id: String, to colleague: String, reason: String, by person: Person, form: FormToken) async throws
        -> String
    {
        try await self.perform(.handOver, on: id, by: person, form: form) { connection, _, receipts, now in
            guard let line = receipts.held(by: person) else { throw Fault.stale }
            let colleagues = try PersonStore.people(
                [.officer, .head], unit: person.unit.id, on: VietnamTime.date(now), in: connection)
            var faults = FormFaults()
            _ = try faults.read { try Reason.check(reason, "chuyển giao") }
            let next = try faults.readLast {
                guard let next = colleagues.first(where: { $0.id == colleague && $0.id != person.id }) else {
                    throw FormFault("colleague", "Chọn người nhận trong đơn vị của bạn")
                }
                return next
            }
            try ReceiptStore.close(line, as: .withdrawn, reason: reason, at: now, in: connection)
            let isNew = try ReceiptStore.add(
                .init(unit: next.unit.id, person: next.id, part: line.part, due: line.due, text: line.text), to: id,
                below: receipts.above(line).first, by: person, assigner: line.assignedBy, at: now, in: connection)
            guard isNew else { throw FormFault("colleague", "\(next.fullName) đã được giao việc này") }
            try Timeline.add(
                .handedOver, to: id, by: person, at: now, detail: next.fullName, quote: reason, in: connection)
        }
    }

    /// Trả lại người giao, at once. What leads the document goes back to its leader.
    func sendBack(_ id: String, reason: String, by person: Person, form: FormToken) async throws -> String {
        try await self.perform(.sendBack, on: id, by: person, form: form) { connection, _, receipts, now in
            try Reason.check(reason, "trả lại")
            guard let line = receipts.held(by: person) else { throw Fault.stale }
            try ReceiptStore.close(line, as: .returned, reason: reason, at: now, in: connection)
            try Timeline.add(
                .lineReturned, to: id, by: person, at: now, detail: line.holder, quote: reason, in: connection)
            try self.settle(
                id, line, of: receipts, "\(line.holder) trả lại: \(reason)", by: person, at: now, in: connection)
        }
    }

    /// Thu hồi: whoever made the line takes it back, and with it what is below.
    func withdraw(_ id: String, line wanted: String, reason: String, by person: Person, form: FormToken) async throws
        -> String
    {
        try await self.perform(.withdraw, on: id, by: person, form: form) { connection, _, receipts, now in
            var faults = FormFaults()
            _ = try faults.read { try Reason.check(reason, "thu hồi") }
            let line = try faults.readLast {
                guard let line = receipts.made(by: person).first(where: { $0.id == wanted }) else {
                    throw FormFault("line", "Chọn nơi cần thu hồi")
                }
                return line
            }
            try ReceiptStore.close(line, as: .withdrawn, reason: reason, at: now, in: connection)
            try Timeline.add(
                .lineWithdrawn, to: id, by: person, at: now, detail: line.holder, quote: reason, in: connection)
            try self.settle(
                id, line, of: receipts, "Đã thu hồi của \(line.holder): \(reason)", by: person, at: now, in: connection)
        }
    }

    /// After a line has ended: where it led, or nobody holds the document any more, it waits for its leader again; else it may be read by everybody.
    private func settle(
        _ id: String, _ line: Receipt, of receipts: ReceiptTree, _ why: String, by person: Person, at now: Date,
        in connection: Connection
    ) throws {
        let isLeft = try ReceiptStore.tree(of: id, in: connection).lines.contains(where: \.stands)
        if line.id == receipts.lead?.id || !isLeft {
            try Self.leadLost(id, why, in: connection)
        } else {
            try ReadMarks.closeWhenAllRead(id, by: person, at: now, office: self.office, in: connection)
        }
    }

    /// Nobody leads any more: it waits for its leader again.
    private static func leadLost(_ id: String, _ why: String, in connection: Connection) throws {
        guard let incoming = try IncomingStore.any(id, in: connection), let next = incoming.state.after(.leadLost)
        else {
            throw Fault.stale
        }
        try IncomingStore.move(incoming, to: next, in: connection)
        try connection.execute("UPDATE incoming SET back_reason = $1 WHERE id = $2", why, id)
    }

    /// Giao bổ sung: further units and people, who support or are to know.
    func supplement(_ id: String, _ direction: Direction, by person: Person, form: FormToken) async throws -> String {
        let today = self.office.today
        return try await self.perform(.supplement, on: id, by: person, form: form) {
            connection, incoming, receipts, now in
            let lines = try direction.further(for: incoming, today: today, in: connection)
            var added: [Direction.Line] = []
            for line in lines
            where try ReceiptStore.give(
                line.new(direction.text), to: id, of: receipts, by: person, at: now, in: connection)
            {
                added.append(line)
            }
            guard !added.isEmpty else {
                throw FormFault("support-people", "Những nơi đã chọn đều đã được giao văn bản này")
            }
            try Timeline.add(
                .supplemented, to: id, by: person, at: now, detail: Direction.told(added), quote: direction.text,
                in: connection)
        }
    }

    /// Xin gia hạn, one at a time. `due` is nil where `unread` says what is wrong with it.
    func askExtension(
        _ id: String, to due: CalendarDate?, _ unread: FormFaults, reason: String, by person: Person, form: FormToken
    ) async throws -> String {
        let today = self.office.today
        return try await self.perform(.askExtension, on: id, by: person, form: form) { connection, _, receipts, now in
            guard let line = receipts.held(by: person), let old = line.due else { throw Fault.stale }
            var faults = unread
            _ = try faults.read { try Reason.check(reason, "gia hạn") }
            let due = try faults.readLast {
                guard let due, due >= today, due > old else {
                    throw FormFault("due", "Hạn mới phải từ hôm nay \(today.shown) và sau hạn cũ \(old.shown)")
                }
                return due
            }
            let asked = try connection.execute(
                """
                INSERT INTO extension_request (id, incoming_id, receipt_id, answerer_id, wanted, reason, asked_by, asked_at)
                SELECT $1, $2, $3, $4, $5, $6, $7, $8
                WHERE NOT EXISTS (SELECT 1 FROM extension_request WHERE receipt_id = $3 AND answer IS NULL)
                """, UniqueID.make(at: now), id, line.id, line.assignedBy, due, reason, person.id, now)
            guard asked == 1 else { throw FormFault("due", "Đã có đề nghị gia hạn đang chờ trả lời") }
            try Timeline.add(
                .extensionAsked, to: id, by: person, at: now, detail: "\(line.holder) đến \(due.shown)", quote: reason,
                in: connection)
        }
    }

    /// Gia hạn as asked, or not, with a reason.
    func answerExtension(
        _ id: String, request wanted: String, grants: Bool, reason: String, by person: Person, form: FormToken
    ) async throws -> String {
        let today = self.office.today
        return try await self.perform(.answerExtension, on: id, by: person, form: form) {
            connection, incoming, receipts, now in
            let open = try ExtensionRequest.open(of: id, for: person.id, in: connection)
            guard let request = open.first(where: { $0.id == wanted }), let line = receipts.line(request.receiptID)
            else { throw FormFault("request", "Chọn đề nghị cần trả lời") }
            try connection.execute(
                "UPDATE extension_request SET answer = $1, answer_reason = $2, answered_at = $3 WHERE id = $4",
                grants ? "granted" : "declined", reason, now, request.id)
            if grants {
                guard request.wanted >= today, line.due.map({ request.wanted > $0 }) ?? true else {
                    throw FormFault("answer", "Hạn xin \(request.wanted.shown) không còn sau hạn hiện tại và hôm nay")
                }
                let limit = receipts.above(line).first?.due ?? incoming.agencyDue
                if let limit, request.wanted > limit {
                    throw FormFault(
                        "answer",
                        "Hạn xin \(request.wanted.shown) sau hạn \(limit.shown) của cấp trên: gia hạn ở đó trước")
                }
                try Extension.record(
                    of: id, line, from: line.due, to: request.wanted, reason: request.reason, by: person, at: now,
                    in: connection)
            } else {
                try Reason.check(reason, "không gia hạn")
                try Timeline.add(
                    .extensionDeclined, to: id, by: person, at: now, detail: line.holder, quote: reason, in: connection)
            }
        }
    }
}
