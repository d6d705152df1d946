import EdXML
import Exchange
import Foundation
import Gateway
import Hub
import Storage
import Testing

/// The examples of `docs/gateway.md`, run as they stand against a hub and a gateway.
@Suite(.timeLimit(.minutes(5))) struct GatewayExampleTests {
    @Test func `each command works and answers what is told`() async throws {
        let examples = try Self.examples()
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
                "PATH": Self.executableFolder + ":/usr/bin:/bin", "DATA": folder.appending(path: "gateway").path,
                "IN": gateway.inFolder.path, "OUT": gateway.outFolder.path, "GATEWAY": gateway.address,
                "PDF": Samples.url("documents/giay-moi-hop.pdf").path, "PACKAGE": package.path,
            ]
            // One shell: variables live on from one example to the next; each says where its output begins.
            let script = examples.map { "\($0.command)\necho; echo '=== next'\n" }.joined()
            let output = try await Self.run(script, environment: environment, in: folder)
            #expect(output.status == 0, "\(output.text)")
            let parts = output.text.components(separatedBy: "=== next\n")
            for (example, part) in zip(examples, parts) {
                guard let answer = example.answer else { continue }
                let told = part.split(separator: "\n\n").compactMap { JSON(utf8: Array($0.utf8)) }.first
                let json = try #require(told ?? JSON(utf8: Array(part.utf8)), "\(example.command)\n\(part)")
                #expect(Self.keys(answer).subtracting(Self.keys(json)) == [], "\(example.command)\n\(part)")
            }
            #expect(parts.count == examples.count + 1)
            #expect(try await gateway.stop().status == 0)
            #expect(try await hub.stop().status == 0)
        }
    }

    private struct Example {
        var command: String
        var answer: JSON?
    }

    private static func examples() throws -> [Example] {
        let text = try String(contentsOf: Samples.url("../docs/gateway.md").standardized, encoding: .utf8)
        var examples: [Example] = []
        for match in text.matches(of: /```(sh|json)\n([\s\S]*?)```/) {
            if match.1 == "sh" {
                examples.append(Example(command: String(match.2)))
            } else if !examples.isEmpty {
                examples[examples.count - 1].answer = try JSONDecoder().decode(JSON.self, from: Data(match.2.utf8))
            }
        }
        return examples
    }

    /// `receivers.organ`, …: what has a name.
    private static func keys(_ json: JSON, _ place: String = "") -> Set<String> {
        switch json {
        case .object(let members):
            members.reduce(into: []) { keys, member in
                keys.insert("\(place)\(member.key)")
                keys.formUnion(self.keys(member.value, "\(place)\(member.key)."))
            }
        case .list(let elements): elements.reduce(into: []) { $0.formUnion(self.keys($1, place)) }
        default: []
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

    private static var executableFolder: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    }

    /// Ends after two minutes, whatever waits.
    private static func run(
        _ script: String, environment: [String: String], in folder: URL
    ) async throws -> (status: Int32, text: String) {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let process = Process()
                        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
                        process.arguments = ["120", "/bin/bash", "-euo", "pipefail", "-c", script]
                        process.environment = environment
                        process.currentDirectoryURL = folder
                        let pipe = Pipe()
                        process.standardOutput = pipe
                        process.standardError = FileHandle.standardError
                        try process.run()
                        let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                        process.waitUntilExit()
                        return (process.terminationStatus, text)
                    })
            }
        }
    }
}
