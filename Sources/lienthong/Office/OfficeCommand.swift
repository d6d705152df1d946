import ArgumentParser
import Exchange
import Foundation
import Gateway
import Logging
import Office

struct OfficeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "office", abstract: "Quản lý văn bản của một cơ quan. The office of one agency.",
        subcommands: [Serve.self, UserCommand.self]
    )

    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Chạy văn phòng. Runs an office until SIGTERM or SIGINT.")

        @OptionGroup var data: DataOption
        @Option(help: "Mã định danh cơ quan. The agency's code.") var organ: OrganCode
        @Option(help: "Địa chỉ. Address; port 0 picks a free one.") var listen = ListenAddress(
            host: "127.0.0.1", port: 8461)
        @Option(help: "Địa chỉ của trục. The hub's URL; the token comes from LIENTHONG_TOKEN.") var hub: String?
        @Option(name: .customLong("hub-ca"), help: "Tệp PEM của CA trục. PEM of the hub's authority.") var hubAuthority:
            String?
        @Option(help: "Tổng tệp đính kèm một lần (MB). Files of one form in MiB.") var maximumUploadMegabytes = 35
        @Flag(help: "Cookie chỉ qua TLS. Cookie over TLS only (behind a TLS proxy).") var secureCookie = false

        func run() async throws {
            var endpoint: HubEndpoint?
            if let hub = self.hub {
                guard let url = URL(string: hub), url.scheme == "https" || url.scheme == "http" else {
                    throw Fault(.invalidRequest, vi: "Địa chỉ trục không đúng: \(hub).", en: "--hub is no URL: \(hub).")
                }
                guard let token = ProcessInfo.processInfo.environment["LIENTHONG_TOKEN"], !token.isEmpty else {
                    throw Fault(.invalidRequest, vi: "Thiếu LIENTHONG_TOKEN.", en: "LIENTHONG_TOKEN is missing.")
                }
                endpoint = HubEndpoint(
                    url: url, token: token, trustedRoots: self.hubAuthority.map { URL(fileURLWithPath: $0) })
            }
            let host = self.listen.host
            try await OfficeServer.run(
                OfficeConfiguration(
                    dataFolder: self.data.folder, organ: self.organ, host: host, port: self.listen.port, hub: endpoint,
                    secureCookie: self.secureCookie, maximumUploadBytes: self.maximumUploadMegabytes << 20,
                    logger: .server("lienthong.office"),
                    onReady: { port in say("ready http://\(host):\(port)") }
                )
            )
        }
    }
}

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Người dùng. People.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        @OptionGroup var data: DataOption
        @Argument(help: "Tên đăng nhập. User name.") var name: String
        @Option(help: "clerk, leader, head, officer, admin") var role: Role
        @Option(help: "Mã đơn vị. Unit id.") var unit = "VT"
        @Option(help: "Tên đơn vị nếu mới. Name of a new unit.") var unitName: String?
        @Option(help: "Họ và tên.") var fullName: String?
        @Option(help: "Chức vụ.") var title = "Cán bộ"

        func run() async throws {
            guard let password = readLine(), !password.isEmpty else {
                throw Fault(
                    .invalidRequest, vi: "Thiếu mật khẩu trên đầu vào chuẩn.",
                    en: "The password is read from standard input.")
            }
            try await AgencySetup.add(
                .init(
                    userName: self.name, fullName: self.fullName ?? self.name, title: self.title, role: self.role,
                    unit: self.unit,
                    password: password
                ),
                unitName: self.unitName ?? self.unit,
                to: try OfficeServer.openDatabase(in: self.data.folder),
                at: Date()
            )
        }
    }
}

extension Role: ExpressibleByArgument {}
