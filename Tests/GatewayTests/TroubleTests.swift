import EdXML
import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Gateway

/// Receiving from a hub and over a network that misbehave.
@Suite(.serialized, .inTurn, .timeLimit(.minutes(5))) struct TroubleTests {
    @Test func `a download that is cut goes on where it ended`() async throws {
        try await Self.receive(.init(cuts: 2)) { hub, agency in
            try await eventually("received") { agency.events.count == 1 }
            try await eventually("acknowledged") { !hub.isWaiting }
            let ranges = hub.ranges
            #expect(ranges.count == 3 && ranges[0] == "-")
            #expect(ranges[1] != ranges[2] && ranges[1].hasPrefix("bytes="), "\(ranges)")
        }
    }

    @Test func `a download that does not match its hash is neither kept nor acknowledged, and tried again`()
        async throws
    {
        try await Self.receive(.init(wrongDownloads: 1)) { hub, agency in
            try await eventually("received") { agency.events.count == 1 }
            try await eventually("acknowledged") { !hub.isWaiting }
            #expect(hub.ranges == ["-", "-"])
            #expect(hub.acknowledgements.count == 1)
        }
    }

    @Test func `a package whose acknowledgement was lost is acknowledged again and stored once`() async throws {
        try await Self.receive(.init(lostAnswers: 2)) { hub, agency in
            try await eventually("acknowledged") { !hub.isWaiting }
            // A look at the inbox may have been under way when the last one was taken.
            #expect(hub.acknowledgements.count >= 3)
            #expect(hub.acknowledgements.allSatisfy { $0.contains("\"outcome\":\"done\"") })
            #expect(agency.events.count == 1)
            #expect(hub.ranges == ["-"])
        }
    }

    @Test func `what cannot be read is refused to the hub with code and sentence`() async throws {
        try await Self.receive(.init(), package: Array("không phải XML".utf8)) { hub, agency in
            try await eventually("refused") { !hub.isWaiting }
            let answer = try #require(hub.acknowledgements.first)
            #expect(answer.contains("\"outcome\":\"fail\""))
            #expect(answer.contains("\"code\":\"not-xml\""))
            #expect(agency.events.isEmpty)
        }
    }

    private static func receive(
        _ trouble: TroubledHub.Trouble, package: [UInt8]? = nil,
        _ check: @escaping @Sendable (TroubledHub, TestAgency) async throws -> Void
    ) async throws {
        let sender = try #require(OrganCode("G22"))
        var bytes: [UInt8] = []
        let packet = try Packages.document(90_001, from: sender, to: ["H29"], bytes: 200_000)
        defer { Packages.remove(packet) }
        try PacketWriter.write(packet) { bytes.append(contentsOf: $0) }
        let hub = TroubledHub(package: package ?? bytes, trouble: trouble)
        try await withFolder { folder in
            try await hub.run { url in
                let agency = try await TestAgency("H29", hub: url, folder: folder)
                try agency.start()
                let result: Result<Void, any Error>
                do { result = .success(try await check(hub, agency)) } catch { result = .failure(error) }
                try await agency.stop()
                try result.get()
            }
        }
    }
}
