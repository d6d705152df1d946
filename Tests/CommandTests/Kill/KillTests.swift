import Foundation
import Programs
import Testing

/// The hub is killed with SIGKILL at random instants while agencies send, receive and report (`script/kill` does it 200 times).
@Suite(.serialized, .inTurn, .timeLimit(.minutes(30))) struct KillTests {
    static let kills = Int(ProcessInfo.processInfo.environment["LIENTHONG_KILLS"] ?? "") ?? 20

    @Test func `a hub that is killed again and again loses nothing, does nothing twice, and proves it`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await HubTrial.prepare(data)
            let hub = try await KilledHub(data: data, folder: folder)
            let verdict = try await HubTrial.run(hub, data: data, folder: folder, kills: Self.kills)
            print("Giết trục \(Self.kills) lần: \(verdict)")
            #expect(verdict.isClean && verdict.acknowledged > 0, "\(verdict)")
            #expect(verdict.delivered == HubTrial.receivers.count * verdict.acknowledged)
            let check = try await Command.run("hub", "check", "--data", data.path, folder: folder)
            #expect(check.status == 0, "\(check.output)")
            #expect(try await hub.stop().status == 0)
        }
    }

    @Test func `the checker finds what it looks for`() {
        let history = History()
        history.accepted("1", receipt: "good")
        history.delivered("1", to: "H29", delivery: "d1", isSound: true)
        for status in ["01", "03"] { history.reported(status, of: "1", by: "H29") }
        func verdict() -> Verdict { Verdict(history.seen, receivers: ["H29"]) { $0 == "good" } }
        #expect(verdict().isClean)
        history.accepted("2", receipt: "bad")
        #expect(verdict().lost == 1 && verdict().unverifiable == 1)
        history.delivered("1", to: "H29", delivery: "d2", isSound: false)
        #expect(verdict().duplicated == 1 && verdict().unverifiable == 2)
        history.delivered("2", to: "H29", delivery: "d3", isSound: true)
        for status in ["03", "01"] { history.reported(status, of: "2", by: "H29") }
        #expect(verdict().reordered == 1 && verdict().lost == 0)
    }
}
