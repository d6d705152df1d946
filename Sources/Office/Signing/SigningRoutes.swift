import Exchange
import Foundation
import Hummingbird
import Storage
import Trust
import Web

/// Signing a document here (ký số, đóng dấu số).
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET, POST | `/outgoing/:id/sign` | the leader whose turn it is, with a key | 200, 303, 403, 404, 409, 422 |
/// | GET, POST | `/outgoing/:id/seal` | clerks, when it has its number | the same |
struct SigningRoutes: Sendable {
    let desk: SigningDesk

    func add(to router: Router<OfficeContext>) {
        router.form("outgoing/:id/sign", self.sign)
        router.form("outgoing/:id/seal", self.seal)
    }

    @Sendable private func sign(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")

        return ActForm { fields, fault in
            try await self.signPage(id, visit, fields, fault).html
        } act: { fields in
            guard let urgency = Int(fields.text("urgency")).flatMap(Urgency.init(rawValue:)) else {
                throw FormFault("urgency", "Chọn độ khẩn trong danh sách")
            }
            return try await PersonSigning(desk: self.desk).sign(
                id, at: try PlaceFields.place(fields), urgency: urgency, hour: Int(fields.text("hour")),
                password: fields.all("secret").first ?? "", by: visit.person, form: try fields.token())
        }
    }

    private func signPage(
        _ id: String, _ visit: Visit, _ fields: FormFields?, _ fault: FormFault?
    ) async throws -> SignPage {
        let (desk, office) = (self.desk, self.desk.office)
        _ = try desk.required()
        let (shell, draft) = try await office.database.read { connection in
            (
                try Shell.read(visit, office: office, current: .outgoing(.toApprove), live: nil, in: connection),
                try PersonSigning.read(id, for: visit.person, on: office.today, in: connection)
            )
        }
        let stamps = DocumentStamps(proposedFor: draft.outgoing)
        let (place, blanks, marks) = try await office.store.withFile(of: draft.file.hash) { address in
            try await office.store.inStagingFolder { scratch in
                let tools = PDFTools()
                let last = max(0, (try await tools.pages(of: address, scratch: scratch) ?? 1) - 1)
                let first = try await tools.words(of: address, page: 0, scratch: scratch)
                let page = last == 0 ? first : try await tools.words(of: address, page: last, scratch: scratch)
                let place = SignaturePlace(
                    of: draft.outgoing.approverName, on: page ?? PDFPage(width: 595, height: 842, words: []),
                    number: last)
                let blanks = first.map(NumberBlanks.fields) ?? []
                let taken = blanks.map(\.box) + (last == 0 ? [place.box] : [])
                return (place, blanks, first.map { stamps.marks(on: $0, beside: taken) } ?? [])
            }
        }
        return SignPage(
            shell: shell, draft: draft, place: place,
            hasRoomForNumber: !blanks.contains { $0.name == NumberBlanks.line },
            stamps: stamps.words.map { word in (word, marks.contains { $0.text == word }) },
            warnings: await SignerKeyWarning.all(
                draft.key.certificate, of: (visit.person.fullName, nil), trust: desk.trust, now: office.now()),
            once: RandomText.secret(), fields: fields, fault: fault)
    }

    @Sendable private func seal(_ context: OfficeContext) throws -> ActForm {
        let visit = try context.signedIn()
        let id = try context.parameters.require("id")

        return ActForm { _, fault in
            try await self.sealPage(id, visit, fault).html
        } act: { fields in
            try await Sealing(desk: self.desk).seal(
                id, secret: fields.all("secret").first ?? "", by: visit.person, form: try fields.token())
        }
    }

    private func sealPage(_ id: String, _ visit: Visit, _ fault: FormFault?) async throws -> SealPage {
        let (desk, office) = (self.desk, self.desk.office)
        _ = try desk.required()
        let (shell, document) = try await office.database.read { connection in
            (
                try Shell.read(visit, office: office, current: .outgoing(.toPublish), live: nil, in: connection),
                try Sealing.read(id, for: visit.person, in: connection)
            )
        }
        return SealPage(
            shell: shell, document: document,
            asksSecret: document.key.sealedFile != nil || desk.tokenPIN == nil,
            warnings: await SignerKeyWarning.all(
                document.key.certificate, of: (office.identity.name, office.identity.organ), trust: desk.trust,
                now: office.now()),
            once: RandomText.secret(), fault: fault)
    }
}

/// The fields in which the place of a signature is told: page from 1, millimetres from the corner at the top left.
enum PlaceFields {
    private static let pointsAMillimetre = 72 / 25.4

    static func millimetres(_ points: Double) -> Int { Int((points / self.pointsAMillimetre).rounded()) }

    /// What must be corrected is thrown.
    static func place(_ fields: FormFields) throws(FormFault) -> SignaturePlace {
        func number(_ name: String, _ range: ClosedRange<Int>, _ label: String) throws(FormFault) -> Int {
            guard let value = Int(fields.text(name)), range.contains(value) else {
                throw FormFault(name, "\(label) là số từ \(range.lowerBound) đến \(range.upperBound)")
            }
            return value
        }
        let page = try number("page", 1...9999, "Trang")
        let (left, top) = (
            try number("left", 0...400, "Khoảng cách mép trái"), try number("top", 0...600, "Khoảng cách mép trên")
        )
        let (width, height) = (try number("width", 20...90, "Chiều rộng"), try number("height", 8...50, "Chiều cao"))
        func points(_ millimetres: Int) -> Double { Double(millimetres) * self.pointsAMillimetre }
        return SignaturePlace(
            page: page - 1,
            box: .init(left: points(left), top: points(top), width: points(width), height: points(height)),
            isFound: false)
    }
}
