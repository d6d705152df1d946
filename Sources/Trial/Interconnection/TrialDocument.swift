import EdXML
import Exchange
import Foundation

/// Documents of the tester: each has a number of its own, and a mark by which people know those of this trial.
struct TrialDocuments: Sendable {
    let organ: Organ
    /// Stands in every subject and notation of one run.
    let mark: String
    let folder: URL
    let now: Date

    /// A file of the tester's; the bytes say what kind it is.
    struct File: Sendable {
        let name: String
        let type: String
        let bytes: [UInt8]

        static let pdf = File(name: "van-ban.pdf", type: "application/pdf", bytes: Array(Self.page.utf8))

        static let xml = File(
            name: "bieu-mau.xml", type: "application/xml", bytes: Array("<bieu>Số liệu</bieu>".utf8))
        static let text = File(name: "ghi-chu.txt", type: "text/plain", bytes: Array("Ghi chú kèm văn bản.".utf8))
        static let picture = File(name: "so-do.png", type: "image/png", bytes: Self.dot)
        /// An archive with nothing in it is still an archive.
        static let archive = File(
            name: "ho-so.zip", type: "application/zip", bytes: [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18))

        /// Classes of size: what a file has as a rule, a scan of many pages, near the most that is sent in one piece.
        static let sizes = [
            (name: "400 kB", bytes: 400_000), (name: "5 MB", bytes: 5 << 20), (name: "20 MB", bytes: 20 << 20),
        ]

        /// A PDF of this size that does not compress.
        static func large(_ count: Int) -> File {
            var generator = SystemRandomNumberGenerator()
            var bytes = Array("%PDF-1.4\n%".utf8)
            bytes.reserveCapacity(count + 8)
            while bytes.count < count {
                withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
            }
            return File(name: "tep-lon.pdf", type: "application/pdf", bytes: bytes)
        }

        /// A grey dot: signature, header, its one row, end.
        private static let dot: [UInt8] = [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
            0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55,
            0, 0, 0, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x68, 0, 0, 0, 0x82, 0, 0x81, 0x77, 0xCD, 0x72,
            0xB6,
            0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
        ]
        private static let page = """
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>> endobj
            trailer <</Root 1 0 R/Size 4>>
            %%EOF

            """
    }

    /// One file of each kind that offices send. Throws what keeps the files of office software from being made.
    func kinds() throws -> [File] {
        [.pdf, try self.docx(), try self.xlsx(), .xml, .text, .picture, .archive]
    }

    /// A new document; `number` is unique in the run.
    func document(
        _ number: Int, _ subject: String, to organs: [TrialPlan.System], urgency: Urgency = .ordinary,
        files: [File] = [.pdf], business: Business = Business(kind: .new, reason: "Văn bản mới", paper: false)
    ) throws -> (packet: DocumentPacket, paper: TrialPaper) {
        let today = VietnamTime.date(self.now)
        let code = DocumentCode(number: "\(number)", notation: "TNLT-\(self.mark)")
        guard let id = DocumentID(organ: self.organ.code, date: today, code: code) else {
            throw Fault(.internalFault, vi: "Mã văn bản sai.", en: "The document's id is wrong.")
        }
        let subject = "\(subject) (thử nghiệm \(self.mark))"
        let attachments = try files.enumerated().map { index, file in
            let place = self.folder.appending(path: "\(number)-\(index)")
            try Data(file.bytes).write(to: place)
            return PacketAttachment(name: file.name, contentType: file.type, file: place)
        }
        let packet = DocumentPacket(
            from: self.organ, to: organs.map { Organ(code: $0.organ, name: $0.name) },
            header: DocumentHeader(
                id: id, code: code, place: "Hà Nội", promulgationDate: today,
                type: DocumentType(group: 2, ordinal: 18, name: "Công văn"), subject: subject,
                signer: Signer(competence: "TL.", position: "Chánh Văn phòng", fullName: "Lê Minh Họa"),
                urgency: urgency),
            sentAt: self.now, business: business, attachments: attachments)
        return (packet, TrialPaper(documentID: id.text, code: code.text, subject: subject.normalized))
    }

    /// A status of the tester about a document of another agency.
    func status(_ status: HandlingStatus, about document: DocumentID, of organ: OrganCode, at now: Date) throws
        -> [UInt8]
    {
        try PacketWriter.bytes(
            of: StatusPacket(
                from: self.organ,
                report: StatusReport(
                    responseFor: ResponseFor(
                        organ: organ, code: "1/TNLT-\(self.mark)", promulgationDate: VietnamTime.date(now),
                        documentID: document),
                    staff: StaffInfo(department: "Bộ phận thử nghiệm", staff: "Bên thử nghiệm"), status: status,
                    description: "Trạng thái thử nghiệm", at: now)))
    }
}
