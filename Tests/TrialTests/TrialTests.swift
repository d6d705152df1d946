import EdXML
import Exchange
import Foundation
import Gateway
import Hub
import Testing
import Trust

@testable import Trial

/// The trial between two systems: sound ones pass, each flaw is found by its check and by no check before it.
@Suite struct TrialTests {
    @Test func `two sound systems pass every check, and the report carries receipts that verify`() async throws {
        try await TrialHub.with { hub in
            let outcome = try await Self.trial(hub, flaw: nil)
            let odd = outcome.findings.filter { $0.outcome != .passed && $0.check != .large }
            #expect(odd.map { "\($0.check.id) \($0.organ ?? "-"): \($0.seen)" } == [])
            #expect(outcome.isGreen)
            let checked = Set(outcome.findings.map(\.check.id))
            #expect(checked == Set(TrialCheck.all.map(\.id)), "nothing of the list was forgotten")

            let folder = hub.folder.appending(path: "report")
            try TrialReport(plan: hub.plan, outcome: outcome).write(into: folder)
            let report = try #require(JSON(utf8: Array(Data(contentsOf: folder.appending(path: "report.json")))))
            #expect(report["green"] == .bool(true))
            let names = (report["checks"]?.elements ?? []).flatMap { $0["evidence"]?.elements ?? [] }.compactMap(
                \.string)
            for check in report["checks"]?.elements ?? [] where check["packages"]?.elements.isEmpty == false {
                #expect(check["evidence"]?.elements.isEmpty == false, "\(check["id"]?.string ?? "")")
            }
            #expect(names.count > 20)
            let key = try VerifyingKey(
                pem: String(
                    contentsOf: hub.folder.deletingLastPathComponent().appending(path: "hub/keys/receipt.pub.pem"),
                    encoding: .utf8))
            for name in Set(names) {
                try Receipt(json: Data(contentsOf: folder.appending(path: name))).verify(with: key)
            }
            let page = try String(contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
            #expect(page.contains("Đạt yêu cầu bắt buộc."))
            #expect(page.contains("ĐẠI DIỆN CƠ QUAN H29"))
        }
    }

    @Test(arguments: Flaw.allCases)
    func `a flaw is found by its check`(_ flaw: Flaw) async throws {
        try await TrialHub.with(waitSeconds: 8) { hub in
            let outcome = try await Self.trial(hub, flaw: flaw)
            let failed = outcome.findings.filter { $0.outcome == .failed }
            #expect(failed.first?.check == flaw.check, "\(failed.map { "\($0.check.id) \($0.seen)" })")
            #expect(
                failed.allSatisfy { $0.organ == "H29" || $0.check.part == .together }, "the sound system is not blamed")
            #expect(outcome.isGreen == (flaw.check.level == .should))
        }
    }

    @Test func `who cannot be asked is not blamed, and the trial is not green`() async throws {
        struct Nobody: TrialPeople {
            func ask(_ act: TrialAct, at organ: String) async throws { throw TrialGap("Không có ai.") }
        }
        try await TrialHub.with(waitSeconds: 2) { hub in
            let outcome = try await Self.trial(hub, flaw: nil, people: { _ in Nobody() })
            #expect(outcome.findings.filter { $0.outcome == .failed }.map(\.seen) == [])
            #expect(outcome.findings.contains { $0.check == .accepted && $0.outcome == .notRun })
            #expect(!outcome.isGreen)
        }
    }

    @Test func `a system that nobody switches off is not blamed, and the trial is not green`() async throws {
        struct Careless: TrialPeople {
            let people: PeerPeople

            func ask(_ act: TrialAct, at organ: String) async throws {
                if !act.isOfOperators { try await self.people.ask(act, at: organ) }
            }
        }
        try await TrialHub.with(waitSeconds: 2) { hub in
            let outcome = try await Self.trial(hub, flaw: nil) { Careless(people: PeerPeople(peers: $0)) }
            let found = outcome.findings.filter { $0.check == .switchedOff }
            #expect(found.map(\.outcome) == [.notRun, .notRun])
            #expect(found.allSatisfy { $0.seen.contains("không tắt") })
            let hubOff = outcome.findings.filter { $0.check == .hubOff }
            #expect(hubOff.map(\.outcome) == [.notRun, .notRun] && hubOff.allSatisfy { $0.seen.contains("Tắt trục") })
            #expect(outcome.findings.filter { $0.outcome == .failed }.map(\.seen) == [])
            #expect(!outcome.isGreen)
        }
    }

