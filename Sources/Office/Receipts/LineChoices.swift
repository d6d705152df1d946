import Exchange
import Foundation
import Storage
import Web

/// What can be chosen in the form of an act on a line.
struct LineChoices: Sendable {
    var people: [Person] = []
    /// Of `PeopleList`.
    var sought: String?
    var units: [Unit] = []
    var requests: [ExtensionRequest] = []
    var phrases: [Phrase] = []
    var usual = UsualReceivers()

    static func read(
        _ act: LineAct, _ dossier: Dossier, for person: Person, on today: CalendarDate, fields: FormFields?,
        in connection: Connection
    ) throws -> LineChoices {
        var choices = LineChoices()
        if act == .assign || act == .supplement {
            choices.phrases = try Phrase.all(for: person, in: connection)
            choices.usual = try UsualReceivers.read(of: person, below: act == .assign, in: connection)
        }
        switch act {
        case .assign:
            if let line = dossier.receipts.distributed(by: person) {
                if line.personID == nil {
                    choices.people = choices.usual.first(
                        try Self.people(for: line, by: person, on: today, in: connection))
                } else {
                    try choices.offer(["officer", "support", "know"], to: person, on: today, fields, in: connection)
                }
                choices.units = choices.usual.first(try Self.units(for: line, in: connection))
            }
        case .handOver:
            choices.people = try PersonStore.people(
                [.officer, .head], unit: person.unit.id, on: today, in: connection
            ).filter { $0.id != person.id }
        case .supplement:
            choices.units = choices.usual.first(try PersonStore.units(in: connection))
            try choices.offer(["support-people", "know-people"], to: person, on: today, fields, in: connection)
        case .answerExtension:
            choices.requests = try ExtensionRequest.open(of: dossier.incoming.id, for: person.id, in: connection)
        case .report, .sendBack, .askExtension, .withdraw: break
        }
        return choices
    }

    /// Everybody but `person`, in the controls of these names.
    private mutating func offer(
        _ controls: [String], to person: Person, on today: CalendarDate, _ fields: FormFields?,
        in connection: Connection
    ) throws {
        let list = try PeopleList.read(
            for: person, on: today, fields: fields, chosen: controls, usual: self.usual, in: connection)
        self.sought = list.sought
        self.people = self.usual.first(list.people)
    }

    /// The units that the holder of `line` may name: a leader, who was named in person, any; a head none.
    static func units(for line: Receipt, in connection: Connection) throws -> [Unit] {
        line.personID == nil ? [] : try PersonStore.units(in: connection)
    }

    /// Whom the holder of `line` may name: the people of the unit; a leader, who was named in person, anybody.
    static func people(
        for line: Receipt, by person: Person, on today: CalendarDate, in connection: Connection
    ) throws -> [Person] {
        line.personID == nil
            ? try PersonStore.people([.officer, .head], unit: line.unit.id, on: today, in: connection)
            : try PersonStore.people(Role.working, on: today, limit: PeopleList.everybody, in: connection).filter {
                $0.id != person.id
            }
    }
}
