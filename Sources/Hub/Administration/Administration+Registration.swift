import Exchange
import Foundation
import Storage

extension Administration {
    /// Makes or changes the agency and lets `system` act for it. Repeated: nothing changes. Where the operator's directory has the agency,
    /// its words stay as they are.
    ///
    /// Throws `Fault`: `forbidden` for an agency that is not below one of the system's own, `conflict` when another system acts for it,
    /// `bad-format` without a name.
    func register(_ registration: OrganStore.Registration, by system: ConnectedSystem) async throws {
        let now = self.now()
        try await self.act("agency-registered", registration.code.text, ["name": .text(registration.name)]) {
            connection in
            let known = try OrganStore.entry(registration.code, in: connection)
            if let known, system.acts(for: known.code) {
                guard try OrganStore.registrant(of: known.code, in: connection) == system.id else { return }
                return try OrganStore.rewrite(known, as: registration, by: system, now: now, in: connection)
            }
            let parent = known.map(\.parent) ?? registration.parent
            guard let parent, try OrganStore.isBelow(parent, system, in: connection) else {
                throw Fault.foreignRegistration(registration.code)
            }
            guard system.organs.count < ConnectedSystem.maximumOrgans else { throw Fault.tooManyOrgans }
            if known == nil {
                let entry = DirectoryEntry(
                    code: registration.code, name: "", kind: "other", parent: parent,
                    validFrom: VietnamTime.date(now))
                try OrganStore.rewrite(entry, as: registration, by: system, now: now, in: connection)
            }
            try SystemStore.connect(system.id, to: registration.code, in: connection)
        }
    }

    /// Closes an agency that the system registered: nothing is sent to it any more, what waits for it can still be fetched. Repeated:
    /// nothing changes.
    ///
    /// Throws `Fault`: `unknown-organ`, `forbidden` for an agency that the system did not register.
    func close(_ code: OrganCode, by system: ConnectedSystem) async throws {
        let now = self.now()
        try await self.act("agency-closed", code.text) { connection in
            guard var entry = try OrganStore.entry(code, in: connection) else {
                throw Fault(
                    .unknownOrgan, vi: "Mã \"\(code.text)\" không có trong danh bạ.",
                    en: "The code \"\(code.text)\" is not in the directory.")
            }
            guard try OrganStore.registrant(of: entry.code, in: connection) == system.id else {
                throw Fault.foreignRegistration(code)
            }
            let today = VietnamTime.date(now)
            guard entry.isOpen(on: today) else { return }
            entry.validTo = CalendarDate(dayNumber: today.dayNumber - 1)
            if let from = entry.validFrom, let to = entry.validTo, to < from { entry.validFrom = to }
            try OrganStore.keep(entry, registeredBy: system, now: now, in: connection)
        }
    }
}
