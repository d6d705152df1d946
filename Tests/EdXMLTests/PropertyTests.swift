import EdXML
import Exchange
import Foundation
import Testing

/// Promises that hold for any package: tried with many, made by a generator with a fixed seed.
@Suite struct PropertyTests {
    @Test(arguments: 0..<60)
    func `what is built is read as it was`(_ seed: UInt64) throws {
        var made = PacketMaker(seed: seed)
        let packet = made.packet()
        #expect(PacketWriter.faults(of: packet) == [])
        let profile = made.pick(WriterTests.profiles)
        let read = try PacketReader.read(WriterTests.written(packet, profile: profile), today: Samples.today)
        #expect(read.from == packet.from)
        #expect(read.to == packet.to)
        #expect(read.document == packet.header)
        #expect(read.business == packet.business)
        #expect(read.trace.map(\.at) == [packet.sentAt])
        #expect(read.attachments.map(\.name) == packet.attachments.map(\.name))
        #expect(try read.attachments.map(\.sha256) == packet.attachments.map { try Data(contentsOf: $0.file).sha256 })
    }

    @Test(arguments: 0..<60)
    func `JSON that inspect prints builds the same package`(_ seed: UInt64) throws {
        var made = PacketMaker(seed: seed)
        let packet = made.packet()
        let read = try PacketReader.read(WriterTests.written(packet), today: Samples.today)
        let again = try OutgoingJSON(JSON(read), now: Date()).document(files: packet.attachments.map(\.file))
        #expect(try WriterTests.written(again) == WriterTests.written(packet))
    }

    /// Read, written, read: the same, but for what writing puts right.
    @Test(arguments: Samples.packages.filter { !$0.hasPrefix("status") })
    func `a sample survives being written again`(_ name: String) throws {
        try withFolder { folder in
            let first = try PacketReader.read(
                file: Samples.url("packages/\(name)"), today: Samples.today, attachments: .store(folder: folder))
            let document = try #require(first.document)
            let sentAt = try #require(first.trace.compactMap(\.at).first)
            var business = first.business ?? Business(kind: .new)
            if business.kind == .recall || business.kind == .update { business.documentID = first.subjectID }
            let packet = DocumentPacket(
                from: first.from, to: first.to, header: document, sentAt: sentAt, business: business,
                attachments: first.attachments.compactMap { attachment in
                    attachment.file.map {
                        PacketAttachment(
                            name: attachment.name, contentType: attachment.contentType,
                            description: attachment.description, file: $0)
                    }
                })
            let second = try PacketReader.read(WriterTests.written(packet), today: Samples.today)
            var expected = document
            expected.type = document.type.resolved.map { DocumentType($0) } ?? document.type
            #expect(second.document == expected)
            #expect(second.from == first.from)
            #expect(second.to == first.to)
            #expect(second.business == business)
            #expect(second.attachments.map(\.sha256) == first.attachments.map(\.sha256))
            let kept: Set<Warning.Code> = [.documentIDUnusual, .documentIDDiffers, .organCodeUnusual, .tooLong]
            #expect(Set(second.warnings.map(\.code)).isSubset(of: kept))
        }
    }

    @Test(arguments: Samples.packages.filter { $0.hasPrefix("status") })
    func `a status survives being written again`(_ name: String) throws {
        let first = try PacketReader.read(file: Samples.url("packages/\(name)"), today: Samples.today)
        let report = try #require(first.status)
        let bytes = try PacketWriter.bytes(of: StatusPacket(from: first.from, report: report))
        let second = try PacketReader.read(bytes, today: Samples.today)
        #expect(second.status?.status == report.status)
        #expect(second.status?.responseFor == report.responseFor)
        #expect(second.status?.at == report.at)
        #expect(second.warnings == [])
    }

    /// The head of one package on the tail of another: an answer of some kind, never a crash; and the splicer bears it too.
    @Test(arguments: 0..<40)
    func `two packages cut and joined are answered`(_ seed: UInt64) throws {
        var made = PacketMaker(seed: seed)
        let small = try Samples.packages.map { try Samples.bytes("packages/\($0)") }.filter { $0.count < 60_000 }
        for _ in 0..<10 {
            let (left, right) = (made.pick(small), made.pick(small))
            let joined = Array(left.prefix(made.below(left.count + 1)) + right.suffix(made.below(right.count + 1)))
            let result = Result { () throws(Fault) in try PacketReader.read(joined, today: Samples.today) }
            if case .failure(let fault) = result { #expect(fault.code != .internalFault) }
            _ = try? TraceSplicerTests.splice(joined)
        }
    }
}
