import ArgumentParser
import EdXML
import Exchange
import Foundation
import Trust

/// `lienthong edxml inspect`: what one package says. Exit 65 with code and place when it must be refused.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Đọc và kiểm tra một gói tin. Reads one package and prints what it says."
    )

    @Argument(help: "Gói tin edXML. The package.") var file: String
    @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false
    @Option(help: "Danh bạ cơ quan (CSV) để đối chiếu mã. Judges organisations by this directory.") var directory:
        String?
    @Option(
        name: .customLong("after"), parsing: .singleValue,
        help: "Gói tin đã nhận trước, nhắc lại được. A package that came before; may be repeated.")
    var earlier: [String] = []
    @OptionGroup var trust: TrustOption
    @Flag(help: "Tìm dấu độ mật in trong tệp PDF. Looks for secrecy marks printed in attached PDFs.") var lookInside =
        false

    func run() async throws {
        let now = Date()
        let reading = try Reading(
            file: InputFile.url(self.file), trust: self.trust.folder(), context: self.context(now: now), now: now)
        do {
            let report = try await self.inspect(reading)
            say(self.asJSON ? try report.json.printed() : report.text)
        } catch let fault as Fault where self.asJSON && fault.isVerdict {
            say(try fault.json.printed())
            throw fault
        }
    }

    /// All that is needed before the package itself is opened: what is wrong with it is no verdict on the package.
    private struct Reading {
        let file: URL
        let trust: TrustFolder
        let context: ReadingContext
        let now: Date

        var today: CalendarDate { VietnamTime.date(self.now) }
    }

    private func context(now: Date) throws -> ReadingContext {
        var context = ReadingContext()
        context.directory = try self.directory.map { try OrganDirectory(csv: InputFile.text($0)) }
        context.earlier = try self.earlier.map { path in
            do {
                return try PacketReader.read(file: InputFile.url(path), today: VietnamTime.date(now))
            } catch let fault as Fault where fault.isVerdict {
                // Somebody must know which of several files it is.
                throw Fault(
                    fault.code, vi: "\(path): \(fault.vietnamese)", en: "\(path): \(fault.english)", place: fault.place,
                    line: fault.line)
            }
        }
        return context
    }

    private func inspect(_ reading: Reading) async throws -> InspectReport {
        guard self.lookInside else {
            return try await InspectReport(
                self.file, InspectedPacket(file: reading.file, today: reading.today, context: reading.context),
                trust: reading.trust, now: reading.now)
        }
        return try await withScratchFolder { folder in
            var inspected = try InspectedPacket(
                file: reading.file, today: reading.today, context: reading.context,
                attachments: .store(folder: folder))
            inspected.packet = try await LookInside.judge(inspected.packet) { file in
                try await PDFTools().text(of: file, scratch: folder)
            }
            return try await InspectReport(self.file, inspected, trust: reading.trust, now: reading.now)
        }
    }
}

extension Fault {
    /// Whether it says something about the package, not about this machine.
    fileprivate var isVerdict: Bool {
        ![.notFound, .internalFault, .diskFull, .cannotWrite, .toolMissing].contains(self.code)
    }

    /// The shape of `Samples/bad/expected.json`, with the line.
    fileprivate var json: JSON {
        .object([
            "verdict": .text("reject"), "reason": .text(self.code.rawValue), "place": JSON(self.place),
            "line": JSON(self.line), "why": .text("\(self.vietnamese) \(self.english)"),
        ])
    }
}
