import Exchange
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import Pages
import ServiceLifecycle
import Storage
import Trust
import Web

/// The operators' pages (bảng điều khiển của trục).
struct Console: Sendable {
    let evidence: EvidenceLog
    let content: ContentStore
    let signal: InboxSignal
    let quotas: QuotaStore
    let scanner: MalwareScanner?
    let secrets: SealedSecrets
    let uploads: DirectoryUploads
    /// What the hub shows to whoever connects; nil without TLS.
    let certificate: ServedCertificate?
    /// PEM texts of those whose certificates of systems are accepted.
    let clientAuthorities: [String]
    let letterhead: [String]
    /// Whether the cookie may travel over TLS only.
    let usesTLS: Bool
    let now: @Sendable () -> Date

    var database: Database { self.evidence.database }
    var overdue: OverdueStore { OverdueStore(database: self.database) }
    var operators: OperatorStore { OperatorStore(database: self.database) }
    var audit: AuditLog { AuditLog(database: self.database) }

    /// The one act of who is signed in that a form asks for; done again it throws `FormIsUsed`.
    func administration(_ visit: OperatorVisit, _ fields: FormFields) throws -> Administration {
        Administration(
            self.evidence, by: Actor(visit.name, .console), with: try fields.token(), now: self.now)
    }

    var router: Router<ConsoleContext> {
        let router = Router(context: ConsoleContext.self)
        router.add(middleware: CompressAnswers<ConsoleContext>())
        router.add(middleware: SecurityHeaders<ConsoleContext>())
        router.add(middleware: ConsoleErrors(letterhead: self.letterhead))
        router.add(middleware: ConsoleGate(operators: self.operators, now: self.now))
        router.addAssets()
        ConsoleDoor(console: self).add(to: router)
        OverviewRoutes(console: self).add(to: router)
        FigureRoutes(console: self).add(to: router)
        ReportRoutes(console: self).add(to: router)
        PackagePages(console: self).add(to: router)
        FailureRoutes(console: self).add(to: router)
        SystemRoutes(console: self).add(to: router)
        OrganRoutes(console: self).add(to: router)
        DirectoryImportRoutes(console: self).add(to: router)
        CertificateRoutes(console: self).add(to: router)
        AuditRoutes(console: self).add(to: router)
        return router
    }
}

/// A listener of its own for the console.
struct ConsoleService: Service {
    let console: Console
    let listen: (host: String, port: Int)
    let balancers: [Network]
    let deadlines: Deadlines
    /// Nil: plain HTTP, on the own machine only.
    let certificate: ServedCertificate?
    let logger: Logger
    let onReady: @Sendable (HubAddress) async -> Void

    func run() async throws {
        let (listen, isTLS) = (self.listen, self.certificate != nil)
        let http = self.deadlines.http(idle: self.deadlines.idle * 2)
        let application = Application(
            responder: self.console.router.buildResponder(),
            server: .server(
                http: http, tls: try self.certificate?.configuration(clientAuthorities: []),
                balancers: self.balancers),
            configuration: .init(address: .hostname(listen.host, port: listen.port)),
            onServerRunning: { channel in
                await self.onReady(
                    HubAddress(host: listen.host, port: channel.localAddress?.port ?? listen.port, usesTLS: isTLS))
            }, logger: self.logger)
        try await application.run()
    }
}
