import ArgumentParser
import Exchange
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Bản trình diễn: một trục, hai cơ quan, trọn câu chuyện. The pilot: a hub, two agencies, the whole story."
    )

    @Flag(help: "Kết thúc sau câu chuyện. Ends after the story.") var once = false
    @Flag(help: "Mỗi bước một dòng JSON. One line of JSON a step.") var json = false
    @Flag(
        help:
            "Giết và khởi động lại từng máy chủ ba lần giữa chừng; nhiều nút: giết tiếp khi các trang mở. Kills each server three times on the way."
    )
    var chaos = false
    @Option(help: "Thư mục dữ liệu (mới hoặc trống). A new or empty folder.") var data: String?
    @Option(help: "Cổng đầu tiên trong ba cổng (nhiều nút: 40 cổng). First of three ports, of 40 with --database.")
    var portBase = 8460
    @Option(help: "Thư mục dữ liệu mẫu. The folder of samples.") var samples = "Samples"
    @Option(help: "Kích thước gói tối đa (MB). Largest package in MiB.") var maximumPackageMegabytes = 50
    @Flag(help: "Chỉ chạy máy chủ, không kể chuyện. Serves without the story.") var serveOnly = false
    @Option(
        help:
            "Máy chủ PostgreSQL (postgres://…; hoặc biến LIENTHONG_DATABASE): trục và mỗi cơ quan chạy nhiều nút sau HAProxy. Several nodes of each."
    )
    var database: String?
    @Option(help: "Số nút của mỗi máy chủ, 2 đến 4, mặc định 2; cần --database. Nodes of each server.") var nodes: Int?

    func validate() throws {
        guard (1...65_490).contains(self.portBase) else { throw ValidationError("--port-base: 1…65490") }
    }

    func run() async throws {
        let folder = URL(
            fileURLWithPath: self.data
                ?? FileManager.default.temporaryDirectory.appending(path: "lienthong-demo-\(UUID().uuidString)").path,
            isDirectory: true
        )
        let demo = Demo(
            folder: folder, portBase: self.portBase, samples: URL(fileURLWithPath: self.samples, isDirectory: true),
            maximumPackageMegabytes: self.maximumPackageMegabytes, json: self.json, cluster: try self.cluster())
        let isPassing = self.data == nil
        let story = (chaos: self.chaos, wanted: !self.serveOnly, staysOpen: !self.once)
        try demo.makeDatabases()
        let told: Void?
        do {
            told = try await UnixSignalWaiter.run {
                do { try await demo.prepare() } catch {
                    if !isPassing { demo.removeDatabases() }
                    throw error
                }
                try await demo.start()
                try await demo.whileServersLive {
                    if story.wanted { try await demo.tell(chaos: story.chaos) }
                    if story.staysOpen {
                        demo.invite()
                        if story.chaos { try await demo.killOn() }
                        // Until it is stopped or a server dies: either cancels this.
                        try await Task.sleep(for: .seconds(365 * 86_400))
                    }
                }
            }
            demo.stop()
        } catch {
            demo.stop()
            if isPassing { demo.removeDatabases() }
            throw error
        }
        if isPassing {
            demo.removeDatabases()
            // It may have been stopped before it made one.
            if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
        }
        if told == nil, self.once {
            throw Fault(
                .interrupted, vi: "Bị dừng trước khi kể xong câu chuyện.", en: "Stopped before the story was told.")
        }
    }

    /// Nil: each server is one process with a file of SQLite.
    private func cluster() throws -> DemoCluster? {
        if let address = SharedDataOption.address(self.database) {
            return try DemoCluster(address: address, nodes: self.nodes ?? 2)
        }
        guard self.nodes == nil else {
            throw Fault(
                .invalidRequest, vi: "--nodes cần --database: các nút dùng chung cơ sở dữ liệu PostgreSQL.",
                en: "Nodes share a database on PostgreSQL: give --database.", place: "nodes")
        }
        return nil
    }
}
