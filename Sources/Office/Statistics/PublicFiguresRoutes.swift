import Exchange
import Foundation
import Hummingbird
import Storage
import Web

/// Public figures, when the operator opened them; else these paths are like any other that is not there.
///
/// | Method | Path | Who may call | Answers |
/// |--------|------|--------------|---------|
/// | GET | `/public/figures` | anyone | 200 a page |
/// | GET | `/public/figures.json` | anyone | 200 JSON |
struct PublicFiguresRoutes: Sendable {
    let office: Office
    let figures: PublicFigures

    /// Open to strangers (`SessionGate`).
    static let paths: Set = ["/public/figures", "/public/figures.json"]

    init(office: Office) {
        self.office = office
        self.figures = PublicFigures(office: office)
    }

    func add(to router: Router<OfficeContext>) {
        router.get("public/figures") { _, _ -> Response in
            let answer = try await self.figures.read()
            return Self.kept(
                .page(PublicFiguresPage(identity: self.office.identity, answer: answer).html))
        }
        router.get("public/figures.json") { _, _ -> Response in
            try Self.kept(.json(self.json(try await self.figures.read())))
        }
    }

    private func json(_ answer: PublicFigures.Answer) -> JSON {
        let identity = self.office.identity
        let figures = answer.figures.map { figure in
            (figure.key, JSON.object(["period": .number(figure.now), "before": .number(figure.before)]))
        }
        return .object([
            "organ": .text(identity.organ.key), "name": .text(identity.name),
            "from": .text(answer.period.first.iso), "to": .text(answer.period.last.iso),
            "madeAt": .text(Timestamp.text(answer.madeAt)),
            "figures": .object(Dictionary(uniqueKeysWithValues: figures)),
        ])
    }

    /// Whoever stands between may keep it as long as we do: it is the same for everybody.
    private static func kept(_ response: Response) -> Response {
        var response = response
        response.headers[.cacheControl] = "public, max-age=\(PublicFigures.keptSeconds)"
        return response
    }
}
