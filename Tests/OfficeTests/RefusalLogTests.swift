import Exchange
import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Storage
import Synchronization
import Testing

@testable import Office
import Web

/// A refusal is shown to who asked, and told in the log.
@Suite struct RefusalLogTests {
    @Test func `a refusal by page and by API is told with person, act and document`() async throws {
        try await TestOffice.with { test in
            let id = try await test.arrival()
            let (session, token) = (try await test.session("leader-B"), try await test.token(of: "officer-B"))
            let record = LogRecord()
            let configuration = OfficeConfiguration(
                dataFolder: FileManager.default.temporaryDirectory, organ: test.office.identity.organ, hub: nil,
                logger: record.logger)
            let router = OfficeServer.router(test.office, configuration)
            try await Application(router: router, logger: record.logger).test(.router) { client in
                let page = try await client.execute(
                    uri: "/incoming/\(id)/direct", method: .get, headers: [.cookie: session.cookie])
                #expect(page.status == .forbidden)
                #expect(String(buffer: page.body).contains("nên không làm được việc này."))
                let call = try await client.execute(
                    uri: "/api/v1/incoming/\(id)", method: .get, headers: [.authorization: "Bearer \(token)"])
                #expect(call.status == .notFound)
            }
            let told = record.lines.filter { $0.hasPrefix("act refused") }
            #expect(told.count == 2)
            #expect(told.first?.contains("document=\(id) fault.code=not-allowed person=leader-B") == true, "\(told)")
            #expect(told.last?.contains("document=\(id) fault.code=not-found person=officer-B") == true, "\(told)")
            #expect(told.allSatisfy { $0.contains("act=GET ") && !$0.contains(token) })
        }
    }
}

/// Keeps what is logged, one line for each event: the message, then its facts in the order of their names.
private final class LogRecord: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { self.kept.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(record: self) } }

    private struct Handler: LogHandler {
        let record: LogRecord
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        init(record: LogRecord) { self.record = record }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let line = ([event.message.description] + facts).joined(separator: " ")
            self.record.kept.withLock { $0.append(line) }
        }
    }
}
