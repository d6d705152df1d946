import Exchange
import Foundation
import Storage

/// Holds the tables to the evidence log: every row is what its events say, and every event has its row.
enum StateCheck {
    static func run(_ connection: Connection, closed: [String: Closure], into report: inout HubCheck.Report) throws {
        var after = ""
        while true {
            let packages = try connection.rows("SELECT * FROM package WHERE id > $1 ORDER BY id LIMIT 500", after)
            guard let last = packages.last else { break }
            after = try last["id"]
            for package in packages {
                do {
                    try PackageCheck(package, closed: closed, in: connection).run(&report)
                } catch let error as RowError {
                    report.add(
                        "package", try package["id"], "Có giá trị không đọc được: \(error.column).",
                        "A value cannot be understood: \(error.column).")
                }
            }
            report.packages += packages.count
        }
        try self.countRows(connection, &report)
    }

    /// What has no package to be found by.
    private static func countRows(_ connection: Connection, _ report: inout HubCheck.Report) throws {
        let lost = try connection.rows(
            """
            SELECT DISTINCT package_id FROM evidence_event WHERE package_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM package WHERE package.id = evidence_event.package_id) LIMIT 1000
            """)
        for row in lost {
            report.add(
                "package", try row["package_id"], "Mất gói tin đã nhận.", "A package that was taken in is missing.")
        }
        let strays = try connection.rows(
            """
            SELECT id, 'delivery' AS area FROM delivery
                WHERE NOT EXISTS (SELECT 1 FROM package WHERE package.id = delivery.package_id)
            UNION ALL
            SELECT package_id, 'status' FROM handling
                WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.id = handling.delivery_id)
            LIMIT 1000
            """)
        for row in strays {
            report.add(
                try row["area"], try row["id"], "Dòng thừa, không có sự việc nào.", "A row that nothing explains.")
        }
        let position: Int = try connection.row("SELECT last_cursor FROM inbox_position")?["last_cursor"] ?? 0
        let newest: Int? = try connection.row("SELECT MAX(cursor) AS cursor FROM delivery")?["cursor"]
        if let newest, newest > position {
            report.add(
                "database", "inbox_position", "Vị trí hộp nhận bị sửa.", "The position of the inbox was altered.")
        }
    }
}

/// One package with its deliveries, its reports and its events.
private struct PackageCheck {
    let package: Row
    let id: String
    let closed: [String: Closure]
    let events: [JSON]
    let deliveries: [Row]
    let connection: Connection

    init(_ package: Row, closed: [String: Closure], in connection: Connection) throws {
        self.package = package
        self.id = try package["id"]
        self.closed = closed
        self.connection = connection
        self.events = try connection.rows(
            "SELECT entry FROM evidence_event WHERE package_id = $1 ORDER BY idx LIMIT 20000", self.id
        ).map { row in
            let entry: String = try row["entry"]
            return (try? JSONDecoder().decode(JSON.self, from: Data(entry.utf8))) ?? .null
        }
        self.deliveries = try connection.rows(
            "SELECT * FROM delivery WHERE package_id = $1 ORDER BY cursor LIMIT 3000", self.id)
    }

    func run(_ report: inout HubCheck.Report) throws {
        report.deliveries += self.deliveries.count
        let acceptances = self.events(.submissionAcceptance)
        guard acceptances.count == 1, let event = acceptances.first else {
            return report.add(
                "package", self.id, "Gói tin không có trong sổ bằng chứng.", "The log knows no such package.")
        }
        let told: [String: JSON] = [
            "documentId": .text(try self.package["document_id"]), "from": .text(try self.package["from_organ"]),
            "kind": .text(try self.package["kind"]), "sha256": .text(try self.package["sha256"]),
            "sizeBytes": .number(try self.package["size_bytes"]), "system": .text(try self.package["system_id"]),
            "at": .text(try self.package["received_at"]),
            "documentCode": JSON(try self.package["document_code"] as String?),
            "promulgationDate": JSON(try self.package["promulgation_date"] as String?),
            "urgency": .number(try self.package["urgency"]),
        ]
        self.compare(told, event, "package", self.id, &report)
        let replaced = try self.connection.rows(
            "SELECT document_id, organ FROM replacement WHERE package_id = $1 LIMIT 10000", self.id
        ).map { row -> String in
            JSON.object(["documentId": .text(try row["document_id"]), "organ": .text(try row["organ"])]).canonical
        }
        let consignments = self.events(.contentConsignment)
        if replaced.sorted()
            != ([event] + consignments).flatMap({ $0["replaces"]?.elements ?? [] }).map(\.canonical).sorted()
        {
            report.add("package", self.id, "Văn bản bị thay thế bị sửa.", "What the package replaces was altered.")
        }
        // A package may have been sent to more receivers later.
        let consigned = consignments.filter { $0["again"] == nil }.compactMap { $0["to"]?.string }
        let named = (event["to"]?.elements ?? []).compactMap(\.string)
        let present: [String] = try self.deliveries.map { try $0["organ"] }
        if present.sorted() != consigned.sorted() || !consigned.starts(with: named) {
            report.add("package", self.id, "Thiếu hoặc thừa nơi nhận.", "Receivers are missing or were added.")
        }
        try self.checkRemoval(&report)
        try self.checkReport(event, &report)
        for delivery in self.deliveries { try self.check(delivery, event, &report) }
    }

