import Exchange
import Foundation
import Storage

/// The files of a transfer as one ZIP: a folder for each case file as its own export has it, and `manifest-sha256.txt`, which
/// `sha256sum -c manifest-sha256.txt` checks after unpacking.
struct TransferPackage: Sendable {
    let list: TransferList
    let records: [CaseRecord]
    let store: KeptContent

    static func read(_ id: String, for person: Person, office: Office, in connection: Connection) throws
        -> TransferPackage
    {
        let list = try TransferList.read(id, for: person, in: connection)
        if let refusal = list.transfer.purpose.refusalToPack(by: person) { throw refusal }
        return TransferPackage(
            list: list,
            records: try list.standing.map {
                try CaseRecord.read($0.file.id, for: person, office: office, in: connection)
            }, store: office.store)
    }

    var fileName: String { "nop-luu-\(self.list.transfer.sign.year)-\(self.list.transfer.sign.number).zip" }

    func zip() async throws -> ZipStream {
        guard self.records.reduce(0, { $0 + $1.sizeBytes }) < CaseExport.maximumZipBytes else {
            throw Fault(
                .tooLarge, vi: "Các hồ sơ cộng lại lớn hơn 2 GB: lập nhiều biên bản, mỗi biên bản ít hồ sơ hơn.",
                en: "The files are larger than \(CaseExport.maximumZipBytes) bytes.")
        }
        var entries: [(name: String, source: ZipStream.Source)] = []
        var manifest = ""
        for (index, record) in self.records.enumerated() {
            let export = CaseExport(record: record, store: self.store)
            let own = try await export.entries(below: "\(index + 1)-\(export.fileName)/")
            let hashes = [ContentHash(of: Data(CaseFileXML.write(record)))] + record.allFiles.map(\.file.hash)
            for (entry, hash) in Swift.zip(own, hashes) { manifest += "\(hash.hex)  \(entry.name)\n" }
            entries += own
        }
        return ZipStream(entries: entries + [("manifest-sha256.txt", .bytes(Array(manifest.utf8)))])
    }
}