    @Test func `a plan that does not say how long a system stays off asks nobody to switch it off`() async throws {
        try await TrialHub.with { hub in
            let plan = TrialPlan(
                hub: hub.plan.hub, authority: hub.plan.authority, tester: hub.plan.tester, sides: hub.plan.sides)
            let folder = hub.folder.appending(path: UUID().uuidString)
            let tester = try Tester(plan, folder: folder)
            let run = TrialRun(
                plan: plan, people: PeerPeople(peers: [:]), tester: tester,
                documents: TrialDocuments(organ: tester.organ, mark: "T", folder: folder, now: Date()),
                now: { Date() }, report: { _ in })
            let findings = try await run.switchedOff(plan.sides[0], first: 1)
            let gaps = try await run.trouble(plan.sides[0], TrialRun.Papers(), first: 1)
            let hubOff = try await run.hubOff(plan.sides)
            try await tester.client.shutdown()
            #expect(findings.isEmpty && hubOff.isEmpty)
            #expect(!gaps.isEmpty && !gaps.contains { $0.check == .switchedOff || $0.check == .hubOff })
        }
    }

    @Test func `a hub that refuses the tester is not taken for one that is off`() async throws {
        try await TrialHub.with { hub in
            let stranger = TrialPlan.System(
                organ: hub.plan.tester.organ, name: hub.plan.tester.name, token: "token-of-nobody-0123456789")
            let plan = TrialPlan(
                hub: hub.plan.hub, authority: hub.plan.authority, tester: stranger, sides: hub.plan.sides,
                waitSeconds: 1, switchesHub: true)
            let folder = hub.folder.appending(path: UUID().uuidString)
            let tester = try Tester(plan, folder: folder)
            let run = TrialRun(
                plan: plan, people: PeerPeople(peers: [:]), tester: tester,
                documents: TrialDocuments(organ: tester.organ, mark: "T", folder: folder, now: Date()),
                now: { Date() }, report: { _ in })
            let found = try await run.hubOff(plan.sides)
            try await tester.client.shutdown()
            #expect(found.map(\.outcome) == [.notRun, .notRun])
            #expect(found.allSatisfy { $0.seen.contains("Tắt trục") }, "\(found.map(\.seen))")
        }
    }

    @Test func `of each kind of files there is one, and each is what it says`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "trial-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let organ = Organ(code: try #require(OrganCode("Z01")), name: "Bên thử nghiệm")
        let documents = TrialDocuments(organ: organ, mark: "T", folder: folder, now: Date())
        let kinds = try documents.kinds()
        let archive: [UInt8] = [0x50, 0x4B, 3, 4]
        let begins: [String: [UInt8]] = [
            "van-ban.pdf": Array("%PDF-".utf8), "du-thao.docx": archive, "so-lieu.xlsx": archive,
            "bieu-mau.xml": Array("<bieu>".utf8), "ghi-chu.txt": Array("Ghi".utf8),
            "so-do.png": [0x89] + Array("PNG".utf8), "ho-so.zip": [0x50, 0x4B, 5, 6],
        ]
        #expect(kinds.map(\.name).sorted() == begins.keys.sorted())
        #expect(Set(kinds.map(\.type)).count == kinds.count)
        for file in kinds {
            let begin = try #require(begins[file.name])
            #expect(file.bytes.starts(with: begin), "\(file.name)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [], "nothing is left behind")
    }

    @Test func `a hub that goes away in the middle leaves a report of what was seen, and the trial is not green`()
        async throws
    {
        /// Both systems are sound; with the first assignment the hub is gone.
        struct Unlucky: TrialPeople {
            let peers: [String: Peer]
            let stop: @Sendable () async -> Void

            func ask(_ act: TrialAct, at organ: String) async throws {
                if case .assign = act { await self.stop() }
                try await self.peers[organ]?.act(act)
            }
        }
        try await TrialHub.with(waitSeconds: 8) { hub in
            let outcome = try await Self.trial(hub, flaw: nil) { Unlucky(peers: $0, stop: hub.stop) }
            #expect(outcome.findings.contains { $0.check == .accepted && $0.outcome == .passed })
            #expect(outcome.findings.contains { $0.check == .assigned && $0.outcome == .failed })
            #expect(outcome.evidenceFault?.code == .unreachable)
            #expect(!outcome.isGreen)
            let folder = hub.folder.appending(path: "report")
            try TrialReport(plan: hub.plan, outcome: outcome).write(into: folder)
            let page = try String(contentsOf: folder.appending(path: "report.html"), encoding: .utf8)
            #expect(page.contains("Không lấy được biên nhận của trục."))
        }
    }

    /// The check of certificates alone, by a trial whose clock says `now`.
    private static func expired(
        _ files: CertificateFiles?, _ hub: TrialHub, now: @escaping @Sendable () -> Date
    ) async throws -> [TrialFinding] {
        let plan = TrialPlan(
            hub: hub.plan.hub, authority: hub.plan.authority, tester: hub.plan.tester,
            sides: hub.plan.sides, expired: files)
        let folder = hub.folder.appending(path: UUID().uuidString)
        let tester = try Tester(plan, folder: folder)
        let run = TrialRun(
            plan: plan, people: PeerPeople(peers: [:]), tester: tester,
            documents: TrialDocuments(organ: tester.organ, mark: "T", folder: folder, now: now()), now: now,
            report: { _ in })
        let result: Result<[TrialFinding], any Error>
        do { result = .success(try await run.expiredCertificate()) } catch { result = .failure(error) }
        try await tester.client.shutdown()
        return try result.get()
    }

