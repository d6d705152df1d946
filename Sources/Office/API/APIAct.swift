import Exchange
import Hummingbird
import Web

/// One act of people as programs do it: the same act with the same fields as its form, at the form's own address below `/api/v1`.
struct APIAct: Sendable {
    /// `incoming/{id}/register`.
    let path: String
    /// A stable name for generated clients.
    let id: String
    let vietnamese: String
    let english: String
    /// Beside `version`; those that may be missing end in `?`. A field `due` of the kind `.any` is an object: `{"A": …}` is the form's `due-A`.
    var fields: [(name: String, schema: APISchema)] = []
    var takesFiles = false
    /// Whether a table (.xlsx, .csv) comes with it, which is no file of a document.
    var takesTable = false
    /// Whether it is done to something as it was read: with its `version`. What makes something new has none.
    var isVersioned = true
    let perform: @Sendable (APICall) async throws -> String

    /// Whether it makes something new.
    var makes: Bool { !self.path.contains("{") }
    var needsVersion: Bool { !self.makes && self.isVersioned }

    func knows(_ field: String) -> Bool { field == "version" || Self.knows(field, of: self.fields) }

    static func knows(_ field: String, of fields: [(name: String, schema: APISchema)]) -> Bool {
        fields.contains { name, schema in
            let own = self.own(name)
            if case .any = schema { return field.hasPrefix(own + "-") }
            return own == field
        }
    }

    /// The name of a field without the mark that it may be missing.
    static func own(_ name: String) -> String { name.hasSuffix("?") ? String(name.dropLast()) : name }
}

/// What an act gets: who does it, to what, with which fields and files.
struct APICall: Sendable {
    let office: Office
    let maximumUploadBytes: Int
    /// Of what the act is done to; empty where something is made.
    let id: String
    /// Of the part that it is done to: a document in a case file, a task, a file of a transfer, a post, a right to sign; the direction of a book. Empty elsewhere.
    let part: String
    let fields: FormFields
    let files: [StoredFile]
    let person: Person
}

extension FormFields {
    /// A JSON object as the fields of a form: texts and numbers; `true` is a tick, `false` and `null` are none; a list is a name that repeats; a member
    /// `A` of an object `due` is `due-A`. Throws `invalid-request`.
    init(json: JSON) throws {
        self.init()
        guard case .object(let members) = json else { throw Self.notAnObject }
        for (name, value) in members { try self.add(name, value, isInside: false) }
    }

    private mutating func add(_ name: String, _ value: JSON, isInside: Bool) throws {
        guard self.count < Self.maximumFields else { throw Self.notAnObject }
        switch value {
        case .null, .bool(false): break
        case .bool(true): self.add(name, "yes")
        case .number(let number): self.add(name, String(number))
        case .text(let text): self.add(name, text)
        case .list(let values) where !isInside: for value in values { try self.add(name, value, isInside: true) }
        case .object(let members) where !isInside:
            for (key, value) in members { try self.add("\(name)-\(key)", value, isInside: true) }
        case .list, .object: throw Self.notAnObject
        }
    }

    static var notAnObject: Fault {
        .invalid(
            "Nội dung phải là một đối tượng JSON gồm các trường của thao tác.",
            "The body must be a JSON object of the fields of the act.")
    }
}
