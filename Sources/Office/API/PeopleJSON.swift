import Exchange
import Storage
import Web

// Units and people as the administrator's programs read them.

extension UnitRecord {
    var json: JSON {
        .object([
            "unit": self.unit.json, "parent": JSON(self.parentID), "organ": JSON(self.organ?.text),
            "sort": .number(self.sort), "people": .number(self.people), "isClosed": .bool(self.isClosed),
            "version": .number(self.version),
        ])
    }

    /// After an act.
    var standing: JSON {
        .object([
            "id": .text(self.unit.id), "state": .text(self.isClosed ? "closed" : "open"),
            "version": .number(self.version), "acts": .list([.text(self.isClosed ? "reopen" : "close")]),
        ])
    }
}

extension PersonRecord {
    func json(_ posts: [Post], _ rights: [SigningRight]) -> JSON {
        .object([
            "person": self.person.json, "isEnabled": .bool(self.isEnabled),
            "hasSecondFactor": .bool(self.hasSecondFactor), "openWork": .number(self.openWork),
            "version": .number(self.version),
            "posts": .list(
                posts.map { post in
                    .object([
                        "id": .text(post.id), "title": .text(post.draft.title), "unit": .text(post.unit.id),
                        "role": .text(post.draft.role.rawValue), "startsOn": .text(post.draft.startsOn.iso),
                        "endsOn": JSON(post.draft.endsOn?.iso), "isEnded": .bool(post.isEnded),
                    ])
                }), "signing": .list(rights.map(\.json)),
        ])
    }

    /// After an act.
    var standing: JSON {
        .object([
            "id": .text(self.person.id), "state": .text(self.isEnabled ? "enabled" : "locked"),
            "version": .number(self.version), "acts": .list([.text(self.isEnabled ? "lock" : "unlock")]),
        ])
    }
}

extension SigningRight {
    fileprivate var json: JSON {
        .object([
            "id": .text(self.id), "post": JSON(self.draft.postID), "form": .text(self.draft.form.rawValue),
            "block": .list(self.block.lines.map { .text($0) }), "types": .list(self.draft.types.map { .text($0) }),
            "basis": .text(self.draft.basis), "startsOn": .text(self.draft.startsOn.iso),
            "endsOn": JSON(self.draft.endsOn?.iso), "isRevoked": .bool(self.isRevoked),
        ])
    }
}
