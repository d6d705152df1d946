import EdXML
import Exchange
import Foundation
import Gateway
import Hub
import Programs
import Storage
import Testing
import Trust

/// The hub is killed with SIGKILL at random instants while agencies send, receive and report (`script/kill` does it 200 times).
@Suite(.serialized, .inTurn, .timeLimit(.minutes(30))) struct KillTests {
    static let kills = Int(ProcessInfo.processInfo.environment["LIENTHONG_KILLS"] ?? "") ?? 20

    @Test func `a hub that is killed again and again loses nothing, does nothing twice, and proves it`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            let administration = try Administration(folder: data)
            try await administration.importDirectory(
                String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8))
            for organ in ["G22", "H29", "H53"] {
                _ = try await administration.add(
                    system: organ.lowercased(), name: organ, organs: [try #require(OrganCode(organ))],
                    secret: KilledClient.token(of: organ))
            }
            let hub = try await KilledHub(data: data, folder: folder)
            let history = History()
            let (senders, receivers) = (["a", "b", "c"], ["H29", "H53"])
            let load = Load()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in senders {
                    group.addTask {
                        let client = try KilledClient("G22", hub, folder: folder)
                        try await client.run { try await client.send(sender, to: receivers, load, history) }
                    }
                }
                for receiver in receivers {
                    group.addTask {
                        let client = try KilledClient(receiver, hub, folder: folder)
                        try await client.run {
                            try await client.receive(until: { load.isReceived(by: receiver) }, history, load)
                        }
                    }
                }
                group.addTask {
                    let client = try KilledClient("G22", hub, folder: folder)
                    try await client.run { try await client.follow(until: { load.isFollowed }, history, load) }
                }
                group.addTask {
                    for _ in 0..<Self.kills {
                        try await Task.sleep(for: .milliseconds(Int.random(in: 20...600)))
                        try await hub.killAndRestart()
                    }
                    load.end()
                }
                try await group.waitForAll()
            }
            let key = try VerifyingKey(
                pem: String(contentsOf: data.appending(path: "keys/receipt.pub.pem"), encoding: .utf8))
            let verdict = Verdict(history.seen, receivers: receivers) { text in
                (try? Receipt(json: Data(text.utf8)).verify(with: key)) != nil
            }
            print("Giết trục \(Self.kills) lần: \(verdict)")
            #expect(verdict.isClean && verdict.acknowledged > 0, "\(verdict)")
            #expect(verdict.delivered == receivers.count * verdict.acknowledged)
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
