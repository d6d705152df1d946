import Exchange

extension FieldReader {
    /// The Bussiness block, edXML 2.2 and §3.
    func business(_ block: Element, limits: ReadingLimits) throws(Fault) -> Business {
        let (text, leaf) = try self.required("BussinessDocType", in: block)
        guard let number = Int(text), Self.kinds.indices.contains(number) else {
            throw Fault.business("BussinessDocType is a number from 0 to 3.", place: leaf.place, line: leaf.line)
        }
        let kind = Self.kinds[number]
        let reason = block.text("BussinessDocReason")
        if kind != .new, reason == nil {
            throw Fault.business("The reason is missing.", place: "\(block.place)/BussinessDocReason", line: block.line)
        }
        let info = block["BussinessDocumentInfo"]
        let business = Business(
            kind: kind,
            reason: reason,
            documentID: self.optional(block["DocumentId"]) { DocumentID($0) },
            informationChanged: self.flag(info?["DocumentInfo"]),
            receiversChanged: self.flag(info?["DocumentReceiver"]),
            receivers: try self.receivers(info?["ReceiverList"]?.all("Receiver") ?? [], limits: limits),
            staff: self.staff(block["StaffInfo"]),
            paper: self.flag(block["Paper"]),
            replaces: try self.replacements(block["ReplacementInfoList"]?.all("ReplacementInfo") ?? [], limits: limits)
        )
        if kind == .replacement, business.replaces.isEmpty {
            throw Fault.business(
                "A replacement names what it replaces.", place: "\(block.place)/ReplacementInfoList", line: block.line)
        }
        return business
    }

    /// By BussinessDocType.
    private static let kinds: [PackageKind] = [.new, .recall, .update, .replacement]

    private func receivers(_ elements: [Element], limits: ReadingLimits) throws(Fault) -> [Business.ReceiverChange] {
        guard elements.count <= limits.maxListEntries else {
            throw Fault.tooMany(
                "receivers", vi: "nơi nhận", limit: limits.maxListEntries, place: elements[0].place,
                line: elements[0].line)
        }
        var changes: [Business.ReceiverChange] = []
        for element in elements {
            let organ = try self.code(element)
            guard let added = self.flag(element["ReceiverType"]) else {
                throw Fault.business(
                    "ReceiverType is 0 or 1.", place: "\(element.place)/ReceiverType", line: element.line)
            }
            changes.append(Business.ReceiverChange(organ: organ, added: added))
        }
        return changes
    }

    private func replacements(_ elements: [Element], limits: ReadingLimits) throws(Fault) -> [Business.Replacement] {
        guard elements.count <= limits.maxListEntries else {
            throw Fault.tooMany(
                "replaced documents", vi: "văn bản bị thay thế", limit: limits.maxListEntries, place: elements[0].place,
                line: elements[0].line)
        }
        var replacements: [Business.Replacement] = []
        for element in elements {
            let id = try self.documentID(element)
            var organs: [OrganCode] = []
            for leaf in element["OrganIdList"]?.all("OrganId") ?? [] {
                guard let code = leaf.text.flatMap({ OrganCode($0) }) else {
                    throw Fault.badFormat(place: leaf.place, line: leaf.line)
                }
                organs.append(code)
            }
            replacements.append(Business.Replacement(documentID: id, organs: organs))
        }
        return replacements
    }
}
