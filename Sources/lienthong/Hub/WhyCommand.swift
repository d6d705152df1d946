import ArgumentParser
import Exchange
import Foundation
import Hub

/// `lienthong hub why`: the story of one package for whoever answers the telephone.
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Gói tin đang ở đâu, chờ ai, làm gì tiếp. The story of one package, who holds the ball, what to do."
    )

    @Argument(help: "Mã gói tin hoặc mã định danh văn bản. A package's or a document's id.") var id: String
    @OptionGroup var data: SharedDataOption
    @Flag(name: .customLong("json"), help: "Kết quả dạng JSON. The result as JSON.") var asJSON = false

    func run() async throws {
        let now = Date()
        let database = try self.data.openHub()
        let stories = try await PackageStory.find(self.id, in: database, now: now)
        if self.asJSON {
            say(try JSON.object(["packages": .list(stories.map(\.json))]).printed())
        } else {
            for story in stories { say(story.text(now: now)) }
        }
    }
}

extension PackageStory {
    fileprivate var json: JSON {
        .object([
            "packageId": .text(self.id), "documentId": .text(self.documentID), "kind": .text(self.kind),
            "from": .text(self.from), "removedAt": JSON(self.removedAt.map(Timestamp.text)),
            "events": .list(
                self.steps.map {
                    .object([
                        "at": .text($0.at), "event": .text($0.event), "organ": JSON($0.organ),
                        "detail": JSON($0.detail),
                    ])
                }),
            "receivers": .list(
                self.receivers.map {
                    .object([
                        "organ": .text($0.organ), "transport": .text($0.transport), "handling": JSON($0.handling),
                        "awaits": JSON($0.stage?.rawValue), "since": JSON($0.since.map(Timestamp.text)),
                        "deadline": JSON($0.deadline.map(Timestamp.text)), "isLate": .bool($0.isLate),
                        "place": JSON($0.place), "advice": JSON($0.advice),
                    ])
                }),
        ])
    }

    fileprivate func text(now: Date) -> String {
        var lines = ["\(self.documentID) (\(self.kind), gói \(self.id), nơi gửi \(self.from))"]
        for step in self.steps {
            let time = Timestamp.instant(step.at).map(VietnamTime.shown) ?? step.at
            let status = step.detail.flatMap { HandlingStatus(code: $0) }.map { "báo \($0.rawValue)" }
            let what = status ?? EvidenceWords.vietnamese(step.event) + (step.detail.map { " [\($0)]" } ?? "")
            lines.append("  \(time)  \(step.organ.map { "\($0): " } ?? "")\(what)")
        }
        for receiver in self.receivers {
            let late = receiver.isLate ? " – QUÁ HẠN" : ""
            lines.append("  → \(receiver.organ) \(receiver.name): \(receiver.advice ?? "không còn chờ gì.")\(late)")
        }
        if let removedAt = self.removedAt {
            lines.append(
                "  Tệp đã xóa lúc \(VietnamTime.shown(removedAt)) vì hết thời hạn lưu; biên nhận và sổ bằng chứng vẫn còn."
            )
        }
        return lines.joined(separator: "\n")
    }
}

extension PackageStory.Receiver {
    /// Who holds the ball and what to do next; nil when nothing is awaited.
    fileprivate var advice: String? {
        guard let stage = self.stage else { return nil }
        let since = self.since.map(VietnamTime.shown) ?? ""
        if let place = self.place {
            return "\(place), từ \(since)" + (self.lastError.map { "; lần gửi gần nhất: \($0)" } ?? ".")
        }
        // Behind the hub above only its people can be rung.
        if self.upperHasIt != nil { return self.duty(stage, since) }
        guard let system = self.system else {
            return "chờ từ \(since); cơ quan chưa có hệ thống kết nối: chạy lienthong hub system add."
        }
        return self.duty(stage, since, system)
    }

    private func duty(_ stage: StageClock.Stage, _ since: String, _ system: String = "") -> String {
        switch stage {
        case .fetch: "chờ phần mềm \(system) tải về, từ \(since): kiểm tra hệ thống \(system) còn chạy và còn kết nối."
        case .confirm: "\(system) đã tải nhưng chưa xác nhận, từ \(since): xem nhật ký của \(system)."
        case .accept: "văn thư nơi nhận chưa tiếp nhận, từ \(since): gọi văn thư \(self.organ)."
        case .answer: "nơi nhận chưa trả lời thu hồi, cập nhật, từ \(since): gọi văn thư \(self.organ)."
        case .work: "nơi nhận đang xử lý, từ \(since)."
        }
    }
}
