import Web

/// Which files a version has: some that its form brought, some of the version before.
enum DraftFiles {
    enum Entry: Sendable {
        case kept(Attachment)
        case new(StoredFile)
    }

    /// The files of the next version, in order; throws what must be corrected in the field `file`.
    static func next(_ draft: Draft, after present: [Attachment]) throws(FormFault) -> [Entry] {
        guard !draft.files.isEmpty else { return present.map(Entry.kept) }
        var entries: [Entry] = draft.keepsFiles ? present.map(Entry.kept) : []
        for file in draft.files {
            let place = entries.firstIndex { entry in
                if case .kept(let old) = entry { return old.name == file.name }
                return false
            }
            if let place { entries[place] = .new(file) } else { entries.append(.new(file)) }
        }
        guard entries.count <= Upload.maximumFiles else {
            throw FormFault("file", "Một dự thảo có tối đa \(Upload.maximumFiles) tệp")
        }
        return entries
    }
}
