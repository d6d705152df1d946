import Web

extension APIAct {
    /// Letting others see one document (chia sẻ quyền xem), and ending that.
    static let sharing: [APIAct] =
        SharedDocument.Kind.allCases.map { kind in
            APIAct(
                path: "\(kind.rawValue)/{id}/share", id: kind == .incoming ? "shareIncoming" : "shareOutgoing",
                vietnamese: "Chia sẻ quyền xem",
                english: kind == .incoming
                    ? "Lets people and units see it and do nothing else: the clerk, leaders, the head of a unit that has it."
                    : "Lets people and units see it and do nothing else: who drafts it and who signs it.",
                fields: [
                    ("people?", .list(.text("Id of a person who does not see it"))),
                    ("units?", .list(.text("Id of a unit"))),
                    ("until?", .text("The last day; missing: until it is ended")),
                    ("reason", .text("Why, 10 to 1,000 characters; whoever sees the document reads it")),
                ], isVersioned: false
            ) { try await ShareRoutes(office: $0.office).share(kind, $0.id, $0.fields, by: $0.person) }
        } + [
            APIAct(
                path: "shares/{id}/end", id: "endShare", vietnamese: "Thôi chia sẻ",
                english: "They see the document no longer: who shared it, and leaders.", isVersioned: false
            ) { try await ShareActs(office: $0.office).end($0.id, by: $0.person, form: try $0.fields.token()) }
        ]
}