    @Test func `a hub that takes a certificate after its end is found, and what proves nothing is not tried`()
        async throws
    {
        try await TrialHub.with { hub in
            let years: @Sendable () -> Date = { Date(timeIntervalSinceNow: 800 * 86_400) }
            let present: @Sendable () -> Date = { Date() }
            // By the clock of this trial the certificate is over; by that of the hub it is not.
            let taken = try await Self.expired(hub.holding, hub, now: years)
            #expect(taken.map(\.outcome) == [.failed] && taken.first?.seen.contains("cho vào") == true)
            #expect(taken.first?.isRed == true)
            #expect(try await Self.expired(hub.plan.expired, hub, now: present).map(\.outcome) == [.passed])
            #expect(try await Self.expired(hub.holding, hub, now: present).map(\.outcome) == [.notRun])
            #expect(try await Self.expired(nil, hub, now: present).isEmpty)
            // Of another authority: the hub would not know it anyway.
            let other = hub.folder.appending(path: "other")
            let authority = try HubAuthority.loadOrMake(in: other, now: Date())
            _ = try ClientCertificate.issue(
                for: "expired", by: authority, into: other, now: Date(timeIntervalSinceNow: -400 * 86_400))
            let foreign = CertificateFiles(
                certificate: other.appending(path: "expired.pem"), key: other.appending(path: "expired.key"))
            #expect(try await Self.expired(foreign, hub, now: present).map(\.outcome) == [.notRun])
        }
    }

    @Test func `a call that is cut is made again while the hub answers, and has an end`() async throws {
        try await TrialHub.with(waitSeconds: 2) { hub in
            let tester = try Tester(hub.plan, folder: hub.folder.appending(path: "patience"))
            let cut = Fault(.interrupted, vi: "Bị ngắt.", en: "Cut.")
            /// How often it was called, and what it ended with.
            func called(cuts: Int, then refusal: Fault? = nil) async -> (times: Int, fault: Fault?) {
                var times = 0
                do throws(any Error) {
                    try await tester.persisting {
                        times += 1
                        if times <= cuts { throw cut }
                        if let refusal { throw refusal }
                    }
                } catch { return (times, error as? Fault) }
                return (times, nil)
            }
            let never = await called(cuts: .max)
            #expect(never.times == 1 && never.fault?.code == .interrupted, "the hub has not answered yet")
            let well = await called(cuts: 0)
            #expect(well.times == 1 && well.fault == nil)
            let again = await called(cuts: 2)
            #expect(again.times == 3 && again.fault == nil)
            let refused = await called(cuts: 1, then: Fault(.notFound, vi: "Không có.", en: "Not there."))
            #expect(refused.times == 2 && refused.fault?.code == .notFound)
            let away = await called(cuts: .max)
            #expect(away.times > 1 && away.fault?.code == .interrupted)
            try await tester.client.shutdown()
        }
    }

    @Test func `a hub that is not there ends the trial at once`() async throws {
        try await TrialHub.with { hub in
            let nowhere = TrialPlan(
                hub: try #require(URL(string: "http://127.0.0.1:1")), authority: nil, tester: hub.plan.tester,
                sides: hub.plan.sides)
            let fault = await #expect(throws: Fault.self) {
                _ = try await TrialRun.run(nowhere, people: PeerPeople(peers: [:]), folder: hub.folder)
            }
            #expect(fault?.code == .unreachable)
        }
    }

    /// G22 is sound, H29 has the flaw.
    private static func trial(
        _ hub: TrialHub, flaw: Flaw?, people: (([String: Peer]) -> any TrialPeople)? = nil
    ) async throws -> TrialRun.Outcome {
        let files = hub.folder.appending(path: "tester")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        let sides = hub.plan.sides
        let peers = [try Peer(sides[0], nil, hub), try Peer(sides[1], flaw, hub)]
        let known = ["G22": peers[0], "H29": peers[1]]
        let crew = people?(known) ?? PeerPeople(peers: known, gate: hub.gate)
        let plan = hub.plan
        let result: Result<TrialRun.Outcome, any Error>
        do {
            let outcome = try await withThrowingTaskGroup(of: TrialRun.Outcome?.self) { group in
                for peer in peers {
                    group.addTask {
                        await peer.listen()
                        return nil
                    }
                }
                group.addTask { try await TrialRun.run(plan, people: crew, folder: files) }
                var outcome: TrialRun.Outcome?
                for try await found in group {
                    guard let found else { continue }
                    outcome = found
                    group.cancelAll()
                }
                return try #require(outcome)
            }
            result = .success(outcome)
        } catch { result = .failure(error) }
        for peer in peers { try await peer.shutdown() }
        return try result.get()
    }
}
