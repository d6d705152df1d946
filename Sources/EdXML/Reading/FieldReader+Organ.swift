import Exchange

extension FieldReader {
    func code(_ element: Element) throws(Fault) -> OrganCode {
        let (text, leaf) = try self.required("OrganId", in: element)
        guard let code = OrganCode(text) else { throw Fault.badFormat(place: leaf.place, line: leaf.line) }
        return code
    }

    /// From and To, edXML §2.4. The code counts; the directory, where there is one, says whose it is.
    func organ(_ element: Element, isReceiver: Bool) throws(Fault) -> Organ {
        let code = try self.code(element)
        let leaf = element["OrganId"] ?? element
        if code.form == .opaque {
            self.findings.warn(.organCodeUnusual, place: leaf.place, line: leaf.line)
        }
        let name = element["OrganName"]
        try self.judge(code, at: leaf, name: name, isReceiver: isReceiver)
        return Organ(
            code: code,
            name: name?.text,
            inCharge: element.text("OrganizationInCharge"),
            address: element.text("OrganAdd"),
            email: self.email(element["Email"]),
            telephone: element.text("Telephone"),
            fax: element.text("Fax"),
            website: element.text("Website")
        )
    }

    /// What the directory says of a code; nothing without a directory.
    func judge(_ code: OrganCode, at leaf: Element, name: Element? = nil, isReceiver: Bool) throws(Fault) {
        guard let directory = self.context.directory else { return }
        guard let entry = directory[code] else {
            throw Fault.unknownOrgan(code, place: leaf.place, line: leaf.line)
        }
        if isReceiver, !entry.isOpen(on: self.today) {
            self.findings.warn(.organClosed, place: leaf.place, line: leaf.line)
        }
        if let name, let text = name.text, text != entry.name {
            self.findings.warn(.organNameDiffers, place: name.place, line: name.line)
        }
    }

    /// Kept whatever it is: somebody may know what it means.
    func email(_ element: Element?) -> String? {
        guard let element, let text = element.text else { return nil }
        if !EmailAddress.isPlausible(text) {
            self.findings.warn(.emailUnusual, place: element.place, line: element.line)
        }
        return text
    }
}

/// What looks like an address of e-mail (RFC 5321 without its rare forms).
enum EmailAddress {
    /// One `@` with something before it and a name after it, no blanks.
    static func isPlausible(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty && !text.contains(where: \.isWhitespace)
    }
}
