import Exchange
package import Foundation
import Gateway
import Storage
import Web

/// A year of an invented agency (dữ liệu trình diễn), for training and for measuring: people, books, documents in every state, case files, all of it
/// searchable. The same seed makes the same on the same day, but for the identifiers.
///
/// Acts are rows here, not forms: what rules forbid does not come about, and the database's own constraints hold.
package struct DemoData: Sendable {
    /// Incoming and outgoing together.
    package var documents: Int
    package var people: Int
    package var seed: Int
    package var now: Date

    package init(documents: Int, people: Int, seed: Int, now: Date) {
        self.documents = documents
        self.people = people
        self.seed = seed
        self.now = now
    }

    /// What was made.
    package struct Summary: Sendable, Encodable {
        package let organ: String
        package let people: Int
        package let units: Int
        package let incoming: Int
        package let outgoing: Int
        package let caseFiles: Int
        /// One person of each role.
        package let userNames: [String]
        /// Everybody's.
        package let password: String
    }

    /// For demonstrations only; everybody has it.
    package static let password = "lien-thong-2015"
    package static let organCode = "H99"

    private static let limits = (documents: 100...10_000_000, people: DemoPeople.minimum...10_000)

    /// Makes `folder`, which holds nothing yet: whole or, after an error, not at all. `progress` is told of the documents that are there, about once for
    /// each working day of the year.
    package func make(in folder: URL, progress: @Sendable (Int) -> Void = { _ in }) async throws -> Summary {
        guard Self.limits.documents.contains(self.documents), Self.limits.people.contains(self.people) else {
            throw Fault(
                .invalidRequest,
                vi:
                    "Từ \(Self.limits.documents.lowerBound) đến \(Self.limits.documents.upperBound) văn bản, từ \(Self.limits.people.lowerBound) đến \(Self.limits.people.upperBound) người.",
                en: "The number of documents or people is out of range.")
        }
        let manager = FileManager.default
        if manager.fileExists(atPath: folder.path), try !manager.contentsOfDirectory(atPath: folder.path).isEmpty {
            throw Fault(
                .conflict, vi: "Thư mục \(folder.path) đã có dữ liệu: chọn thư mục trống.",
                en: "The folder holds data.")
        }
        let scratch = folder.deletingLastPathComponent().appending(
            path: ".\(folder.lastPathComponent)-\(UUID().uuidString)", directoryHint: .isDirectory)
        do {
            let summary = try await self.fill(scratch, progress)
            if manager.fileExists(atPath: folder.path) { try manager.removeItem(at: folder) }
            try manager.moveItem(at: scratch, to: folder)
            return summary
        } catch {
            if manager.fileExists(atPath: scratch.path) { try manager.removeItem(at: scratch) }
            throw error
        }
    }

    private func fill(_ folder: URL, _ progress: @Sendable (Int) -> Void) async throws -> Summary {
        let database = try OfficeServer.openDatabase(in: folder)
        let store = KeptContent(try ContentStore(folder: folder.appending(path: "content")))
        // A day is one transaction, which the usual 2 MB do not hold: kB.
        _ = try await database.write { try $0.execute("PRAGMA cache_size = -200000") }
        var random = DemoRandom(seed: self.seed)
        let people = DemoPeople(self.people, &random)
        let files = try await DemoFile.make(in: store, &random)
        let hash = try Passwords.hash(Self.password)
        let (identity, organs) = (try Self.identity(), DemoOrgan.all)
        let days = DemoDay.all(until: VietnamTime.date(self.now), documents: self.documents)
        let years = Set([days[0], days[days.count - 1]].map(\.date.year)).sorted()
        try await AgencySetup(identity: identity, units: [], people: []).apply(to: database, at: self.now)
        try await database.write { connection in
            try people.save(passwordHash: hash, signingFrom: days[0].date, in: connection)
            for organ in organs { try organ.save(in: connection) }
            for year in years { try DemoBooks.open(year: year, in: connection) }
        }
        var year = DemoYear(
            random: random, organ: identity.organ, people: people, organs: organs, files: files, days: days,
            now: self.now)
        for day in days {
            year = try await database.write { [year] connection in
                var year = year
                try year.live(day, in: connection)
                return year
            }
            progress(year.incoming + year.outgoing)
        }
        try await database.write { [year] connection in try year.close(in: connection) }
        _ = try await database.settle()
        try database.close()
        return Summary(
            organ: Self.organCode, people: people.all.count, units: people.divisions.count + 2, incoming: year.incoming,
            outgoing: year.outgoing, caseFiles: year.caseFileCount, userNames: people.first.map(\.userName),
            password: Self.password)
    }

    private static func identity() throws -> Office.Identity {
        guard let organ = OrganCode(Self.organCode) else { throw DemoOrgan.wrongCode }
        return Office.Identity(
            organ: organ, name: "Ủy ban nhân dân Tỉnh Giả Lập", letterhead: ["", "Ủy ban nhân dân Tỉnh Giả Lập"],
            abbreviation: "UBND", place: "Giả Lập",
            contact: "Dữ liệu trình diễn: mọi người dùng có mật khẩu \(Self.password).")
    }
}
