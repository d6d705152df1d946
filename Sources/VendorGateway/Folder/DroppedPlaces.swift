import Exchange
import Foundation
import Gateway
import Storage

/// The places of what was dropped: `sending/`, `sent/`, `refused/`, each with a folder for each handover, named by its id.
struct DroppedPlaces: Sendable {
    private let folder: URL

    private enum Place: String, CaseIterable { case sending, sent, refused }

    /// Makes the folders when they are missing.
    init(folder: URL) throws {
        self.folder = folder
        for place in Place.allCases {
            try FileManager.default.createDirectory(at: self.url(place), withIntermediateDirectories: true)
        }
    }

    /// What lies there besides these places, by name; at most 1,000 at once.
    func dropped() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder.path)
            .filter { Place(rawValue: $0) == nil }.sorted().prefix(1000).map { self.folder.appending(path: $0) }
    }

    /// Puts what was taken over where its handover lies; the same dropped again stands beside the first.
    func keep(_ item: URL, as id: String) throws {
        let home = self.home(of: id) ?? self.url(.sending).appending(path: id, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        var target = home.appending(path: item.lastPathComponent)
        var number = 1
        while FileManager.default.fileExists(atPath: target.path) {
            number += 1
            target = home.appending(path: "\(number)-\(item.lastPathComponent)")
        }
        try DurableFiles.move(item, to: target)
    }

    /// Puts what cannot be sent into `refused/ID/`, together with the reason.
    func refuse(_ item: URL, as id: String, _ faults: [Fault]) throws {
        let hidden = self.url(.refused).appending(path: ".\(id)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: hidden, withIntermediateDirectories: true)
        try DurableFiles.replace(hidden.appending(path: Self.reason), with: Self.text(faults))
        try DurableFiles.move(item, to: hidden.appending(path: item.lastPathComponent))
        try DurableFiles.move(hidden, to: self.url(.refused).appending(path: id))
    }

    /// Brings the folder of a handover up to date; nothing happens when it did not come by this folder or was taken away.
    func show(_ state: HandoverState) throws {
        let id = state.record.id
        guard let home = self.home(of: id) else { return }
        try DurableFiles.replace(home.appending(path: "state.json"), with: try state.json.printed() + "\n")
        let place: Place
        switch state.entry.state {
        case .queued, .sending: place = .sending
        case .sent:
            place = .sent
            try DurableFiles.replace(home.appending(path: "receipt.json"), with: (state.entry.receipt ?? "") + "\n")
        case .failed:
            place = .refused
            let text = "\(state.entry.faultCode ?? ""): \(state.entry.faultSentence ?? "")\n"
            try DurableFiles.replace(home.appending(path: Self.reason), with: text)
        }
        let target = self.url(place).appending(path: id, directoryHint: .isDirectory)
        guard home.standardizedFileURL != target.standardizedFileURL else { return }
        if place != .refused { try? FileManager.default.removeItem(at: home.appending(path: Self.reason)) }
        try DurableFiles.move(home, to: target)
    }

    /// Where the folder of a handover is; nil when there is none.
    private func home(of id: String) -> URL? {
        Place.allCases.map { self.url($0).appending(path: id, directoryHint: .isDirectory) }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }

    /// Ends what a crash interrupted; not while somebody else refuses.
    func endRefusals() throws {
        let manager = FileManager.default
        let refused = self.url(.refused)
        for name in try manager.contentsOfDirectory(atPath: refused.path) where name.hasPrefix(".") {
            let hidden = refused.appending(path: name, directoryHint: .isDirectory)
            if try manager.contentsOfDirectory(atPath: hidden.path).contains(where: { $0 != Self.reason }) {
                try DurableFiles.move(hidden, to: refused.appending(path: String(name.dropFirst())))
            } else {
                try manager.removeItem(at: hidden)
            }
        }
    }

    private func url(_ place: Place) -> URL {
        self.folder.appending(path: place.rawValue, directoryHint: .isDirectory)
    }

    private static let reason = "reason.txt"

    /// `code: câu tiếng Việt. (chỗ, dòng n)`, a line each.
    private static func text(_ faults: [Fault]) -> String {
        faults.map { fault in
            let place = [fault.place, fault.line.map { "dòng \($0)" }].compactMap { $0 }.joined(separator: ", ")
            return "\(fault.code.rawValue): \(fault.vietnamese)\(place.isEmpty ? "" : " (\(place))")\n"
        }.joined()
    }
}
