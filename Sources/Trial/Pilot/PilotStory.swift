package import AsyncHTTPClient
import Crypto
import Exchange
package import Foundation
package import Gateway
import NIOCore

/// The story that the project is for: a directive goes from Văn phòng Chính phủ to UBND TP. Hồ Chí Minh, is handled there, the
/// reply comes back, and the leader watches. It acts through the pages that people use and verifies each step where it must be
/// visible, not where it was done.
package actor PilotStory {
    /// What goes in: the files that are sent.
    package struct Files: Sendable {
        package let directive: URL
        package let annex: URL
        package let reply: URL

        package init(directive: URL, annex: URL, reply: URL) {
            self.directive = directive
            self.annex = annex
            self.reply = reply
        }
    }

    let sender: PilotAgency
    let receiver: PilotAgency
    let files: Files
    let client: HTTPClient
    /// The hub as G22's system sees it, to repeat a send.
    let hub: HubClient
    /// Told before each step begins (for chaos).
    let begins: @Sendable (String) async -> Void
    let report: @Sendable (PilotStep) throws -> Void
    private let now: @Sendable () -> Date

    private let visitors: Visitors
    /// G22's address of the directive, H29's of what arrived.
    var directivePath = ""
    var arrivedPath = ""
    var replyPath = ""
    var answerPath = ""
    var code = ""
    var documentID = ""
    /// The hub's id of the directive's package.
    var packageID = ""
    var replyCode = ""
    /// The last step on G22's board, as it was first seen.
    var finishedSeen: [String: String] = [:]
    package private(set) var latencies: [Duration] = []

    package init(
        sender: PilotAgency,
        receiver: PilotAgency,
        files: Files,
        client: HTTPClient,
        hub: HubClient,
        now: @escaping @Sendable () -> Date,
        begins: @escaping @Sendable (String) async -> Void,
        report: @escaping @Sendable (PilotStep) throws -> Void
    ) {
        self.sender = sender
        self.receiver = receiver
        self.files = files
        self.client = client
        self.visitors = Visitors(client: client)
        self.hub = hub
        self.now = now
        self.begins = begins
        self.report = report
    }

    /// The whole story. Throws at the first step that cannot be verified.
    package func run() async throws {
        try await self.ready()
        try await self.published()
        try await self.acceptedByHub()
        try await self.delivered()
        try await self.transportDone()
        try await self.registered()
        try await self.submitted()
        try await self.assigned()
        try await self.inProgress()
        try await self.replyPublished()
        try await self.replyDelivered()
        try await self.replyRegistered()
        try await self.finished()
        try await self.tracked()
    }

    // MARK: What every step uses

    /// Why what is not signed in the samples is issued.
    static let unsigned = "Tệp mẫu của bản trình diễn chưa có chữ ký số."

    func visitor(_ role: String, at agency: PilotAgency) async throws -> Visitor {
        try await self.visitors.visitor(role, at: agency)
    }

    func tell(_ step: String, from: OrganCode, to: OrganCode, status: HandlingStatus? = nil, _ told: String) throws {
        try self.report(
            PilotStep(
                step: step,
                at: Timestamp.text(self.now()),
                from: from.text,
                to: to.text,
                documentId: self.documentID.isEmpty ? nil : self.documentID,
                status: status?.rawValue,
                ok: true,
                told: told
            )
        )
    }

    /// Does an act at H29 and waits until G22's leader sees its status on the board, which is open as in a browser: told of
    /// changes, it reads again. The time from the act's answer to the sight of it is kept.
    func watched(_ status: HandlingStatus, step boardStep: String, _ act: () async throws -> Void) async throws
        -> [String: String]
    {
        let leader = try await self.visitor("leader", at: self.sender)
        let changes = try? await leader.changes("/live")
        try await act()
        let start = ContinuousClock.now
        if let changes {
            do {
                for try await _ in changes {
                    if let seen = try await self.boardStep(boardStep, leader) {
                        self.latencies.append(ContinuousClock.now - start)
                        return seen
                    }
                }
            } catch is StoryError {
                throw StoryError("the board cannot be read")
            } catch {
                // The server went away in between (chaos): the page connects again and reads, as below.
            }
        }
        return try await eventually("status \(status.rawValue) on the board") {
            try await self.boardStep(boardStep, leader)
        }
    }

    /// The step of the board's line for our directive, when it is done and tells who and when.
    func boardStep(_ step: String, _ leader: Visitor) async throws -> [String: String]? {
        let board = try await leader.open("/board?view=steps")
        return board.tags(with: "data-step").first {
            $0["data-document"] == self.documentID && $0["data-organ"] == self.receiver.organ.text
                && $0["data-step"] == step
                && $0["data-done"] == "true" && $0["data-at"]?.isEmpty == false && $0["data-staff"]?.isEmpty == false
        }
    }

    static func hash(_ bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }

    func bytes(_ file: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: file)) }
}
