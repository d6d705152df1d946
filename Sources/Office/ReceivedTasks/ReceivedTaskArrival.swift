import Exchange
import Foundation
import Storage

/// What an annex of tasks brings (`TaskAnnex`): the tasks that we lead or support. Those of others stay in the file.
struct ReceivedTaskArrival {
    let office: Office

    /// An annex is known by its name and by its first row; whatever else is called so is a file like others. Of several the last counts: it is added
    /// after the document's own files, among which somebody else's may be.
    static func isNamed(_ name: String) -> Bool { name.normalized.lowercased() == TaskAnnex.fileName }

    /// Reads the annex `hash` of a document that has come or was updated; the limits of `TaskAnnex.read` bound how long that takes.
    ///
    /// Nothing that is wrong with it stops the document: it is kept as a sentence for the page. What is wrong here does (`Fault.isTransient`).
    /// Tasks that were there before are found by the sender's id: they take the new text and deadline and keep what we did. What we gave back and
    /// is asked for all the same is given anew; what is asked for no more is withdrawn.
    func take(_ hash: ContentHash, of incoming: String, at now: Date, in connection: Connection) throws {
        try connection.execute("DELETE FROM unread_task_annex WHERE incoming_id = $1", incoming)
        let rows: [TaskAnnex.Row]
        do {
            let found = try self.office.store.withFile(
                of: hash, atMost: TaskAnnex.maximumBytes, in: connection, TaskAnnex.read)
            guard let read = found else {
                // No annex, as where there is no such file.
                return try self.withdraw(allBut: [], of: incoming, in: connection)
            }
            rows = read
        } catch let fault as Fault where fault.isTransient && !fault.tells(lossOf: hash) {
            // A trouble of our own, which passes: the document comes again, and with it its tasks.
            throw fault
        } catch {
            try connection.execute(
                "INSERT INTO unread_task_annex (incoming_id, sentence) VALUES ($1, $2)", incoming,
                (error as? Fault)?.vietnamese ?? "Không mở được tệp.")
            return
        }
        let codes = try self.ourCodes(in: connection)
        var kept: Set<String> = []
        for row in rows {
            guard let part = Self.part(row, codes) else { continue }
            kept.insert(row.id)
            try self.keep(row, as: part, of: incoming, at: now, in: connection)
        }
        try self.withdraw(allBut: kept, of: incoming, in: connection)
        guard !kept.isEmpty else { return }
        try Timeline.add(.tasksCame, to: incoming, by: nil, at: now, detail: "\(kept.count)", in: connection)
    }

    /// The files of an update take the place of those that were here: without an annex among them (`annex` nil) no task is asked for any more.
    func renew(_ annex: ContentHash?, of incoming: String, at now: Date, in connection: Connection) throws {
        // Whoever sees the tasks of a copy at its registered document acts on what they were.
        try connection.execute(
            """
            UPDATE incoming SET version = version + 1 WHERE id = (
                SELECT link.registered_id FROM duplicate_link AS link WHERE link.incoming_id = $1
                    AND EXISTS (SELECT 1 FROM received_task AS task WHERE task.incoming_id = $1))
            """, incoming)
        if let annex { return try self.take(annex, of: incoming, at: now, in: connection) }
        try connection.execute("DELETE FROM unread_task_annex WHERE incoming_id = $1", incoming)
        try self.withdraw(allBut: [], of: incoming, in: connection)
    }

    private static func part(_ row: TaskAnnex.Row, _ codes: Set<String>) -> ReceivedTask.Part? {
        if codes.contains(row.lead.key) { return .lead }
        return row.supporting.contains { codes.contains($0.key) } ? .support : nil
    }

    /// Both forms of our code.
    private func ourCodes(in connection: Connection) throws -> Set<String> {
        let own = self.office.identity.organ
        let row = try connection.row(
            "SELECT code, old_code FROM organ WHERE UPPER(code) = $1 OR UPPER(old_code) = $1 ORDER BY code LIMIT 1",
            own.key)
        let known: [OrganCode?] = try row.map { [try $0["code"], try $0["old_code"]] } ?? []
        return Set([own.key] + known.compactMap { $0?.key })
    }

