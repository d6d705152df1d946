import ArgumentParser

struct EdXMLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edxml", abstract: "Gói tin edXML. edXML packages.",
        subcommands: [InspectCommand.self, VerifyCommand.self]
    )
}
