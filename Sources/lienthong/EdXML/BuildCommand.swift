import ArgumentParser
import EdXML
import Exchange
import Foundation
import Trust

/// `lienthong edxml build`: writes a package. Whatever is wrong is told at once, a line each; then nothing is written.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Tạo một gói tin. Writes a package.",
        discussion: "HEADER.json: như inspect --json in ra. The shape is that of inspect --json."
    )

    @Argument(help: "Phần đầu gói tin (JSON). The header.") var header: String
    @Option(
        name: .customLong("attach"), parsing: .singleValue,
        help: "Tệp đính kèm, nhắc lại được. A file; may be repeated.")
    var files: [String] = []
    @Option(name: .customLong("out"), help: "Gói tin được tạo. The package.") var target: String
    @Flag(help: "Nén từng tệp (ZIP). Wraps each file into a ZIP.") var zip = false
    @Option(help: "Dạng ghi theo bên nhận. How the peer wants it: \(Profile.names).") var profile = Profile.canonical

    @OptionGroup var signing: SigningOption

    enum Profile: String, ExpressibleByArgument, CaseIterable {
        case canonical
        /// The vendor's library.
        case library
        /// The .NET flavour of it.
        case dotnet

        static var names: String { self.allCases.map(\.rawValue).joined(separator: ", ") }

        var value: WritingProfile {
            switch self {
            case .canonical: .canonical
            case .library: .library
            case .dotnet: .dotNet
            }
        }
    }

    func validate() throws {
        if self.header == self.target {
            throw ValidationError("--out trùng với HEADER.json. --out is the header itself.")
        }
    }

    func run() async throws {
        let outgoing = OutgoingJSON(try self.json(), now: Date())
        let files = try self.files.map { try InputFile.url($0) }
        if outgoing.isStatus {
            guard files.isEmpty else {
                throw Fault(
                    .attachmentMismatch, vi: "Gói tin trạng thái không có tệp đính kèm.",
                    en: "A status carries no files.",
                    place: "attachments")
            }
            let status = try outgoing.status()
            return try await self.write { sink in try PacketWriter.bytes(of: status).withUnsafeBytes(sink) }
        }
        let packet = try outgoing.document(files: files)
        var profile = self.profile.value
        if self.zip { profile.zip = true }
        try await self.write { [profile] sink in try PacketWriter.write(packet, profile: profile, to: sink) }
    }

    /// What is signed is the file as it would have been without.
    private func write(_ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) async throws {
        guard let signer = try self.signing.signer() else { return try OutputFile.write(to: self.target, body) }
        try await withScratchFolder { folder in
            let plain = folder.appending(path: "plain.edxml")
            try OutputFile.write(to: plain.path, body)
            let signed = try signer.sign(Data(contentsOf: plain, options: .mappedIfSafe))
            try OutputFile.write(to: self.target) { sink in try signed.withUnsafeBytes(sink) }
        }
    }

    private func json() throws -> JSON {
        let text = try InputFile.text(self.header)
        do {
            return try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
        } catch {
            throw Fault(
                .badFormat, vi: "Tệp \"\(self.header)\" không phải JSON hợp lệ.",
                en: "The file \"\(self.header)\" is not JSON: whole numbers, texts, lists, objects, true, false, null.")
        }
    }
}
