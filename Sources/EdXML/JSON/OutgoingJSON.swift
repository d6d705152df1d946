package import Exchange
package import Foundation

/// Understands the header of a package to be written, given as JSON in the shape of `edxml inspect --json`.
///
/// Keys that only say something about a file that was read (`file`, `sha256`, `size`, `about`, `signature`, `warnings`) are allowed and
/// mean nothing here.
package struct OutgoingJSON {
    let top: JSONObject
    private let json: JSON
    let list = FaultList()
    let now: Date

    /// `now` is when the package is sent, unless the first entry of `trace` says so, and the day on which dates are judged.
    package init(_ json: JSON, now: Date) {
        self.json = json
        self.now = now
        self.top = JSONObject(
            json,
            keys: [
                "kind", "from", "to", "document", "trace", "business", "attachments", "status", "file", "sha256",
                "size", "about",
                "signature", "warnings",
            ],
            list: self.list)
    }

    /// Whether a status is asked for: `kind` says so.
    package var isStatus: Bool { self.json["kind"] == .text(PackageKind.status.rawValue) }

    /// The document with `files`, or everything that is wrong with it: in the JSON, against the profile, with the files.
    package func document(files: [URL]) throws(Faults) -> DocumentPacket {
        self.top.refuse(["status"])
        let kind = self.top.requiredValue("kind") { PackageKind(rawValue: $0) } ?? .new
        let from = self.organ(self.top.object("from", keys: Self.organKeys), "from")
        let to = self.top.objects("to", keys: Self.organKeys).map { self.organ($0, "to") }
        let header = self.header(from: from.code, isNew: kind == .new)
        let business = self.business(kind, about: header.id)
        let packet = DocumentPacket(
            from: from, to: to, header: header, sentAt: self.sentAt(), business: business,
            attachments: self.attachments(files))
        // A stand-in was told already.
        var written = PacketWriter.faults(of: packet)
        if to.count(where: { $0.code == .standIn }) > 1 { written.removeAll { $0.code == .duplicateRecipient } }
        if let faults = Faults(self.list.faults + written) { throw faults }
        return packet
    }

    /// The status, or everything that is wrong with it.
    package func status() throws(Faults) -> StatusPacket {
        self.top.refuse(["to", "document", "trace", "business", "attachments"])
        let from = self.organ(self.top.object("from", keys: Self.organKeys), "from")
        let status = self.top.object(
            "status", keys: ["responseFor", "staff", "statusCode", "description", "timestamp"])
        if status == nil { self.top.missing("status") }
        let answer = status?.object("responseFor", keys: Self.answerKeys)
        if answer == nil { status?.missing("responseFor") }
        let report = StatusReport(
            responseFor: answer.map { self.answer($0) }
                ?? ResponseFor(organ: .standIn, code: "?", documentID: .standIn),
            staff: status.flatMap { self.staff($0) },
            status: status?.requiredValue("statusCode") { HandlingStatus(code: $0) } ?? .arrived,
            description: status?.text("description"),
            at: status?.value("timestamp") { Self.instant($0) } ?? self.now
        )
        let packet = StatusPacket(from: from, report: report)
        if let faults = Faults(self.list.faults + PacketWriter.faults(of: packet)) { throw faults }
        return packet
    }
}