    private func keep(
        _ row: TaskAnnex.Row, as part: ReceivedTask.Part, of incoming: String, at now: Date, in connection: Connection
    ) throws {
        let present = try connection.row(
            "SELECT answered_at, clock_stopped FROM received_task WHERE incoming_id = $1 AND sender_id = $2", incoming,
            row.id)
        try connection.execute(
            """
            INSERT INTO received_task (id, incoming_id, sender_id, ordinal, text, part, lead_name, supporting_names, due_date, comes_back,
                clock_stopped)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (incoming_id, sender_id) DO UPDATE SET ordinal = excluded.ordinal, text = excluded.text,
                part = excluded.part, lead_name = excluded.lead_name, supporting_names = excluded.supporting_names,
                due_date = excluded.due_date, comes_back = excluded.comes_back,
                state = CASE WHEN received_task.state IN ('returned', 'withdrawn') THEN 'waiting' ELSE received_task.state END,
                clock_stopped = excluded.clock_stopped,
                -- The unit's clock stands still too.
                unit_due = CASE WHEN excluded.clock_stopped = 1 THEN NULL WHEN received_task.unit_due > excluded.due_date THEN excluded.due_date
                    ELSE received_task.unit_due END,
                asked_until = CASE WHEN excluded.due_date < received_task.asked_until THEN received_task.asked_until END
            """, UniqueID.make(at: now), incoming, row.id, row.ordinal, row.text, part, row.leadName,
            row.supportingNames, row.due, row.comesBack, row.isStopped)
        let wasStopped: Bool = try present?["clock_stopped"] ?? false
        if wasStopped != row.isStopped {
            try Timeline.add(
                row.isStopped ? .taskClockStopped : .taskClockResumed, to: try self.home(of: incoming, in: connection),
                by: nil, at: now, detail: "\(row.ordinal), nơi giao quyết định", in: connection)
        }
        guard let answer = row.answer, try present?["answered_at"] as Date? != answer.at else { return }
        // To a task that is new here nothing was answered.
        try self.take(answer, of: row, on: incoming, isNew: present == nil, at: now, in: connection)
    }

    /// Clocks of two agencies differ by less.
    private static let clockDifference: TimeInterval = 300

    /// What the sender answers: a task that we said to be finished before is open again, for all its units. The wish for more time is
    /// over, unless it is another one than was refused.
    private func take(
        _ answer: TaskAnswer, of row: TaskAnnex.Row, on incoming: String, isNew: Bool, at now: Date,
        in connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE received_task SET answer = $1, answer_due = $2, answer_text = $3, answered_at = $4, answer_taken_at = $5,
                asked_until = CASE WHEN $1 = 'extension-refused' AND asked_until <> $2 THEN asked_until END,
                state = CASE WHEN $1 = 'reopened' AND state = 'finished' AND reported_at <= $8 THEN 'working' ELSE state END
            WHERE incoming_id = $6 AND sender_id = $7
            """, answer.kind, answer.due, answer.text, answer.at, isNew ? nil : now, incoming, row.id,
            answer.at + Self.clockDifference)
        guard !isNew else { return }
        if answer.kind == .reopened {
            try connection.execute(
                """
                UPDATE received_task_unit SET finished_at = NULL WHERE task_id = (
                    SELECT task.id FROM received_task AS task
                    WHERE task.incoming_id = $1 AND task.sender_id = $2 AND task.state <> 'finished')
                """, incoming, row.id)
        }
        try Timeline.add(
            answer.kind == .reopened ? .taskOpenAgain : .taskMoreTimeRefused,
            to: try self.home(of: incoming, in: connection), by: nil, at: now,
            detail: "\(row.ordinal)\(answer.due.map { " đến \($0.shown)" } ?? "")",
            quote: answer.text.isEmpty ? nil : answer.text, in: connection)
    }

    /// A copy is worked on at its registered document.
    private func home(of incoming: String, in connection: Connection) throws -> String {
        try DuplicateLink.registered(of: incoming, in: connection)?.id ?? incoming
    }

    private func withdraw(allBut kept: Set<String>, of incoming: String, in connection: Connection) throws {
        let open = try connection.rows(
            """
            SELECT sender_id FROM received_task WHERE incoming_id = $1 AND state IN ('waiting', 'accepted', 'working')
            LIMIT 200
            """, incoming
        ).map { row -> String in try row["sender_id"] }
        for task in open where !kept.contains(task) {
            try connection.execute(
                "UPDATE received_task SET state = 'withdrawn' WHERE incoming_id = $1 AND sender_id = $2", incoming, task
            )
        }
    }
}
