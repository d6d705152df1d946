import EdXML
import Exchange
import Foundation
import Gateway
import Hub
import Programs
import Storage
import Testing

/// The examples of `docs/gateway.md`, run as they stand against a hub and a gateway.
@Suite(.inTurn, .timeLimit(.minutes(5))) struct GatewayExampleTests {
    @Test func `each command works and answers what is told`() async throws {
        let examples = try DocumentExamples.read("gateway.md")
        #expect(examples.count >= 9)
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            let administration = try Administration(folder: data)
            try await administration.importDirectory(
                String(contentsOf: Samples.url("directory/organs.csv"), encoding: .utf8))
            for organ in ["G22", "H29"] {
                _ = try await administration.add(
                    system: organ.lowercased(), name: organ, organs: [try #require(OrganCode(organ))],
                    secret: KilledClient.token(of: organ))
            }
            let hub = try await KilledHub(data: data, folder: folder)
            let gateway = try await KilledGateway(hub: hub, folder: folder)
            let client = try KilledClient("G22", hub, folder: folder)
            try await client.run {
                _ = try await client.client.send(bytes: KilledClient.document("90001", to: ["H29"]))
            }
            let package = folder.appending(path: "package.edxml")
            try Data(try Self.package()).write(to: package)
            let environment = [
                "PATH": DocumentExamples.executableFolder + ":/usr/bin:/bin",
                "DATA": folder.appending(path: "gateway").path,
                "IN": gateway.inFolder.path, "OUT": gateway.outFolder.path, "GATEWAY": gateway.address,
                "PDF": Samples.url("documents/giay-moi-hop.pdf").path, "PACKAGE": package.path,
            ]
            try await DocumentExamples.run(examples, environment: environment, in: folder)
            #expect(try await gateway.stop().status == 0)
            #expect(try await hub.stop().status == 0)
        }
    }

    /// A finished package of H29.
    private static func package() throws -> [UInt8] {
        let header = """
            {"kind": "new", "from": {"organId": "H29", "organName": "Ủy ban nhân dân Thành phố Hồ Chí Minh"},
             "to": [{"organId": "G22", "organName": "Văn phòng Chính phủ"}],
             "document": {"codeNumber": "90018", "codeNotation": "UBND-VP", "promulgationDate": "2024-03-12",
               "documentType": {"typeName": "Công văn"}, "subject": "Về việc thử cổng liên thông",
               "signer": {"fullName": "Trần Văn Ví Dụ"}}}
            """
        let json = try #require(JSON(utf8: Array(header.utf8)))
        let packet = try OutgoingJSON(json, now: Date()).document(files: [Samples.url("documents/giay-moi-hop.pdf")])
        var bytes: [UInt8] = []
        try PacketWriter.write(packet) { bytes.append(contentsOf: $0) }
        return bytes
    }
}
