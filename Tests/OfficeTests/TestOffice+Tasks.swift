import HummingbirdTesting
import Storage
import Testing

@testable import Office

/// Tasks of directives, as tests look at them and act on them.
extension TestOffice {
    func tasks(of outgoing: String) async throws -> [DirectiveTask] {
        try await self.office.database.read { [office] in
            try DirectiveTask.all(of: outgoing, today: office.today, calendar: office.calendar, in: $0)
        }
    }

    func firstTask(of outgoing: String) async throws -> DirectiveTask {
        try #require(try await self.tasks(of: outgoing).first)
    }

    func act(
        _ act: TaskAct, on task: DirectiveTask, _ fields: [String: String] = [:], as person: String = "leader-A"
    ) async throws -> TestResponse {
        try await self.post(
            "/outgoing/\(task.outgoingID)/tasks/\(task.id)/\(act.rawValue)", as: person,
            version: try await self.outgoingState(task.outgoingID).version, fields)
    }
}
