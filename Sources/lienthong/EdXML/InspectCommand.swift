import ArgumentParser
import EdXML
import Exchange
import Foundation
import Hub
import Trust

/// `lienthong edxml inspect`: what one package says. A package that must be refused is bad input (65): class, sentence and place stand
/// on standard error.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Đọc một gói tin và nói rõ nội dung. Reads one package and prints what it says.")

    @Argument(help: "Gói tin edXML. The package.") var file: String
    @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false
    @Option(help: "Danh bạ organs.csv để xét cơ quan. The directory by which agencies are judged.") var directory:
        String?
    @Option(help: "Gói đã đến trước, nhắc lại được. A package that came before; may be repeated.") var after: [String] =
        []
    @OptionGroup var trust: TrustOption
    @Flag(help: "Xét cả chữ in trong tệp PDF (dấu mật). Judges what is printed in attached PDFs.") var lookInside =
        false

    func run() async throws {
        let now = Date()
        let entries = try self.directory.map { try DirectoryFile.read(Self.text($0)).map(\.entry) }
        let earlier = try self.after.map { try Self.read($0, into: .discard, now: now) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "inspect-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let report: Result<InspectReport, any Error>
        do {
            let packet = try Self.read(self.file, into: self.lookInside ? .store(folder: folder) : .discard, now: now)
            let judgement = try PacketJudgement(
                packet, directory: entries, earlier: earlier, today: VietnamTime.date(now))
            if self.lookInside { try await InsideCheck.run(packet, scratch: folder) }
            report = .success(
                try await InspectReport(self.file, packet, judgement.remarks, trust: self.trust.folder(), now: now))
        } catch {
            report = .failure(error)
        }
        try FileManager.default.removeItem(at: folder)
        say(self.asJSON ? try report.get().json : try report.get().text)
    }

    private static func read(_ path: String, into attachments: PacketReader.AttachmentHandling, now: Date) throws
        -> Packet
    {
        guard FileManager.default.isReadableFile(atPath: path) else { throw Self.unreadable(path) }
        return try PacketReader.read(
            file: URL(fileURLWithPath: path), today: VietnamTime.date(now), attachments: attachments)
    }

    private static func text(_ path: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else { throw Self.unreadable(path) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unreadable(_ path: String) -> Fault {
        Fault(.notFound, vi: "Không đọc được tệp \"\(path)\".", en: "The file \"\(path)\" cannot be read.")
    }
}
