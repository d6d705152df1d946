import EdXML
import Exchange
import Foundation
import Gateway
import Storage
import Testing

@testable import Trial

/// What can be wrong with a system under trial.
enum Flaw: String, CaseIterable, Sendable {
    /// Never fetches anything.
    case deaf
    /// Fetches and never says that it has.
    case mute
    case wrongDocument
    case skipsAssignment
    case tellsTwice
    case clockOff
    case namelessStaff
    case refusesWithoutReason
    case ignoresRecall
    case declinesWithoutReason
    case rejectsFileKinds
    case forgetsWhatItAnswers
    case foreignIdentity
    case wrongLabel
    case recallsWithoutReason
    case unsigned
    /// Switched on again, it begins behind what waited.
    case forgetsWhatWaited
    /// What could not go out while the hub was away never goes.
    case losesWhatCouldNotGo

    /// The check that must find it.
    var check: TrialCheck {
        switch self {
        case .deaf: .delivered
        case .mute, .wrongDocument: .arrived
        case .skipsAssignment: .assigned
        case .tellsTwice: .once
        case .clockOff: .clock
        case .namelessStaff: .staff
        case .refusesWithoutReason: .refused
        case .ignoresRecall: .recallAgreed
        case .declinesWithoutReason: .recallDeclined
        case .rejectsFileKinds: .fileKinds
        case .forgetsWhatItAnswers: .reply
        case .foreignIdentity: .identity
        case .wrongLabel: .files
        case .recallsWithoutReason: .recallSent
        case .unsigned: .signatures
        case .forgetsWhatWaited: .switchedOff
        case .losesWhatCouldNotGo: .hubOff
        }
    }
}

