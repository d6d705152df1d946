import ArgumentParser
import Exchange
import Foundation
import Office
import Synchronization

/// `office demo-data`: a folder for `office serve --organ H99`.
struct DemoDataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-data",
        abstract: "Tạo dữ liệu giả lập một năm của một cơ quan. A year of an invented agency, for training and tests.",
        discussion:
            "Mọi người dùng có cùng một mật khẩu, in ra ở cuối. Everybody has one password: never for real work. office migrate brings it to PostgreSQL."
    )

    @OptionGroup var data: SharedDataOption
    @Option(help: "Số văn bản đến và đi. Documents of both directions.") var documents = 100_000
    @Option(help: "Số người dùng. People.") var people = 300
    @Option(help: "Cùng số này thì cùng dữ liệu. The same seed makes the same data.") var seed = 1
    @Flag(help: "In JSON. Prints JSON.") var json = false

    func run() async throws {
        guard self.data.address == nil else {
            throw Fault(
                .invalidRequest,
                vi:
                    "Lệnh này tạo office.sqlite trong thư mục mới, không dùng --database (hoặc biến LIENTHONG_DATABASE). Sang PostgreSQL: lienthong office migrate.",
                en:
                    "This command makes an office.sqlite in a new folder and takes no --database (or LIENTHONG_DATABASE). lienthong office migrate brings it to PostgreSQL.",
                place: "database")
        }
        let begun = ContinuousClock.now
        let told = Mutex(0)
        let demo = DemoData(documents: self.documents, people: self.people, seed: self.seed, now: Date())
        let total = self.documents
        let summary = try await demo.make(in: self.data.folder) { made in
            // Each tenth.
            let tenth = made * 10 / total
            guard
                told.withLock({ last in
                    tenth > last
                        ? {
                            last = tenth; return true
                        }() : false
                })
            else { return }
            FileHandle.standardError.write(Data("\(made)/\(total) văn bản\n".utf8))
        }
        if self.json {
            say(String(decoding: try JSONEncoder.sorted.encode(summary), as: UTF8.self))
            return
        }
        say(
            """
            \(summary.incoming) văn bản đến, \(summary.outgoing) văn bản đi, \(summary.caseFiles) hồ sơ, \(summary.people) người, \
            \(summary.units) đơn vị, trong \((ContinuousClock.now - begun).components.seconds) giây
            lienthong office serve --data \(self.data.data) --organ \(summary.organ)
            \(summary.userNames.joined(separator: ", ")): mật khẩu \(summary.password)
            """)
    }
}

extension JSONEncoder {
    fileprivate static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return encoder
    }
}
