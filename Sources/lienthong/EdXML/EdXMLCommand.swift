import ArgumentParser

/// Everything about one package in a file: read it, write it, judge its signatures.
struct EdXMLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edxml",
        abstract: "Gói tin edXML: đọc, tạo, kiểm tra chữ ký. The national packet: read, write, verify.",
        subcommands: [InspectCommand.self, BuildCommand.self, VerifyCommand.self, MeasureCommand.self]
    )
}
