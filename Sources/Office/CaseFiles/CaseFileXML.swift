import Exchange
import Foundation
import Pages
import Storage

/// The metadata of a file and of each document in it as XML: the fields and names of NĐ 30/2020/NĐ-CP, Phụ lục VI, phần II; days as 2026-03-13.
///
/// `direction` and `File` (name, size in bytes, SHA-256) are ours. Of a document that the person may not open only the title line is written.
enum CaseFileXML {
    static func write(_ record: CaseRecord) -> [UInt8] {
        let file = record.file
        let code = self.code(record)
        let pages = record.documents.compactMap(\.pages)
        let documents = record.documents.map { self.document($0, record, code) }
        let markup: HTML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <CaseFile>
            \(code)\(self.text("Title", file.title))\(self.text("Maintenance", CaseFileWords.retention(file.retention)))\
            \(self.text("Rights", CaseFileWords.access(file.access)))\(self.text("Creator", file.keeperName))\
            \(self.text("Language", file.language))\(self.text("StartDate", file.startedOn?.iso))\
            \(self.text("EndDate", file.endedOn?.iso))\(self.text("DocTotal", String(record.documents.count)))\
            \(self.text("PageTotal", pages.isEmpty ? nil : String(pages.reduce(0, +))))\(self.text("Description", file.note))\
            <Documents>
            \(documents)</Documents>
            </CaseFile>

            """
        return markup.bytes
    }

    private static func code(_ record: CaseRecord) -> HTML {
        let sign = record.file.sign
        return """
            <FileCode>\(self.text("OrganId", record.organ.text))\(self.text("FileCatalog", String(sign.year)))\
            \(self.text("FileNotation", sign.text))</FileCode>

            """
    }

    private static func document(_ line: CaseDocument, _ record: CaseRecord, _ code: HTML) -> HTML {
        let incoming = record.incoming[line.id]
        let outgoing = record.outgoing[line.id]
        var own = HTML()
        if let incoming { own = self.fields(incoming) }
        if let outgoing { own = self.fields(outgoing, record.recipients[line.id, default: []]) }
        let metadata = incoming?.metadata ?? outgoing?.metadata
        let note = [line.isWithdrawn ? "Đã thu hồi" : "", metadata?.remark ?? ""].filter { !$0.isEmpty }
            .joined(separator: ". ")
        let files = record.files[line.id, default: []].map { file -> HTML in
            "<File>\(self.text("Name", file.name))\(self.text("Size", String(file.sizeBytes)))\(self.text("SHA256", file.hash.hex))</File>\n"
        }
        return """
            <Document direction="\(line.isIncoming ? "in" : "out")">
            \(code)\(self.text("DocOrdinal", String(line.ordinal)))\(self.text("TypeName", line.typeName))\
            \(self.text("CodeNumber", line.code.number))\(self.text("CodeNotation", line.code.notation))\
            \(self.text("IssuedDate", line.datedOn.iso))\(self.text("OrganName", line.author))\
            \(self.text("Subject", line.subject))\(self.text("Language", metadata?.language))\
            \(self.text("PageAmount", line.pages.map(String.init)))\(self.text("Description", note))\(own)\(files)</Document>

            """
    }

    private static func fields(_ incoming: Incoming) -> HTML {
        """
        \(self.text("ArrivalDate", incoming.enteredOn?.iso))\(self.text("ArrivalNumber", incoming.number.map(String.init)))\
        \(self.signer(name: incoming.signer, position: nil))\(self.text("Priority", String(incoming.urgency.rawValue)))\
        \(self.text("ToPlaces", incoming.leadPerson ?? incoming.leadUnit ?? incoming.leaderName))\
        \(self.text("TraceHeaderList", IncomingWords.state(incoming.state)))\
        \(self.text("DueDate", (incoming.agencyDue ?? incoming.senderDue)?.iso))
        """
    }

    private static func fields(_ outgoing: Outgoing, _ recipients: [(organ: String, name: String)]) -> HTML {
        let receivers = recipients.map { recipient -> HTML in
            "<To>\(self.text("OrganId", recipient.organ))\(self.text("OrganName", recipient.name))</To>\n"
        }
        return """
            \(self.signer(name: outgoing.approverName, position: outgoing.signerTitle))\(receivers)\
            \(self.text("Priority", String(outgoing.urgency.rawValue)))\
            \(self.text("IssuedAmount", outgoing.metadata.copies.map(String.init)))\(self.text("DueDate", outgoing.due?.iso))
            """
    }

    private static func signer(name: String?, position: String?) -> HTML {
        name.html {
            "<SignerInfo>\(self.text("Position", position))\(self.text("FullName", $0))</SignerInfo>\n"
        }
    }

    /// An element; nothing where there is no text. Signs that XML cannot carry (XML 1.0 §2.2) are left out.
    private static func text(_ name: String, _ text: String?) -> HTML {
        guard let text, !text.isEmpty else { return "" }
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.filter(self.isWritable)))
        return "<\(name)>\(clean)</\(name)>\n"
    }

    private static func isWritable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: true
        case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}