    private func events(_ name: EvidenceEvent.Name, of delivery: String? = nil) -> [JSON] {
        self.events.filter {
            $0["event"]?.string == name.rawValue && (delivery == nil || $0["deliveryId"]?.string == delivery)
        }
    }

    /// A file goes once, with its event.
    private func checkRemoval(_ report: inout HubCheck.Report) throws {
        let removals = self.events(.contentRemoval)
        let removedAt: String? = try self.package["removed_at"]
        let sha256: String = try self.package["sha256"]
        guard removals.count <= 1, removals.first?["at"]?.string == removedAt,
            removals.allSatisfy({ $0["sha256"]?.string == sha256 })
        else {
            return report.add(
                "package", self.id, "Việc xóa tệp không khớp sổ bằng chứng.",
                "Whether its file was removed is not what the log says.")
        }
    }

    private func compare(
        _ told: [String: JSON], _ event: JSON, _ area: String, _ subject: String, _ report: inout HubCheck.Report
    ) {
        for (key, value) in told.sorted(by: { $0.key < $1.key }) where (event[key] ?? .null) != value {
            report.add(area, subject, "Bị sửa: \(key).", "Altered: \(key).")
        }
    }

    /// Of a status: the row of its report is there and says the same.
    private func checkReport(_ event: JSON, _ report: inout HubCheck.Report) throws {
        let row = try self.connection.row("SELECT * FROM handling WHERE package_id = $1", self.id)
        guard let told = event["report"] else {
            if row != nil, event["adopted"] == nil {
                report.add("status", self.id, "Trạng thái thừa.", "A report that the log does not know.")
            }
            return
        }
        guard let row else { return report.add("status", self.id, "Mất trạng thái đã nhận.", "A report is missing.") }
        let details = HandlingStore.Change.details(
            try row["department"], try row["staff"], try row["description"])
        self.compare(
            [
                "deliveryId": .text(try row["delivery_id"]), "status": .text(try row["status"]),
                "madeAt": .text(try row["made_at"]), "verdict": .text(try row["verdict"]),
                "detailsSha256": .text(details.hex),
            ], told, "status", self.id, &report)
        let cursor: Int = try row["cursor"]
        let position = self.events(.contentConsignment).first?["cursor"]?.number
        let receivedAt: String = try row["received_at"]
        if cursor != position || receivedAt != event["at"]?.string {
            report.add(
                "status", self.id, "Thứ tự hoặc giờ nhận bị sửa.", "The order or the time of arrival was altered.")
        }
    }

    private func check(_ delivery: Row, _ acceptance: JSON, _ report: inout HubCheck.Report) throws {
        let id: String = try delivery["id"]
        // The last one counts: an operator may have let it wait again.
        let consignments = self.events(.contentConsignment, of: id)
        guard let first = consignments.first, let consignment = consignments.last else {
            return report.add(
                "delivery", id, "Nơi nhận không có trong sổ bằng chứng.", "The log knows no such delivery.")
        }
        self.compare(
            [
                "to": .text(try delivery["organ"]), "cursor": .number(try delivery["cursor"]),
                "addressedAs": JSON(try delivery["addressed_as"] as String?),
                "route": (try delivery["route"] as Route).json,
            ], consignment, "delivery", id, &report)
        try self.checkTransport(delivery, id, consignedAt: consignment["at"]?.string, &report)
        if acceptance["adopted"] == nil {
            try self.checkHandling(delivery, id, consignedAt: first["at"]?.string, &report)
        }
    }

