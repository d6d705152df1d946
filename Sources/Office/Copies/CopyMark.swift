import Exchange
import Foundation
import Trust

/// What the signature on an electronic copy shows: form of the copy, agency, time; no picture, at the top right of the first page, Times New Roman 10
/// (NĐ 30/2020/NĐ-CP, Phụ lục I, ô 14). It stands where the margin is free, so that number and time of an annex stay readable.
struct CopyMark: Sendable, Equatable {
    let lines: [String]
    let box: SignatureRequest.Box

    /// Points.
    private static let size = 10.0
    private static let lineHeight = 12.0
    /// What a letter takes at most on the average.
    private static let letterWidth = 5.4
    private static let margin = 20.0

    init(_ kind: DocumentCopy.Kind, of agency: String, at time: Date, on page: PDFPage) {
        let (form, moment) = (CopyWords.kind(kind).uppercased(), SignatureRequest.shown(time))
        let widest = page.width - 2 * Self.margin
        func width(_ line: String) -> Double { Double(line.count) * Self.letterWidth }
        let whole = "\(form); \(agency); \(moment)"
        self.lines = width(whole) <= widest ? [whole] : ["\(form); \(agency)", moment]
        let (width, height) = (
            min(widest, self.lines.map(width).max() ?? 0), Double(self.lines.count) * Self.lineHeight
        )
        let left = page.width - Self.margin - width
        func isFree(_ top: Double) -> Bool {
            !page.words.contains {
                $0.bottom > top && $0.top < top + height && $0.right > left && $0.left < left + width
            }
        }
        // Where nothing is free it stands at the edge, over what is there.
        let tops = stride(from: 10.0, through: 58, by: Self.lineHeight)
        self.box = .init(left: left, top: tops.first(where: isFree) ?? 10, width: width, height: height)
    }

    func request(by agency: String, at time: Date) -> SignatureRequest {
        SignatureRequest(
            field: "BanSao", name: agency, time: time, appearance: .text(self.lines, size: Self.size, isRight: true),
            page: 0, box: self.box)
    }
}
