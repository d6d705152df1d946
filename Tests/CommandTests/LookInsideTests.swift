import EdXML
import Exchange
import Foundation
import Testing
import Trust

@Suite struct LookInsideTests {
    private static func judge(_ name: String, with tools: PDFTools = PDFTools()) async throws -> Packet {
        try await withFolder { folder in
            let packet = try PacketReader.read(
                file: Samples.url(name), today: Samples.today, attachments: .store(folder: folder))
            return try await LookInside.judge(packet) { try await tools.text(of: $0, scratch: folder) }
        }
    }

    @Test(arguments: Samples.names("packages").filter { !$0.hasPrefix("status") })
    func `no sound package is taken for a secret`(_ name: String) async throws {
        let packet = try await Self.judge("packages/\(name)")
        let isScan = name == "scan.edxml"
        #expect(packet.warnings.contains { $0.code == .insideNotRead } == isScan)
    }

    @Test func `a tool that is missing is said, not passed over`() async {
        let fault = await #expect(throws: Fault.self) {
            try await Self.judge("packages/reply.edxml", with: PDFTools(folder: "/no/such/folder"))
        }
        #expect(fault?.code == .toolMissing)
    }

    @Test func `a tool that hangs is ended`() async throws {
        try await withFolder { folder in
            let script = folder.appending(path: "pdftotext")
            try Data("#!/bin/sh\nexec sleep 30\n".utf8).write(to: script)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
            let packet = try await Self.judge(
                "packages/reply.edxml", with: PDFTools(folder: folder.path, deadline: .milliseconds(200)))
            #expect(packet.warnings.contains { $0.code == .insideNotRead })
        }
    }
}
