import Exchange
import Foundation
import Gateway
import Programs
import Storage
import Testing

/// Each call to the disk of a send fails once: the hub refuses, and what it has acknowledged is there.
@Suite(.enabled(if: FailingDisk.library != nil, "needs a C compiler"), .serialized, .inTurn, .timeLimit(.minutes(10)))
struct FailingDiskTests {
    /// Also a disk that goes on failing (`script/faults`).
    static let isThorough = ProcessInfo.processInfo.environment["LIENTHONG_FAULTS"] != nil

    @Test(arguments: isThorough ? [true, false] : [false])
    func `after a sync that failed the hub ends, says why, and starts with what it had acknowledged`(_ stays: Bool)
        async throws
    {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await TestedHub.prepare(data)
            var acknowledged: [String: String] = [:]
            for number in 1...30 {
                let disk = try FailingDisk(of: data, in: folder)
                let hub = try await TestedHub(data, environment: disk.environment, folder: folder)
                // What was refused before the restart is taken in now, what was taken in has its receipt.
                for earlier in number > 1 ? ["a\(number - 1)", "b\(number - 1)"] : [] {
                    let receipt = try await hub.send(earlier).get()
                    #expect(acknowledged[earlier] ?? receipt.json == receipt.json, "\(earlier)")
                    acknowledged[earlier] = receipt.json
                }
                acknowledged["a\(number)"] = try await hub.send("a\(number)").get().json
                try disk.fail(.sync, from: number, to: stays ? .max : number, EIO)
                let outcome = try await hub.send("b\(number)")
                let failed = try disk.failed
                guard failed > 0 else {
                    // Beyond the last sync of a send.
                    try disk.stop()
                    acknowledged["b\(number)"] = try outcome.get().json
                    #expect(number > 3)
                    #expect(try await hub.waiting().count == acknowledged.count)
                    #expect(try await hub.end().status == 0)
                    return try await TestedHub.expectSound(data, folder: folder)
                }
                let fault = #expect(throws: Fault.self) { try outcome.get() }
                #expect(fault?.isTransient == true, "sync \(number): \(String(describing: fault))")
                let end = try await hub.end(telling: false)
                #expect(end.status == 70, "sync \(number)")
                #expect(end.errors.contains("did not reach the disk"), "\(end.errors)")
                try await TestedHub.expectSound(data, folder: folder)
            }
            Issue.record("a send syncs without an end")
        }
    }

    @Test func `an upload whose sync failed is begun anew, so that no later sync covers it up`() async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await TestedHub.prepare(data)
            let file = folder.appending(path: "large")
            try Data(repeating: 0x41, count: 7 << 20).write(to: file)
            let package = try KilledClient.document("1", to: ["H29"], file: file)
            let store = try ContentStore(folder: folder.appending(path: "store"))
            let hash = try await store.keep { staged in try package.withUnsafeBytes { try staged.write($0) } }
            // Only syncs of what is uploaded: whatever else the hub syncs meanwhile must not be taken for one.
            let uploads = data.appending(path: "uploads")
            try FileManager.default.createDirectory(at: uploads, withIntermediateDirectories: true)
            let disk = try FailingDisk(of: uploads, in: folder)
            let hub = try await TestedHub(data, environment: disk.environment, folder: folder)
            try disk.fail(.sync, from: 1, to: 1, EIO)
            await #expect(throws: Fault.self) { _ = try await hub.sender.send(file: try store.open(hash), hash: hash) }
            #expect(try disk.failed == 1)
            #expect(try await hub.end(telling: false).status == 70)
            #expect(try FileManager.default.contentsOfDirectory(atPath: uploads.path).isEmpty)
            let next = try await TestedHub(data, folder: folder)
            _ = try await next.sender.send(file: try store.open(hash), hash: hash)
            #expect(try await next.waiting().map(\.sha256) == [hash.hex])
            #expect(try await next.end().status == 0)
            try await TestedHub.expectSound(data, folder: folder)
        }
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let kinds: FailingDisk.Kinds
        let error: Int32
        let codes: Set<Fault.Code>
        let testDescription: String
    }

    @Test(arguments: [
        Failure(kinds: .write, error: EIO, codes: [.internalFault], testDescription: "write: input/output error"),
        Failure(kinds: .write, error: ENOSPC, codes: [.diskFull], testDescription: "write: no space left"),
        Failure(kinds: .rename, error: EIO, codes: [.internalFault], testDescription: "rename: input/output error"),
        Failure(kinds: .open, error: EROFS, codes: [.cannotWrite], testDescription: "open: read-only"),
        Failure(
            kinds: .open, error: EMFILE, codes: [.internalFault, .cannotWrite], testDescription: "open: too many files"),
    ])
    func `each write, rename and opening of a send that fails once is refused and done well the next time`(
        _ failure: Failure
    ) async throws {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await TestedHub.prepare(data)
            let disk = try FailingDisk(of: data, in: folder)
            let hub = try await TestedHub(data, environment: disk.environment, folder: folder)
            _ = try await hub.send("a").get()
            var receipts: [String] = []
            var refused = 0
            for number in 1...500 {
                try disk.fail(failure.kinds, from: number, to: number, failure.error)
                let outcome = try await hub.send("b\(number)")
                let failed = try disk.failed
                try disk.stop()
                if case .failure(let fault) = outcome {
                    refused += 1
                    #expect(failure.codes.contains(fault.code), "call \(number): \(fault)")
                }
                let again = try await hub.send("b\(number)").get()
                if case .success(let receipt) = outcome { #expect(receipt.json == again.json) }
                receipts.append(again.json)
                if failed == 0 { break }
            }
            #expect(refused > 0 && refused < 500)
            let items = try await hub.waiting()
            #expect(items.count == receipts.count + 1 && Set(items.map(\.sha256)).count == items.count)
            #expect(try await hub.end().status == 0)
            try await TestedHub.expectSound(data, folder: folder)
        }
    }

    @Test func `on a file system that has become read-only sends are refused, reads go on, and it recovers by itself`()
        async throws
    {
        try await withFolder { folder in
            let data = folder.appending(path: "hub")
            try await TestedHub.prepare(data)
            let disk = try FailingDisk(of: data, in: folder)
            let hub = try await TestedHub(data, environment: disk.environment, folder: folder)
            _ = try await hub.send("a").get()
            let item = try #require(try await hub.waiting().first)
            try disk.fail([.write, .rename, .open], from: 1, EROFS)
            for _ in 0..<3 {
                let outcome = try await hub.send("b")
                let fault = #expect(throws: Fault.self) { try outcome.get() }
                #expect(fault?.code == .cannotWrite)
                let store = try ContentStore(folder: folder.appending(path: "store"))
                let staged = try store.stage()
                try await hub.receiver.download(item, into: staged)
                #expect(staged.hash.hex == item.sha256)
                #expect(try await hub.waiting().map(\.deliveryId) == [item.deliveryId])
                let refused = await #expect(throws: Fault.self) {
                    try await hub.receiver.acknowledge(
                        deliveryID: item.deliveryId, hash: staged.hash, outcome: .done)
                }
                #expect(refused?.code == .cannotWrite)
            }
            try disk.stop()
            _ = try await hub.send("b").get()
            #expect(try await hub.waiting().count == 2)
            #expect(try await hub.end().status == 0)
            try await TestedHub.expectSound(data, folder: folder)
        }
    }
}
