import EdXML
import Exchange
import Foundation
import Programs
import Storage
import Testing

@testable import Gateway
@testable import VendorGateway

/// What comes for the agency lies in its folder.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct ArrivalTests {
    @Test func `an arrival lies there whole: the package byte for byte, its files, its header`() async throws {
        try await withGateway { hub, gateway, office in
            try office.start()
            try await office.queue(90_101, bytes: 300_000)
            try gateway.start()
            try await eventually("it has come") { try gateway.arrivals().count == 1 }
            let folder = try #require(try gateway.arrivals().first)
            let header = try #require(JSON(utf8: Array(try Data(contentsOf: folder.appending(path: "header.json")))))
            let package = try Data(contentsOf: folder.appending(path: "package.edxml"))
            #expect(header["sha256"]?.string == ContentHash(of: package).hex)
            #expect(header["document"]?["codeNumber"] == .text("90101"))
            let file = try #require(header["attachments"]?.elements.first)
            #expect(file["name"] == .text("cong-van.txt") && file["file"] == .text("files/01-cong-van.txt"))
            let bytes = try Data(contentsOf: folder.appending(path: "files/01-cong-van.txt"))
            #expect(file["sha256"]?.string == ContentHash(of: bytes).hex && bytes.count == 300_000)
            #expect(header["arrival"]?["id"]?.string == folder.lastPathComponent)
            try await eventually("the hub knows") { office.transport.contains("delivered 90101/VPCP-KSTT H29") }
        }
    }

    @Test func `what cannot be laid into the folder is not acknowledged, and comes when there is one again`()
        async throws
    {
        try await withGateway { hub, gateway, office in
            try office.start()
            let staging = gateway.places.out.appending(path: ".staging")
            try FileManager.default.removeItem(at: staging)
            try Data().write(to: staging)
            try gateway.start()
            try await office.queue(90_102)
            try await eventually("it is kept") {
                try await gateway.gateway.database.read {
                    try connectionCount("SELECT COUNT(*) AS total FROM arrival", $0) == 1
                }
            }
            try await Task.sleep(for: .milliseconds(300))
            #expect(!office.transport.contains { $0.hasPrefix("delivered") })
            try FileManager.default.removeItem(at: staging)
            try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: true)
            try await eventually("it lies there") { try gateway.arrivals().count == 1 }
            try await eventually("the hub knows") { office.transport.contains("delivered 90102/VPCP-KSTT H29") }
        }
    }

    /// The moments of a crash: before the folder was made, after that, after the rename, after the software took it away.
    @Test func `whenever a crash comes, an arrival is laid once`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let id = try await gateway.arrive(try Packages.documentBytes(90_103))
            let half = gateway.places.out.appending(path: ".staging/\(id)")
            try FileManager.default.createDirectory(at: half, withIntermediateDirectories: true)
            try Data("nửa".utf8).write(to: half.appending(path: "package.edxml"))
            try await gateway.out.lay(id)
            let laid = try #require(try gateway.arrivals().first)
            #expect(try Data(contentsOf: laid.appending(path: "package.edxml")).count > 500)

            func set(_ value: String) async throws {
                _ = try await gateway.gateway.database.write {
                    try $0.execute("UPDATE arrival SET laid = $1", value)
                }
            }
            // Renamed, but not yet written down; meanwhile the software took it.
            try await set("ready")
            try FileManager.default.removeItem(at: laid)
            try await gateway.out.lay(id)
            #expect(try gateway.arrivals() == [])
            // Made, but not yet renamed.
            try await set("no")
            try await gateway.out.lay(id)
            try FileManager.default.moveItem(at: try #require(try gateway.arrivals().first), to: half)
            try await set("ready")
            try await gateway.out.lay(id)
            #expect(try gateway.arrivals().count == 1)
            try await gateway.out.lay("another")
        }
    }

    /// Lessons G4: whatever wrapping a sender uses, the files are the same bytes.
    @Test(arguments: [WritingProfile.canonical, .library, .dotNet])
    func `files are the sender's bytes in every way of writing`(_ profile: WritingProfile) async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let packet = try Packages.document(90_104, from: try #require(OrganCode("G22")), to: ["H29"], bytes: 70_000)
            defer { Packages.remove(packet) }
            var bytes: [UInt8] = []
            try PacketWriter.write(packet, profile: profile) { bytes.append(contentsOf: $0) }
            let id = try await gateway.arrive(bytes)
            try await gateway.out.lay(id)
            let file = gateway.places.out.appending(path: "\(id)/files/01-cong-van.txt")
            #expect(try Data(contentsOf: file) == Data(contentsOf: packet.attachments[0].file))
        }
    }

    @Test(arguments: [
        ("Công văn.pdf", "01-Công văn.pdf"), ("a:b*c?.pdf", "01-a_b_c_.pdf"), ("...", "01-tep"),
        ("CON.pdf ", "01-CON.pdf"),
        (String(repeating: "ệ", count: 200) + ".pdf", "01-" + String(repeating: "ệ", count: 38) + ".pdf"),
    ])
    func `names of strangers are safe on any system`(_ name: String, _ expected: String) {
        #expect(SafeName.make(name, ordinal: 1) == expected)
    }
}

func connectionCount(_ sql: String, _ connection: Connection) throws -> Int {
    try connection.row(sql)?["total"] ?? 0
}

extension TestGateway {
    /// Lets a package arrive as the receiver of the gateway would. Returns the id of the delivery.
    @discardableResult
    func arrive(_ bytes: [UInt8], today: CalendarDate = CalendarDate("2026-01-15")!) async throws -> String {
        let staged = try self.gateway.store.stage()
        try bytes.withUnsafeBytes { try staged.write($0) }
        let hash = try await staged.commit()
        let folder = try self.gateway.store.stagingFolder()
        let packet = try PacketReader.read(
            file: self.gateway.store.url(of: hash), today: today, attachments: .store(folder: folder))
        var files: [ReceivedFile] = []
        for attachment in packet.attachments {
            let hash = try #require(ContentHash(hex: attachment.sha256))
            try await self.gateway.store.adopt(try #require(attachment.file), hash: hash)
            files.append(
                ReceivedFile(
                    name: attachment.name, contentType: attachment.contentType, sizeBytes: attachment.sizeBytes,
                    hash: hash))
        }
        let id = UniqueID.make(at: Date())
        let package = ReceivedPackage(
            deliveryID: id, packageID: "p-\(id)", hash: hash, packet: packet, files: files)
        try await self.gateway.database.write { [gateway] in
            try Arrival(gateway: gateway).receive(package, in: $0)
        }
        return id
    }

    /// Writes into the inbox that the package of an arrival is kept, as the receiver of the gateway would.
    func noteReceived(_ arrival: String) async throws {
        _ = try await self.gateway.database.write { connection in
            try connection.execute(
                """
                INSERT INTO gateway_inbox (delivery_id, package_id, kind, sender, package_hash, state, received_at)
                SELECT id, package_id, kind, sender, package_hash, 'stored', arrived_at FROM arrival WHERE id = $1
                """, arrival)
        }
    }
}
