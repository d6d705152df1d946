import Exchange
import Foundation
import Storage

/// A unit that supports the one to which a task was given (đơn vị phối hợp thực hiện nhiệm vụ).
///
/// What it reports stays in the house: whoever leads the task answers for it to the sender.
struct SupportingUnit: Sendable {
    let taskID: String
    let unit: Unit
    /// What it said last; empty before it said anything.
    let text: String
    let reportedAt: Date?
    /// The name under the report.
    let reportedBy: String
    /// When it said that its part is done.
    let finishedAt: Date?

    static let migration = Migration(
        "office 0431 units that support a task",
        sql: """
            CREATE TABLE received_task_unit (
                task_id TEXT NOT NULL REFERENCES received_task (id),
                unit_id TEXT NOT NULL REFERENCES unit (id),
                given_at TEXT NOT NULL,
                report_text TEXT NOT NULL DEFAULT '',
                reported_at TEXT,
                reported_by TEXT NOT NULL DEFAULT '',
                finished_at TEXT,
                PRIMARY KEY (task_id, unit_id)
            );
            CREATE INDEX received_task_unit_unit ON received_task_unit (unit_id, task_id);
            """
    )

    /// Units beside the one that leads.
    static let maximum = 20

    /// Those of the tasks that the query `tasks` names, whose values are `values`; in the agency's own order. At most as many as 200 tasks may have.
    static func all(
        ofTasks tasks: String, _ values: [(any SQLBindable)?], in connection: Connection
    ) throws -> [SupportingUnit] {
        try connection.rows(
            anew: """
                SELECT support.task_id, support.report_text, support.reported_at, support.reported_by, support.finished_at, unit.id AS unit_id,
                    unit.name AS unit_name, unit.short_name AS unit_short_name
                FROM received_task_unit AS support JOIN unit ON unit.id = support.unit_id
                WHERE support.task_id IN (\(tasks)) ORDER BY unit.sort, unit.name, unit.id LIMIT \(200 * Self.maximum)
                """, values: values
        ).map { row in
            SupportingUnit(
                taskID: try row["task_id"],
                unit: Unit(id: try row["unit_id"], name: try row["unit_name"], shortName: try row["unit_short_name"]),
                text: try row["report_text"], reportedAt: try row["reported_at"], reportedBy: try row["reported_by"],
                finishedAt: try row["finished_at"])
        }
    }

    /// They support it from now on: those who did keep what they reported, others have nothing to do with it any more.
    static func set(
        _ units: [Unit], of task: ReceivedTask, at now: Date, in connection: Connection
    ) throws {
        for present in task.supporting where !units.contains(present.unit) {
            try connection.execute(
                "DELETE FROM received_task_unit WHERE task_id = $1 AND unit_id = $2", task.id, present.unit.id)
        }
        for unit in units {
            try connection.execute(
                """
                INSERT INTO received_task_unit (task_id, unit_id, given_at) VALUES ($1, $2, $3)
                ON CONFLICT (task_id, unit_id) DO NOTHING
                """, task.id, unit.id, now)
        }
    }

    /// Keeps what `unit` says of its part.
    static func report(
        _ text: String, isDone: Bool, of unit: String, on task: String, by person: Person, at now: Date,
        in connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE received_task_unit SET report_text = $1, reported_at = $2, reported_by = $3,
                finished_at = CASE WHEN $4 = 1 THEN $2 ELSE finished_at END
            WHERE task_id = $5 AND unit_id = $6
            """, text, now, person.signature, isDone, task, unit)
    }
}