/// A connected system as another vendor might have built it, sound or with one flaw.
actor Peer {
    private let system: TrialPlan.System
    private let flaw: Flaw?
    private let client: HubClient
    private let store: ContentStore
    private let folder: URL
    private var known: [String: Packet] = [:]
    private var published: [String: DocumentHeader] = [:]
    private var receivers: [String: OrganCode] = [:]
    private var number = 500
    private var taken: Set<String> = []
    private var isOn = true
    /// Whether what waits now is left behind.
    private var skips = false
    /// What waits for a hub that was away.
    private var unsent: [[UInt8]] = []

    init(_ system: TrialPlan.System, _ flaw: Flaw?, _ hub: TrialHub) throws {
        self.system = system
        self.flaw = flaw
        self.client = try HubClient(
            endpoint: HubEndpoint(url: hub.plan.hub, token: system.token, trustedRoots: hub.plan.authority))
        self.folder = hub.folder.appending(path: "peer-\(system.organ.text)")
        self.store = try ContentStore(folder: self.folder)
    }

    func shutdown() async throws { try await self.client.shutdown() }

    func listen() async {
        guard self.flaw != .deaf else { return }
        var cursor = 0
        while !Task.isCancelled {
            do {
                guard self.isOn else {
                    try await Task.sleep(for: .milliseconds(50))
                    continue
                }
                while let bytes = self.unsent.first {
                    _ = try await self.client.send(bytes: bytes)
                    self.unsent.removeFirst()
                }
                let page = try await self.client.inbox(after: cursor, waitSeconds: 2)
                // Who was switched off meanwhile has not read the answer.
                guard self.isOn else { continue }
                if self.skips, !page.items.isEmpty {
                    self.skips = false
                    cursor = page.next
                    continue
                }
                for item in page.items { try await self.take(item) }
                cursor = page.next
            } catch is Fault {
                try? await Task.sleep(for: .milliseconds(50))
            } catch { return }
        }
    }

    private func take(_ item: InboxItem) async throws {
        guard !self.taken.contains(item.deliveryId) else { return }
        let staged = try self.store.stage()
        try await self.client.download(item, into: staged)
        let hash = try await staged.commit()
        let packet = try PacketReader.read(file: self.store.url(of: hash), today: VietnamTime.date(Date()))
        if self.flaw == .rejectsFileKinds, packet.attachments.contains(where: { $0.name.hasSuffix(".zip") }) {
            try await self.client.acknowledge(
                deliveryID: item.deliveryId, hash: hash,
                outcome: .fail(code: .unsupported, reason: "Không nhận tệp nén."))
            self.taken.insert(item.deliveryId)
            return
        }
        try await self.client.acknowledge(deliveryID: item.deliveryId, hash: hash, outcome: .done)
        // Not before: a line that is cut brings it again.
        self.taken.insert(item.deliveryId)
        guard packet.kind == .new || packet.kind == .replacement, let document = packet.document else { return }
        let isNew = self.known[document.id.text] == nil
        self.known[document.id.text] = packet
        if isNew, self.flaw != .mute { try await self.tell(.arrived, document.id.text) }
    }

    // MARK: What people do

    func act(_ act: TrialAct) async throws {
        switch act {
        case .register(let paper):
            try await self.tell(.accepted, paper.documentID)
            if self.flaw == .tellsTwice { try await self.tell(.accepted, paper.documentID, at: Date() + 1) }
        case .assign(let paper): if self.flaw != .skipsAssignment { try await self.tell(.assigned, paper.documentID) }
        case .begin(let paper): try await self.tell(.inProgress, paper.documentID)
        case .finish(let paper): try await self.tell(.finished, paper.documentID)
        case .refuse(let paper):
            try await self.tell(
                .refused, paper.documentID, self.flaw == .refusesWithoutReason ? "Trả" : "Văn bản gửi nhầm nơi nhận.")
        case .agreeToRecall(let paper):
            if self.flaw != .ignoresRecall { try await self.tell(.agreed, paper.documentID) }
        case .declineRecall(let paper):
            try await self.tell(
                .declined, paper.documentID, self.flaw == .declinesWithoutReason ? "" : "Văn bản đang được xử lý.")
        case .publish(let subject, let organ): try await self.publish(subject, to: try #require(OrganCode(organ)))
        case .reply(let paper, let subject):
            let organ = try #require(self.known[paper.documentID]?.from.code)
            try await self.publish(subject, to: organ, answering: self.flaw == .forgetsWhatItAnswers ? nil : paper)
        case .recall(let subject): try await self.recall(subject)
        case .switchOff: self.isOn = false
        case .switchOn:
            self.skips = self.flaw == .forgetsWhatWaited
            self.isOn = true
        // Whoever runs the hub does it.
        case .switchHubOff, .switchHubOn: break
        }
    }

    /// As bytes: our own writer would refuse some of what the flaws need.
    private func tell(_ status: HandlingStatus, _ document: String, _ reason: String? = nil, at now: Date = Date())
        async throws
    {
        guard let packet = self.known[document], let header = packet.document else { return }
        let named = self.flaw == .wrongDocument ? "\(document)X" : document
        let report = StatusReport(
            responseFor: ResponseFor(
                organ: packet.from.code, code: header.code.text, promulgationDate: header.promulgationDate,
                documentID: DocumentID(named)),
            staff: self.flaw == .namelessStaff ? nil : StaffInfo(department: "Văn thư", staff: "Trần Thị Ví Dụ"),
            status: status, description: reason.map { $0.isEmpty ? "XOA" : $0 } ?? "Trạng thái",
            at: self.flaw == .clockOff ? now - 86_400 : now)
        let bytes = try PacketWriter.bytes(
            of: StatusPacket(from: Organ(code: self.system.organ, name: self.system.name), report: report))
        let text = String(decoding: bytes, as: UTF8.self).replacing("XOA", with: "")
        do {
            _ = try await self.client.send(bytes: Array(text.utf8))
        } catch let fault as Fault where fault.code == .unknownDocument && self.flaw == .wrongDocument {
            // The hub lets nobody report on what is not there.
        }
    }

    private func publish(_ subject: String, to organ: OrganCode, answering paper: TrialPaper? = nil) async throws {
        self.number += 1
        let code = DocumentCode(number: "\(self.number)", notation: "CV-\(self.system.organ.text)")
        let today = VietnamTime.date(Date())
        let owner = self.flaw == .foreignIdentity ? try #require(OrganCode("Z99")) : self.system.organ
        let pdf = "%PDF-1.4\n" + (self.flaw == .unsigned ? "" : "1 0 obj <</ByteRange[0 1 2 3]>> endobj\n") + "%%EOF\n"
        let file = self.folder.appending(path: "file-\(self.number)")
        // An archive that calls itself a PDF.
        let archive = Data([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18))
        try (self.flaw == .wrongLabel ? archive : Data(pdf.utf8)).write(to: file)
        let responseFor = paper.map { paper in
            ResponseFor(
                organ: organ, code: paper.code, promulgationDate: today, documentID: DocumentID(paper.documentID))
        }
        let header = DocumentHeader(
            id: try #require(DocumentID(organ: owner, date: today, code: code)), code: code, place: "Hà Nội",
            promulgationDate: today, type: DocumentType(group: 2, ordinal: 18, name: "Công văn"), subject: subject,
            signer: Signer(competence: "TL.", position: "Chánh Văn phòng", fullName: "Phạm Giả Định"),
            responseFor: responseFor.map { [$0] } ?? [])
        self.published[subject] = header
        self.receivers[subject] = organ
        try await self.send(
            header, to: organ, Business(kind: .new, reason: "Văn bản mới", paper: false),
            [PacketAttachment(name: "cong-van.pdf", contentType: "application/pdf", file: file)])
    }

    private func recall(_ subject: String) async throws {
        let header = try #require(self.published[subject])
        let reason = self.flaw == .recallsWithoutReason ? "XOA" : "Văn bản có sai sót."
        try await self.send(
            header, to: try #require(self.receivers[subject]),
            Business(kind: .recall, reason: reason, documentID: header.id), [])
    }

    private func send(
        _ header: DocumentHeader, to organ: OrganCode, _ business: Business, _ files: [PacketAttachment]
    ) async throws {
        let packet = DocumentPacket(
            from: Organ(code: self.system.organ, name: self.system.name), to: [Organ(code: organ, name: "Nơi nhận")],
            header: header, sentAt: Date(), business: business, attachments: files)
        let text = String(decoding: try Tester.bytes(of: packet), as: UTF8.self).replacing("XOA", with: "")
        let bytes = Array(text.utf8)
        do { _ = try await self.client.send(bytes: bytes) } catch let fault as Fault
            where [.unreachable, .interrupted, .internalFault].contains(fault.code)
        {
            if self.flaw != .losesWhatCouldNotGo { self.unsent.append(bytes) }
        }
    }
}

/// The people at two peers.
struct PeerPeople: TrialPeople {
    let peers: [String: Peer]
    /// Of the hub that they can switch off.
    var gate: HubGate?

    func ask(_ act: TrialAct, at organ: String) async throws {
        switch act {
        case .switchHubOff: self.gate?.isOff = true
        case .switchHubOn: self.gate?.isOff = false
        default: try await self.peers[organ]?.act(act)
        }
    }
}
