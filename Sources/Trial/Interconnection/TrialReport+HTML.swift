import Exchange
import Foundation
import Pages

/// The report as a page that is printed and signed; it needs nothing but itself.
extension TrialReport {
    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Biên bản thử nghiệm liên thông \(self.outcome.mark)</title><style>\(Self.style)</style></head><body><main>
        <h1>Biên bản thử nghiệm liên thông</h1>
        <p class="lead">\(self.verdict)</p>
        \(self.facts)
        \(self.plan.sides.map { self.section($0) })
        \(self.hub)
        <section><h2>Bằng chứng</h2><p>\(self.evidence)</p></section>
        \(self.signatures)
        </main></body></html>

        """
    }

    private var evidence: HTML {
        if let fault = self.outcome.evidenceFault {
            return "<b>Không lấy được biên nhận của trục.</b> \(fault.vietnamese)"
        }
        return """
            Biên nhận của trục nằm trong thư mục <code>evidence</code>. Kiểm tra ngoại tuyến bằng
            <code>lienthong evidence verify TỆP --hub-key KHÓA</code>.
            """
    }

    private var verdict: String {
        let red = self.outcome.findings.count { $0.isRed }
        let counts =
            "\(self.count(.passed)) mục đạt, \(self.count(.failed)) mục không đạt, \(self.count(.notRun)) mục không thử được."
        if red > 0 { return "Chưa đạt: \(red) mục bắt buộc chưa đạt. \(counts)" }
        return self.outcome.isGreen ? "Đạt yêu cầu bắt buộc. \(counts)" : "Chưa đạt: không có bằng chứng. \(counts)"
    }

    private var facts: HTML {
        let rows: [(String, String)] = [
            ("Hai bên", self.plan.sides.map { "\($0.name) (\($0.organ.text))" }.joined(separator: " và ")),
            ("Trục liên thông", self.plan.hub.absoluteString),
            ("Bên thử", "\(self.plan.tester.name) (\(self.plan.tester.organ.text))"),
            ("Bắt đầu", VietnamTime.shown(self.outcome.begunAt)), ("Kết thúc", VietnamTime.shown(self.outcome.endedAt)),
            ("Ký hiệu lần thử", self.outcome.mark),
        ]
        return "<dl>\(rows.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML })</dl>"
    }

    private func section(_ side: TrialPlan.System) -> HTML {
        let parts = TrialCheck.Part.allCases.compactMap { part -> HTML? in
            let found = self.outcome.findings.filter { $0.organ == side.organ.text && $0.check.part == part }
            return found.isEmpty ? nil : "<h3>\(part.title)</h3>\(self.table(found))"
        }
        return "<section><h2>\(side.name) (\(side.organ.text))</h2>\(parts)</section>"
    }

    private var hub: HTML {
        let found = self.outcome.findings.filter { $0.organ == nil }
        return found.isEmpty ? "" : "<section><h2>Trục liên thông</h2>\(self.table(found))</section>"
    }

    private func table(_ findings: [TrialFinding]) -> HTML {
        let rows = findings.map { finding -> HTML in
            let evidence = self.evidence(of: finding).count
            return """
                <tr class="\(finding.outcome.rawValue)"><td>\(finding.check.id)</td>
                <td>\(finding.check.expected)<small>\(finding.check.level == .must ? "Bắt buộc" : "Nên có") · \(finding.check.clause)</small></td>
                <td><b>\(Self.word(finding.outcome))</b> \(finding.seen)\
                \("<small>\(evidence) biên nhận</small>" as HTML, if: evidence > 0)</td>
                <td>\(VietnamTime.shown(finding.at))<small>\(finding.milliseconds) ms</small></td></tr>
                """
        }
        return """
            <table><thead><tr><th scope="col">Mục</th><th scope="col">Yêu cầu</th><th scope="col">Kết quả</th><th scope="col">Lúc</th></tr></thead>
            <tbody>\(rows)</tbody></table>
            """
    }

    private static func word(_ outcome: TrialFinding.Outcome) -> String {
        switch outcome {
        case .passed: "Đạt."
        case .failed: "Không đạt."
        case .notRun: "Không thử được."
        }
    }

    private var signatures: HTML {
        let places = self.plan.sides.map { side -> HTML in
            "<div><b>ĐẠI DIỆN \(side.name.uppercased())</b><i>(Ký, ghi rõ họ tên)</i></div>"
        }
        return "<section class=\"sign\"><h2>Xác nhận của hai bên</h2><div>\(places)</div></section>"
    }

    private static let style: HTML = """
        :root{color-scheme:light}body{margin:0;background:#fff;color:#16191d;font:16px/1.5 system-ui,sans-serif}\
        main{max-width:60rem;margin:0 auto;padding:2rem 1rem}h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}\
        h3{font-size:1rem;margin:1.25rem 0 .25rem}.lead{font-size:1.1rem}dl{display:grid;gap:.25rem;margin:1rem 0}dl div{display:flex;gap:1rem}\
        dt{flex:0 0 9rem;color:#50575f}dd{margin:0;overflow-wrap:anywhere}table{width:100%;border-collapse:collapse;font-size:.9rem}\
        th,td{text-align:left;vertical-align:top;padding:.4rem .5rem;border-top:1px solid #dedcd4;overflow-wrap:anywhere}\
        td:first-child,th:first-child{white-space:nowrap}small{display:block;color:#50575f}.failed b{color:#a9211a}.passed b{color:#17623f}.not-run b{color:#8a5200}\
        code{font-size:.9em}.sign div{display:flex;gap:2rem;flex-wrap:wrap}.sign div div{flex:1 1 16rem;display:block;min-height:9rem;text-align:center}\
        .sign i{display:block}@media print{main{padding:0}section{break-inside:auto}tr,.sign{break-inside:avoid}}
        """
}
