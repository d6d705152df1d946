import Foundation
import Hummingbird
import Storage
import Web

extension HubParts {
    /// Every address of the hub's own API.
    var router: Router<HubContext> {
        let (database, now) = (self.database, self.configuration.now)
        let (intake, uploads) = (self.intake, self.uploads)
        let organs = OrganStore(database: database)
        let router = Router(context: HubContext.self)
        if let boundary = self.configuration.boundary { router.add(middleware: BoundaryGate(boundary: boundary)) }
        router.add(middleware: CountAnswers(metrics: self.metrics.answers))
        router.add(middleware: Problems(metrics: self.metrics, now: now))
        router.add(middleware: ContinueWhenRead())
        router.addRoutes(HealthRoute(health: self.health, scanner: self.scanner).endpoints)
        router.addRoutes(DescriptionRoutes(hubName: self.configuration.hubName).endpoints)
        router.group("v1")
            .add(middleware: Authentication(systems: SystemStore(database: database), now: now))
            .add(middleware: RateLimit(limiter: self.limiter))
            .addRoutes(DirectoryRoutes(organs: organs).endpoints, atPath: "organs")
            .addRoutes(InboxRoutes(inbox: self.inbox).endpoints, atPath: "inbox")
            .addRoutes(
                PackageRoutes(uploads: uploads, intake: intake, tracking: TrackingStore(database: database, now: now))
                    .endpoints,
                atPath: "packages"
            )
            .addRoutes(
                UploadRoutes(
                    uploads: uploads,
                    store: UploadStore(
                        database: database, folder: self.configuration.dataFolder.appending(path: "uploads"), now: now),
                    content: self.content, intake: intake
                ).endpoints, atPath: "uploads"
            )
            .addRoutes(
                TransportRoutes(feed: TransportFeed(database: database, senders: self.senders)).endpoints,
                atPath: "transport"
            )
            .addRoutes(EvidenceRoutes(log: self.evidence).endpoints, atPath: "evidence")
            .addRoutes(
                WebhookRoutes(
                    store: WebhookStore(database: database), caller: self.webhooks, secrets: self.webhookSecrets,
                    signal: self.signal, now: now
                ).endpoints, atPath: "webhook"
            )
            .addRoutes(
                DeliveryRoutes(
                    deliveries: DeliveryStore(evidence: self.evidence, senders: self.senders, now: now),
                    content: self.kept
                )
                .endpoints,
                atPath: "deliveries"
            )
        return router
    }
}
