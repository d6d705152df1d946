import EdXML
import Exchange
import Foundation
import Gateway
import Programs
import Storage
import Synchronization
import Testing

@testable import VendorGateway

/// What the agency's software puts into the folder.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct DroppedTests {
    @Test func `a finished package and a folder with files reach their receiver, and the folder shows it`() async throws
    {
        try await withGateway { hub, gateway, office in
            let arrived = Mutex<[ReceivedPackage]>([])
            office.onReceiving { package in arrived.withLock { $0.append(package) } }
            let pdf = Array("%PDF-1.4 không phải tệp thật".utf8)
            try gateway.drop(
                header: TestGateway.header(90_001), files: ["Công văn.pdf": pdf, "bieu.txt": Array("a;b".utf8)],
                as: "cong-van-1")
            try gateway.drop(try Self.package(90_002), as: "2.edxml")
            try gateway.start()
            try office.start()
            try await eventually("both are sent") {
                try gateway.dropped() == ["sent/2.edxml", "sent/cong-van-1"] && arrived.withLock { $0.count } == 2
            }
            let built = try #require(arrived.withLock { $0.first { $0.packet.document?.code.number == "90001" } })
            #expect(built.files.map(\.name) == ["Công văn.pdf", "bieu.txt"])
            #expect(built.files.map(\.contentType) == ["application/pdf", "text/plain"])
            #expect(built.files.first?.hash == ContentHash(of: Data(pdf)))
            #expect(built.packet.warnings == [])
            let receipt = try gateway.text("receipt.json", beside: "cong-van-1", in: "sent")
            #expect(receipt.contains("SubmissionAcceptance"))
            try await eventually("the hub has told that it is there") {
                try gateway.text("state.json", beside: "2.edxml", in: "sent").contains(#""transport" : "done""#)
            }
            #expect(try await hub.packageCount() == 2)
        }
    }

    @Test func `what is dropped twice is sent once`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let package = try Self.package(90_004)
            for name in ["a", "b"] {
                try gateway.drop(
                    header: TestGateway.header(90_003), files: ["1.txt": Array("nội dung".utf8)], as: name)
                try await gateway.inFolder.look()
                try gateway.drop(package, as: "\(name).edxml")
                try await gateway.inFolder.look()
            }
            #expect(try await gateway.outboxCount() == 2)
            #expect(try gateway.dropped() == ["sending/a", "sending/a.edxml", "sending/b", "sending/b.edxml"])
        }
    }

    @Test func `what a crash left between taking over and moving is only moved`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            let staged = try gateway.gateway.store.stage()
            let bytes = try Self.package(90_005)
            try bytes.withUnsafeBytes { try staged.write($0) }
            _ = try await Handover(gateway: gateway.gateway).take(package: staged)
            try gateway.drop(bytes, as: "5.edxml")
            try await gateway.inFolder.look()
            #expect(try await gateway.outboxCount() == 1)
            #expect(try gateway.dropped() == ["sending/5.edxml"])
            #expect(try gateway.text("state.json", beside: "5.edxml", in: "sending").contains(#""state" : "queued""#))
        }
    }

    @Test func `what cannot be moved stays, and the others do not wait for it`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            // The longest name there is: beside the first of that name the second has no room.
            let name = String(repeating: "a", count: 249) + ".edxml"
            // The same bytes: made twice they may say another second.
            let package = try Self.package(90_011)
            try gateway.drop(package, as: name)
            try await gateway.inFolder.look()
            try gateway.drop(package, as: name)
            try gateway.drop(try Self.package(90_012), as: "b.edxml")
            await #expect(throws: Fault.self) { try await gateway.inFolder.look() }
            #expect(try gateway.dropped() == ["sending/\(name)", "sending/b.edxml"])
            #expect(FileManager.default.fileExists(atPath: gateway.places.in.appending(path: name).path))
            #expect(try await gateway.outboxCount() == 2)
        }
    }

    @Test func `what is still being written is left alone`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            try Data("nửa".utf8).write(to: gateway.places.in.appending(path: "x.edxml.tmp"))
            try Data("nửa".utf8).write(to: gateway.places.in.appending(path: ".x.edxml"))
            try await gateway.inFolder.look()
            #expect(try gateway.dropped() == [])
            #expect(FileManager.default.fileExists(atPath: gateway.places.in.appending(path: "x.edxml.tmp").path))
        }
    }

    /// Lessons G3.
    @Test(arguments: [
        ("virus.exe", "MZ và những byte khác", "unsupported"), ("giay-moi.pdf", "MZ giả làm PDF", "unsupported"),
        ("chay.sh", "echo", "unsupported"), ("trong.pdf", "", "attachment-mismatch"),
    ])
    func `a program and an empty file are refused with a text`(_ name: String, _ text: String, _ code: String)
        async throws
    {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            try gateway.drop(header: TestGateway.header(90_006), files: [name: Array(text.utf8)], as: "van-ban")
            try await gateway.inFolder.look()
            #expect(try gateway.dropped() == ["refused/van-ban"])
            let reason = try gateway.text("reason.txt", beside: "van-ban", in: "refused")
            #expect(reason.hasPrefix("\(code): ") && reason.contains(name))
            #expect(try await gateway.outboxCount() == 0)
        }
    }

    @Test func `what cannot be sent is refused with its code, and nothing else stops`() async throws {
        try await withFolder { folder in
            let gateway = try await TestGateway(folder: folder)
            try gateway.drop(Array("<html></html>".utf8), as: "1.edxml")
            try gateway.drop(try Self.package(90_007, from: "G22"), as: "2.edxml")
            try gateway.drop(Array("ghi chú".utf8), as: "3.txt")
            try gateway.drop(
                header: try #require(JSON(utf8: Array(#"{"from": {"organId": "H29"}}"#.utf8))),
                files: ["a.txt": Array("a".utf8)], as: "4")
            var listed = try TestGateway.header(90_008)
            if case .object(var members) = listed {
                members["attachments"] = .list([.object(["name": .text("../../etc/passwd")])])
                listed = .object(members)
            }
            try gateway.drop(header: listed, files: [:], as: "5")
            try FileManager.default.createSymbolicLink(
                atPath: gateway.places.in.appending(path: "6.edxml").path, withDestinationPath: "/etc/passwd")
            try gateway.drop(try Self.package(90_009), as: "7.edxml")
            try await gateway.inFolder.look()
            let refused = ["1.edxml", "2.edxml", "3.txt", "4", "5", "6.edxml"]
            #expect(try gateway.dropped() == refused.map { "refused/\($0)" } + ["sending/7.edxml"])
            let codes = try refused.map {
                try gateway.text("reason.txt", beside: $0, in: "refused").prefix { $0 != ":" }
            }
            #expect(codes[1...] == ["forbidden", "unsupported", "missing-field", "attachment-mismatch", "unsupported"])
            // Every mistake of a header is told at once.
            #expect(try gateway.text("reason.txt", beside: "4", in: "refused").split(separator: "\n").count > 2)
        }
    }

    @Test func `what the hub refuses ends in refused with the hub's reason, and goes again when dropped again`()
        async throws
    {
        try await withGateway { hub, gateway, _ in
            let header = try TestGateway.header(90_010, to: ["G99"])
            let files = ["a.txt": Array("a".utf8)]
            try gateway.drop(header: header, files: files, as: "van-ban")
            try gateway.start()
            try await eventually("it is refused") { try gateway.dropped() == ["refused/van-ban"] }
            #expect(
                try gateway.text("reason.txt", beside: "van-ban", in: "refused").hasPrefix("unknown-receiver: "))
            try await hub.add(["G22", "H29", "H53", "G99"])
            try gateway.drop(header: header, files: files, as: "van-ban")
            try await eventually("it is sent") { try gateway.dropped().contains("sent/van-ban") }
            #expect(try await hub.packageCount() == 1)
        }
    }

    static func package(_ number: Int, from organ: String = "H29") throws -> [UInt8] {
        let packet = try Packages.document(number, from: try #require(OrganCode(organ)), to: ["G22"], bytes: 500)
        defer { Packages.remove(packet) }
        var file: [UInt8] = []
        try PacketWriter.write(packet) { file.append(contentsOf: $0) }
        return file
    }
}
