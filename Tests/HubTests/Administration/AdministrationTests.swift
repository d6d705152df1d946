import Exchange
import Foundation
import Storage
import Testing

@testable import Hub

@Suite struct AdministrationTests {
    @Test func `every administrative act stands in the log with who did it, and what fails does not`() async throws {
        try await withHub { hub in
            let administration = hub.parts.administration
            let code = try #require(OrganCode("H41"))
            _ = try await administration.add(system: "h41", name: "Bốn mốt", organs: [code])
            try await administration.bind("h41", to: [try #require(Network("10.0.0.0/8"))])
            try await administration.disable("h41")
            try await administration.enable("h41")
            await #expect(throws: Fault.self) { try await administration.disable("nobody") }
            await #expect(throws: Fault.self) { try await administration.add(system: "h41", name: "", organs: [code]) }
            let lines = try await AuditLog(database: hub.parts.database).list(
                AuditLog.Filter(), before: nil, limit: 100)
            #expect(
                lines.map { "\($0.act) \($0.subject)" }.prefix(4)
                    == ["system-enabled h41", "system-disabled h41", "system-bound h41", "system-added h41"])
            #expect(lines.last?.act == "hub-started")
            #expect(lines[0].actor == "Lê Thử" && lines[0].source == "command-line")
            let text = lines.map { "\($0.details)" }.joined()
            #expect(!text.contains(TestHub.token(of: "g22")))
        }
    }

    @Test func `two systems never serve one agency, whatever is enabled`() async throws {
        try await withHub { hub in
            let administration = hub.parts.administration
            let code = try #require(OrganCode("H53"))
            try await administration.disable("h53")
            _ = try await administration.add(system: "other", name: "Khác", organs: [code])
            let fault = await #expect(throws: Fault.self) { try await administration.enable("h53") }
            #expect(fault?.code == .conflict)
        }
    }
}
