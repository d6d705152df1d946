import Foundation
import Storage
import Testing

/// `office check`, `office backup`, `office restore` as scripts run them.
@Suite struct OfficeCommandTests {
    @Test func `an office is checked and copied while it runs; what was spoiled is told with exit 65`() async throws {
        try await withFolder { folder in
            let (data, copy) = (folder.appending(path: "office"), folder.appending(path: "copy").path)
            func run(_ arguments: String...) async throws -> Command.Result {
                try await Command.run(["office"] + arguments, folder: folder)
            }
            #expect(try await run("check", "--data", data.path).status == 65)
            let office = try Command(
                ["office", "serve", "--data", data.path, "--organ", "G22", "--listen", "127.0.0.1:0"], folder: folder)
            #expect(try await office.ready().hasPrefix("ready http://"))
            let sound = try await run("check", "--data", data.path, "--json")
            #expect(sound.status == 0, "\(sound.errors)")
            #expect(sound.output.contains("\"ok\" : true"))
            let second = try await run("serve", "--data", data.path, "--organ", "G22", "--listen", "127.0.0.1:0")
            #expect(second.status == 65 && second.errors.hasPrefix("conflict: "))
            let backup = folder.appending(path: "office.backup").path
            #expect(try await run("backup", "--data", data.path, "--to", backup).status == 0)
            #expect(try await office.stop().status == 0)
            #expect(try await run("restore", backup, "--data", copy).status == 0)
            #expect(try await run("restore", backup, "--data", copy).status == 65)
            #expect(try await run("check", "--data", copy).output.contains("khớp nhau"))
            let database = try Database.open(file: URL(fileURLWithPath: copy + "/office.sqlite"))
            _ = try await database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO gateway_outbox (id, kind, reference, organs, summary, urgency, body, state, queued_at, next_attempt_at)
                    VALUES ('x', 'status', 'nobody', 'H29', '', 0, x'00', 'queued', '2026', '2026')
                    """)
            }
            let spoiled = try await run("check", "--data", copy)
            #expect(spoiled.status == 65 && spoiled.output.contains("exchange\tx\t"), "\(spoiled.output)")
            #expect(spoiled.errors.hasPrefix("conflict: "))
        }
    }
}
