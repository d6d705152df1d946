import EdXML
import Exchange
import Foundation

/// What libFuzzer feeds with bytes of its own making. A fault is an answer; a crash, an endless loop or a broken promise is a find.
private let today = CalendarDate(year: 2026, month: 1, day: 15)

/// Small, so that hostile sizes are met early.
private var limits: ReadingLimits {
    var limits = ReadingLimits()
    limits.maxUnpackedBytes = 8 << 20
    limits.maxHeaderBytes = 1 << 20
    return limits
}

private func read(_ bytes: UnsafeRawBufferPointer, piece: Int) -> Result<Packet, Fault> {
    guard let today else { fatalError("no such day") }
    let reader = PacketReader(limits: limits, today: today)
    return Result { () throws(Fault) in
        var rest = bytes
        while !rest.isEmpty {
            try reader.feed(UnsafeRawBufferPointer(rebasing: rest.prefix(piece)))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece))
        }
        return try reader.finish()
    }
}

/// The whole and its pieces must be read alike, or both be refused.
@_cdecl("lt_fuzz_reader")
public func fuzzReader(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
    let buffer = UnsafeRawBufferPointer(start: bytes, count: count)
    switch (read(buffer, piece: max(count, 1)), read(buffer, piece: 13)) {
    case (.success(let whole), .success(let pieces)):
        precondition(whole == pieces, "pieces are read otherwise than the whole")
        precondition(whole.attachments.allSatisfy { !$0.sha256.isEmpty && $0.sizeBytes > 0 }, "a file without content")
    case (.failure, .failure):
        // Where there are several faults, the size of the pieces decides which is met first.
        break
    case (let whole, let pieces):
        fatalError("read in one way, refused in the other: \(whole), \(pieces)")
    }
}

/// An even first byte: the rest stands where Base64 should. An odd one: the rest is the file itself, perhaps a ZIP.
@_cdecl("lt_fuzz_attachment")
public func fuzzAttachment(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
    let buffer = UnsafeRawBufferPointer(start: bytes, count: count)
    guard let first = buffer.first else { return }
    let content = Data(buffer.dropFirst())
    let encoded = first & 1 == 0 ? content : content.base64EncodedData()
    let name = ["a.pdf", "a.zip", "a.docx", "a"][Int(first >> 1 & 3)]
    let type = first & 8 == 0 ? "application/zip" : "application/pdf"
    var package = Data(opening(name: name, type: type).utf8)
    package.append(encoded)
    package.append(Data("</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>".utf8))
    let result = package.withUnsafeBytes { read($0, piece: 4096) }
    if first & 1 == 1, case .success(let packet) = result, let file = packet.attachments.first, !file.unpacked {
        precondition(file.sizeBytes == content.count, "a file of another size")
    }
}

private func opening(name: String, type: String) -> String {
    """
    <edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXMLEnvelope><edXMLHeader><MessageHeader><From><OrganId>G22</OrganId>\
    </From><To><OrganId>H29</OrganId></To><Code><CodeNumber>7</CodeNumber><CodeNotation>A</CodeNotation></Code><PromulgationInfo>\
    <PromulgationDate>2024/03/12</PromulgationDate></PromulgationInfo><Subject>a</Subject><DocumentId>a</DocumentId></MessageHeader>\
    </edXMLHeader><edXMLBody><edXMLManifest><Reference><AttachmentName>\(name)</AttachmentName><ContentId>1</ContentId></Reference>\
    </edXMLManifest></edXMLBody></edXMLEnvelope><AttachmentEncoded><Attachment><ContentId>1</ContentId><AttachmentName>\(name)\
    </AttachmentName><ContentType>\(type)</ContentType><ContentTransferEncoded>
    """
}

/// What is not spliced stays as it is; what is spliced grows by the station and is read as before.
@_cdecl("lt_fuzz_splicer")
public func fuzzSplicer(_ bytes: UnsafePointer<UInt8>?, _ count: Int) {
    let buffer = UnsafeRawBufferPointer(start: bytes, count: count)
    guard let organ = OrganCode("TT2") else { fatalError("no code") }
    func splice(piece: Int) -> (bytes: [UInt8], isSpliced: Bool)? {
        var splicer = TraceSplicer(organ: organ, at: Date(timeIntervalSince1970: 1_700_000_000), limits: limits)
        var out: [UInt8] = []
        var rest = buffer
        do {
            while !rest.isEmpty {
                try splicer.feed(UnsafeRawBufferPointer(rebasing: rest.prefix(piece))) { out.append(contentsOf: $0) }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece))
            }
            try splicer.finish { out.append(contentsOf: $0) }
        } catch {
            return nil
        }
        return (out, splicer.isSpliced)
    }
    let whole = splice(piece: max(count, 1))
    let pieces = splice(piece: 7)
    precondition(whole?.bytes == pieces?.bytes && whole?.isSpliced == pieces?.isSpliced, "pieces are spliced otherwise")
    guard let whole else { return }
    precondition(whole.isSpliced || whole.bytes.elementsEqual(buffer), "bytes changed without a station")
    guard whole.isSpliced, case .success(let before) = read(buffer, piece: 4096) else { return }
    guard case .success(let after) = whole.bytes.withUnsafeBytes({ read($0, piece: 4096) }) else {
        fatalError("what was spliced is no longer read")
    }
    precondition(after.trace.count == before.trace.count + 1, "the station is not read")
    precondition(after.document == before.document && after.attachments.map(\.sha256) == before.attachments.map(\.sha256))
}
