import Exchange

/// One switch as page and API show it.
struct Switch: Sendable, Encodable, Equatable {
    /// `hub-cut`, `told-twice`, `down-G22`.
    let id: String
    let title: String
    /// What it does while it is on: one sentence.
    let sentence: String
    let english: String
    let on: Bool

    private enum CodingKeys: String, CodingKey { case id, sentence, english, on }
}

/// What page and API do: one rule for both.
struct SwitchDesk: Sendable {
    let board: SwitchBoard
    let clock: SandboxClock
    let offices: [OfficeSlot]

    static let toldTwice = "told-twice"
    static func down(_ organ: OrganCode) -> String { "down-\(organ.text)" }

    var switches: [Switch] {
        get async {
            let trouble = self.board.trouble
            var all = HubTrouble.allCases.map { SandboxWords.shown($0, on: trouble == $0) }
            all.append(SandboxWords.toldTwice(Self.toldTwice, on: self.board.isToldTwice))
            for office in self.offices {
                all.append(SandboxWords.down(Self.down(office.organ), name: office.name, on: await !office.isUp))
            }
            return all
        }
    }

    /// Returns when it is so. Throws `not-found`, and what keeps an office from starting.
    func set(_ id: String, on: Bool) async throws {
        if let trouble = HubTrouble(rawValue: id) { return self.board.set(trouble, on: on) }
        if id == Self.toldTwice { return self.board.setToldTwice(on) }
        guard let office = self.offices.first(where: { Self.down($0.organ) == id }) else {
            throw Fault(.notFound, vi: "Không có công tắc này.", en: "There is no such switch.")
        }
        if on { await office.stop() } else { try await office.start() }
    }
}
