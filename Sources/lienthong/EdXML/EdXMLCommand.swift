import ArgumentParser

/// Everything about one package in a file: read it, write it.
struct EdXMLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edxml",
        abstract: "Gói tin edXML: đọc, tạo. The national packet: read it, write it.",
        subcommands: [InspectCommand.self, BuildCommand.self, MeasureCommand.self]
    )
}
