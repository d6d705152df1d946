import Exchange
import Foundation
import Storage

/// What became of a package (theo dõi gói tin): for its sender only.
struct Tracking: Sendable, Equatable, Encodable {
    var packageID: String
    var documentID: String
    var kind: String
    var receivedAt: String
    var receivers: [Receiver]

    enum CodingKeys: String, CodingKey {
        case packageID = "packageId"
        case documentID = "documentId"
        case kind, receivedAt, receivers
    }

    struct Receiver: Sendable, Equatable, Encodable {
        var organ: String
        /// The closed agency that the package names, when `organ` stands in for it.
        var addressedAs: String?
        /// `uplink`: behind the hub above; `processing` then means that this one has it.
        var via: String?
        /// `initial`, `processing`, `done`, `fail`.
        var transport: String
        var transportAt: String
        var failCode: String?
        var failReason: String?
        /// Of a recall or an update, or after status 13: `requested`, `agreed`, `declined`.
        var asking: String?
        /// `withdrawn`, `replaced`: nothing more is expected.
        var closure: String?
        /// What is awaited now, if anything.
        var awaits: Awaited?
        /// In the order of arrival.
        var handling: [Report]
    }

    /// A stage that has begun and not ended (`StageClock`).
    struct Awaited: Sendable, Equatable, Encodable {
        /// `fetch`, `confirm`, `accept`, `answer`, `work`.
        var stage: String
        var since: String
        var deadline: String?
        var isLate: Bool
    }

    struct Report: Sendable, Equatable, Encodable {
        /// `01` … `16`.
        var status: String
        /// When it was made, by the reporter's clock.
        var at: String
        var receivedAt: String
        var department: String?
        var staff: String?
        var description: String?
        /// `advanced`, `history`, `repetition`, `contradiction`: what the report changed.
        var verdict: String
    }
}

/// Answers senders what became of their packages.
struct TrackingStore: Sendable {
    let database: Database
    let now: @Sendable () -> Date

    /// Reports that are told per receiver: the newest. 05 may come as often as the receiver likes.
    static let reportsPerReceiver = 50

    /// Throws `not-found` when there is no such package of the system's agencies.
    func track(_ package: String, by system: ConnectedSystem) async throws -> Tracking {
        let now = self.now()
        return try await self.database.read { connection in
            let row = try connection.row(
                """
                SELECT package.* FROM package JOIN system_organ ON system_organ.organ = package.from_organ
                WHERE package.id = $1 AND system_organ.system_id = $2
                """, package, system.id)
            guard let row else { throw Fault.noPackage }
            var reports = try Self.reports(package, in: connection)
            let (kind, urgency): (PackageKind, Urgency) = (try row["kind"], try row["urgency"])
            // A package has 2000 receivers at most (ReadingLimits).
            let deliveries = try connection.rows(
                "SELECT * FROM delivery WHERE package_id = $1 ORDER BY cursor LIMIT 2000", package)
            return Tracking(
                packageID: package,
                documentID: try row["document_id"],
                kind: kind.rawValue,
                receivedAt: try row["received_at"],
                receivers: try deliveries.map {
                    Tracking.Receiver(
                        organ: try $0["organ"],
                        addressedAs: try $0["addressed_as"],
                        via: (try $0["route"] as Route).json.string,
                        transport: try $0["transport"],
                        transportAt: try $0["transport_at"],
                        failCode: try $0["fail_code"],
                        failReason: try $0["fail_reason"],
                        asking: try $0["asking"],
                        closure: try $0["closure"],
                        awaits: try StageClock(.init(row: $0, kind: kind, urgency: urgency)).map {
                            Tracking.Awaited(
                                stage: $0.stage.rawValue, since: Timestamp.text($0.since),
                                deadline: $0.deadline.map(Timestamp.text), isLate: $0.isLate(at: now))
                        },
                        handling: reports.removeValue(forKey: try $0["id"]) ?? []
                    )
                }
            )
        }
    }

    private static func reports(_ package: String, in connection: Connection) throws -> [String: [Tracking.Report]] {
        let rows = try connection.rows(
            """
            SELECT * FROM (
                SELECT handling.*, ROW_NUMBER() OVER (
                    PARTITION BY handling.delivery_id ORDER BY handling.cursor DESC
                ) AS age
                FROM handling JOIN delivery ON delivery.id = handling.delivery_id
                WHERE delivery.package_id = $1
            ) AS newest
            WHERE age <= $2
            ORDER BY cursor LIMIT 100000
            """, package, Self.reportsPerReceiver)
        var reports: [String: [Tracking.Report]] = [:]
        for row in rows {
            let report = Tracking.Report(
                status: try row["status"],
                at: try row["made_at"],
                receivedAt: try row["received_at"],
                department: try row["department"],
                staff: try row["staff"],
                description: try row["description"],
                verdict: try row["verdict"]
            )
            reports[try row["delivery_id"], default: []].append(report)
        }
        return reports
    }
}

extension Fault {
    static var noPackage: Fault {
        Fault(
            .notFound,
            vi: "Không có gói tin này trong số gói tin mà hệ thống đã gửi.",
            en: "There is no such package among those that this system sent."
        )
    }
}

extension StageClock.Standing {
    /// From a row of `delivery`.
    init(row: Row, kind: PackageKind, urgency: Urgency) throws {
        self.init(
            transport: try row["transport"], transportAt: try row["transport_at"], kind: kind, urgency: urgency,
            handling: try row["handling"], handlingAt: try row["handling_at"], asking: try row["asking"],
            askingAt: try row["asking_at"], closure: try row["closure"])
    }
}
