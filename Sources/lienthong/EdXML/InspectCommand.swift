import ArgumentParser
import EdXML
import Exchange
import Foundation

/// `lienthong edxml inspect`: what one package says. Exit 65 with code and place when it must be refused.
struct InspectCommand: ParsableCommand {
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
    @Flag(help: "Tìm dấu độ mật in trong tệp PDF. Looks for secrecy marks printed in attached PDFs.") var lookInside =
        false

    func run() throws {
        let today = VietnamTime.date(Date())
        do {
            let inspected = try self.inspect(today: today)
            say(self.asJSON ? try inspected.json(file: self.file).printed() : inspected.report(file: self.file))
        } catch let fault as Fault where self.asJSON && fault.isVerdict {
            say(try fault.json.printed())
            throw fault
        }
    }

    private func inspect(today: CalendarDate) throws -> InspectedPacket {
        let file = try InputFile.url(self.file)
        var context = ReadingContext()
        context.directory = try self.directory.map { try OrganDirectory(csv: InputFile.text($0)) }
        context.earlier = try self.earlier.map { try PacketReader.read(file: InputFile.url($0), today: today) }
        guard self.lookInside else { return try InspectedPacket(file: file, today: today, context: context) }
        return try withScratchFolder { folder in
            var inspected = try InspectedPacket(
                file: file, today: today, context: context, attachments: .store(folder: folder))
            inspected.packet = try LookInside.judge(inspected.packet)
            return inspected
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
