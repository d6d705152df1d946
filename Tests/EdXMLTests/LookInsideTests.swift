import EdXML
import Exchange
import Foundation
import Testing

@Suite struct LookInsideTests {
    static func judge(_ name: String, with reader: PrintedText = .init()) throws -> Packet {
        try withFolder { folder in
            let packet = try PacketReader.read(
                file: Samples.url(name), today: Samples.today, attachments: .store(folder: folder))
            return try LookInside.judge(packet, with: reader)
        }
    }

    @Test(arguments: Samples.packages.filter { !$0.hasPrefix("status") })
    func `no sound package is taken for a secret`(_ name: String) throws {
        let packet = try Self.judge("packages/\(name)")
        let isScan = name == "scan.edxml"
        #expect(packet.warnings.contains { $0.code == .insideNotRead } == isScan)
    }

    @Test func `a tool that is missing is said, not passed over`() {
        var reader = PrintedText()
        reader.tool = "no-such-tool-here"
        #expect { try Self.judge("packages/reply.edxml", with: reader) } throws: {
            ($0 as? Fault)?.code == .toolMissing
        }
    }

    @Test func `a tool that hangs is ended`() throws {
        try withFolder { folder in
            let script = folder.appendingPathComponent("slow")
            try Data("#!/bin/sh\nexec sleep 30\n".utf8).write(to: script)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
            var reader = PrintedText()
            reader.tool = script.path
            reader.seconds = 1
            let packet = try Self.judge("packages/reply.edxml", with: reader)
            #expect(packet.warnings.contains { $0.code == .insideNotRead })
        }
    }
}
