import Exchange
import Foundation
import Storage

/// What can be chosen in the form of an act on a line.
struct LineChoices: Sendable {
    var people: [Person] = []
    var units: [Unit] = []
    var requests: [ExtensionRequest] = []
    var phrases: [Phrase] = []
    var usual = UsualReceivers()

    static func read(_ act: LineAct, _ dossier: Dossier, for person: Person, in connection: Connection) throws
        -> LineChoices
    {
        var choices = LineChoices()
        if act == .assign || act == .supplement {
            choices.phrases = try Phrase.all(for: person, in: connection)
            choices.usual = try UsualReceivers.read(of: person, below: act == .assign, in: connection)
        }
        switch act {
        case .assign:
            if let line = dossier.receipts.distributed(by: person) {
                choices.people = choices.usual.first(
                    try Self.people(for: line, by: person, in: connection))
            }
        case .handOver:
            choices.people = try PersonStore.people([.officer, .head], unit: person.unit.id, in: connection).filter {
                $0.id != person.id
            }
        case .supplement:
            choices.units = choices.usual.first(try PersonStore.units(in: connection))
            choices.people = choices.usual.first(
                try PersonStore.people(Role.working, in: connection).filter { $0.id != person.id })
        case .answerExtension:
            choices.requests = try ExtensionRequest.open(of: dossier.incoming.id, for: person.id, in: connection)
        case .report, .sendBack, .askExtension, .withdraw: break
        }
        return choices
    }

    /// Whom the holder of `line` may name: the people of the unit; a leader, who was named in person, anybody.
    static func people(for line: Receipt, by person: Person, in connection: Connection) throws -> [Person] {
        line.personID == nil
            ? try PersonStore.people([.officer, .head], unit: line.unit.id, in: connection)
            : try PersonStore.people(Role.working, in: connection).filter { $0.id != person.id }
    }
}
