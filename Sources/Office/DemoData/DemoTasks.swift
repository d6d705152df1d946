import Exchange
import Foundation
import Storage

extension DemoYear {
    /// Up to four tasks of a directive, each led by one of its recipients; of an old one that was issued some are confirmed. `serial` is the document's:
    /// what is drawn here leaves the rest of the year alone.
    func writeTasks(
        of id: String, serial: Int, for recipients: [Directory.Entry], by drafter: Person, isIssued: Bool,
        on day: DemoDay,
        at time: Date,
        in connection: Connection
    ) throws {
        var random = DemoRandom(seed: serial)
        let today = VietnamTime.date(self.now)
        for ordinal in 1...random.number(1...4) {
            let (task, lead) = (UniqueID.make(at: time), random.pick(recipients))
            let text = DemoWords.task(&random)
            let due = random.chance(15) ? nil : self.date(day, plus: random.number(10...60))
            let end = self.date(day, plus: random.number(5...70))
            let isFinished = isIssued && end <= today && random.chance(30)
            try connection.execute(
                """
                INSERT INTO directive_task (id, outgoing_id, ordinal, text, lead_organ, due_date, comes_back, added_at,
                    finished_on, note)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """, task, id, ordinal, text, lead.code, due, random.pick(DirectiveTask.ComesBack.allCases), time,
                isFinished ? end : nil, isFinished ? random.pick(DemoWords.results) : "")
            let helper = random.pick(recipients)
            if helper.code != lead.code, random.chance(40) {
                try connection.execute(
                    "INSERT INTO directive_task_support (task_id, organ_code) VALUES ($1, $2)", task, helper.code)
            }
            try Timeline.add(
                .taskAdded, to: id, by: drafter, at: time,
                detail: TaskWords.told(ordinal, lead: lead.name, due: due), quote: text, in: connection)
        }
    }
}