    private func checkTransport(
        _ delivery: Row, _ id: String, consignedAt: String?, _ report: inout HubCheck.Report
    ) throws {
        let transport: Transport = try delivery["transport"]
        let steps = self.events.filter { $0["deliveryId"]?.string == id && $0["report"] == nil }
        let since = steps.lastIndex { $0["event"]?.string == EvidenceEvent.Name.contentConsignment.rawValue }
        let told = since.map { steps[($0 + 1)...] } ?? []
        let relay = told.last { $0["event"]?.string == EvidenceEvent.Name.relayAcceptance.rawValue }
        let ends = told.filter { $0["event"]?.string != EvidenceEvent.Name.relayAcceptance.rawValue }
        let (code, reason): (String?, String?) = (try delivery["fail_code"], try delivery["fail_reason"])
        let at: String = try delivery["transport_at"]
        let sha256: String = try self.package["sha256"]
        switch (transport, ends.first) {
        case (.initial, nil):
            if code == nil, reason == nil, at == consignedAt, relay == nil { return }
        case (.processing, nil) where try delivery["route"] == Route.uplink:
            if code == nil, reason == nil, at == relay?["at"]?.string { return }
        case (.processing, nil):
            // When the receiver began to fetch is no evidence: only what it acknowledged is.
            if code == nil, reason == nil { return }
        case (.done, let end?) where end["event"]?.string == EvidenceEvent.Name.contentHandover.rawValue:
            self.compare(["at": .text(at), "code": JSON(code), "reason": JSON(reason)], end, "delivery", id, &report)
            if end["sha256"]?.string == sha256 { return }
        case (.fail, let end?) where end["event"]?.string == EvidenceEvent.Name.contentHandoverFailure.rawValue:
            return self.compare(
                [
                    "at": .text(at), "code": JSON(code),
                    "reason": JSON(reason),
                ], end, "delivery", id, &report)
        default: break
        }
        report.add(
            "delivery", id, "Trạng thái truyền \(transport.rawValue) không có sự việc nào giải thích.",
            "No event explains the transport state \(transport.rawValue).")
    }

    /// What the reports came to, one after the other.
    private func checkHandling(
        _ delivery: Row, _ id: String, consignedAt: String?, _ report: inout HubCheck.Report
    ) throws {
        let kind: PackageKind = try self.package["kind"]
        var handling: (code: String?, at: String?) = (nil, nil)
        var asking: (state: String?, at: String?) = (nil, nil)
        if kind == .recall || kind == .update {
            asking = (Asking.requested.rawValue, consignedAt)
        }
        var after = 0
        while true {
            let rows = try self.connection.rows(
                """
                SELECT handling.cursor, evidence_event.entry FROM handling
                JOIN evidence_event ON evidence_event.package_id = handling.package_id
                    AND evidence_event.name = 'SubmissionAcceptance'
                WHERE handling.delivery_id = $1 AND handling.cursor > $2 ORDER BY handling.cursor LIMIT 500
                """, id, after)
            guard let last = rows.last else { break }
            after = try last["cursor"]
            for row in rows {
                let entry: String = try row["entry"]
                let event = (try? JSONDecoder().decode(JSON.self, from: Data(entry.utf8))) ?? .null
                guard let told = event["report"] else { continue }
                if told["handling"]?.string != handling.code
                    || (told["verdict"] == .text("advanced") && told["handling"] == told["status"])
                {
                    handling = (told["handling"]?.string, told["madeAt"]?.string)
                }
                if told["asking"]?.string != asking.state { asking = (told["asking"]?.string, event["at"]?.string) }
            }
        }
        let wanted: [(String, String?)] = [
            ("handling", handling.code), ("handling_at", handling.at), ("asking", asking.state),
            ("asking_at", asking.at), ("closure", self.closed[id]?.rawValue),
        ]
        for (column, value) in wanted {
            let told: String? = try delivery[column]
            if told != value { report.add("delivery", id, "Bị sửa: \(column).", "Altered: \(column).") }
        }
    }
}
