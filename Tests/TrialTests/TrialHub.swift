import Exchange
import Foundation
import Hub
import Logging
import Programs
import ServiceLifecycle
import Synchronization
import Testing
import Trust

@testable import Trial

/// Whether a hub answers at all: what asks it while it is off gets an error of its server.
final class HubGate: Sendable {
    struct Off: Error {}

    private let off = Mutex(false)

    var isOff: Bool {
        get { self.off.withLock { $0 } }
        set { self.off.withLock { $0 = newValue } }
    }
}

/// A real hub in this process with two agencies and the tester, and a plan of a trial between them.
struct TrialHub {
    let plan: TrialPlan
    let folder: URL
    /// A certificate of the tester that still holds.
    let holding: CertificateFiles
    /// Ends the hub while everybody works.
    let stop: @Sendable () async -> Void
    /// Takes the hub away from everybody and gives it back.
    let gate: HubGate

    /// - Parameter waitSeconds: of the trial. What is not seen by then is a flaw of a system: on a machine that is full, sound ones need their time.
    static func with(waitSeconds: Int = 60, _ body: @escaping @Sendable (TrialHub) async throws -> Void) async throws {
        // Eight trials at once.
        try await Turn.take(places: 2) { try await Self.run(waitSeconds, body) }
    }

    private static func run(_ waitSeconds: Int, _ body: @escaping @Sendable (TrialHub) async throws -> Void)
        async throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "trial-\(UUID().uuidString)")
        let data = folder.appending(path: "hub")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let administration = try Administration(folder: data)
        let codes = ["G22", "H29", "Z01"]
        let header = "code,oldCode,name,shortName,kind,parent,validFrom,validTo,successor,email"
        let lines = [header] + codes.map { "\($0),,Cơ quan \($0),,other,,,,," }
        try await administration.importDirectory(lines.joined(separator: "\n") + "\n")
        for code in codes {
            _ = try await administration.add(
                system: code.lowercased(), name: code, organs: [try #require(OrganCode(code))],
                secret: Self.token(code))
        }
        let authority = try HubAuthority.loadOrMake(in: data, now: Date())
        let certificates = folder.appending(path: "certificates")
        let holding = try ClientCertificate.issue(for: "holding", by: authority, into: certificates, now: Date())
        try await administration.add(holding, to: "z01")
        _ = try ClientCertificate.issue(
            for: "expired", by: authority, into: certificates, now: Date(timeIntervalSinceNow: -400 * 86_400))
        let (ready, told) = AsyncStream.makeStream(of: Int.self)
        let gate = HubGate()
        var configuration = HubConfiguration(
            dataFolder: data, port: 0, logger: Self.silence,
            onReady: { address in
                told.yield(address.port)
                told.finish()
            })
        configuration.boundary = HubBoundary { request, context, next in
            if gate.isOff { throw HubGate.Off() }
            return try await next(request, context)
        }
        let application = try await buildHub(configuration)
        let group = ServiceGroup(configuration: .init(services: [application], logger: Self.silence))
        let running = Task {
            defer { told.finish() }
            try await group.run()
        }
        var result: Result<Void, any Error> = .success(())
        for await port in ready {
            do {
                let url = try #require(URL(string: "https://127.0.0.1:\(port)"))
                try await body(
                    TrialHub(
                        plan: try Self.plan(url, certificates, waitSeconds), folder: folder.appending(path: "files"),
                        holding: Self.files("holding", certificates),
                        stop: { await group.triggerGracefulShutdown() }, gate: gate))
            } catch { result = .failure(error) }
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try result.get()
    }

    private static func files(_ name: String, _ folder: URL) -> CertificateFiles {
        CertificateFiles(
            certificate: folder.appending(path: "\(name).pem"), key: folder.appending(path: "\(name).key"))
    }

    private static func plan(_ url: URL, _ certificates: URL, _ waitSeconds: Int) throws -> TrialPlan {
        func system(_ code: String) throws -> TrialPlan.System {
            .init(organ: try #require(OrganCode(code)), name: "Cơ quan \(code)", token: Self.token(code))
        }
        return TrialPlan(
            hub: url, authority: certificates.appending(path: "ca.pem"), tester: try system("Z01"),
            sides: [try system("G22"), try system("H29")],
            waitSeconds: waitSeconds, sendsLarge: false, expired: self.files("expired", certificates),
            offSeconds: 2, switchesHub: true)
    }

    private static func token(_ organ: String) -> String { "token-of-\(organ.lowercased())-0123456789" }

    static var silence: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}
