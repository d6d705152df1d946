import Exchange
import Foundation
import Logging
import Office

/// One office of the sandbox, which can be taken away and brought back on its data.
actor OfficeSlot {
    nonisolated let organ: OrganCode
    nonisolated let name: String
    private var configuration: OfficeConfiguration
    private var running: Task<Void, any Error>?

    /// For opening the data and answering.
    private static let deadline = Duration.seconds(60)

    init(name: String, _ configuration: OfficeConfiguration) {
        self.organ = configuration.organ
        self.name = name
        self.configuration = configuration
    }

    /// Answers, or is just about to.
    var isUp: Bool { self.running.map { !$0.isCancelled } ?? false }
    var port: Int { self.configuration.port }

    /// Returns when it answers; nothing happens when it does already. Throws what it ended with, `unreachable` when it does not answer in time.
    func start() async throws {
        while let old = self.running {
            guard old.isCancelled else { return }
            await self.end(of: old)
        }
        let (ready, told) = AsyncStream.makeStream(of: Int.self)
        var configuration = self.configuration
        configuration.onReady = { port in told.yield(port) }
        let task = Task.detached { [configuration] in
            defer { told.finish() }
            try await OfficeServer.run(configuration)
        }
        self.running = task
        let alarm = Task.detached {
            try await Task.sleep(for: Self.deadline)
            told.finish()
        }
        defer { alarm.cancel() }
        for await port in ready {
            // The same port after each fault.
            self.configuration.port = port
            Task { await self.watch(task) }
            return
        }
        task.cancel()
        let result = await task.result
        self.forget(task)
        if case .failure(let fault as Fault) = result { throw fault }
        throw Fault(
            .unreachable, vi: "Văn phòng \(self.organ.text) không khởi động được.",
            en: "The office \(self.organ.text) does not start.")
    }

    /// At once, as when the power fails. Returns when nothing of it runs any more.
    func stop() async {
        guard let task = self.running else { return }
        task.cancel()
        await self.end(of: task)
    }

    private func end(of task: Task<Void, any Error>) async {
        _ = await task.result
        self.forget(task)
    }

    private func forget(_ task: Task<Void, any Error>) {
        if self.running == task { self.running = nil }
    }

    /// One that ends by itself is down, and the log says why.
    private func watch(_ task: Task<Void, any Error>) async {
        let result = await task.result
        if case .failure(let error) = result, !task.isCancelled {
            self.configuration.logger.error(
                "an office ended", metadata: ["organ": "\(self.organ)", "error": "\(error)"])
        }
        self.forget(task)
    }
}
