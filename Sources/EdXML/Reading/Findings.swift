/// Collects the warnings of one package.
final class Findings {
    private(set) var warnings: [Warning] = []
    private var told: Set<Warning.Code> = []
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    func warn(_ code: Warning.Code, place: String, line: Int) {
        self.told.insert(code)
        guard self.warnings.count < self.limit else {
            if self.warnings.last?.code != .more { self.warnings.append(Warning(.more, place: place, line: line)) }
            return
        }
        self.warnings.append(Warning(code, place: place, line: line))
    }

    /// Tells `code` at its first place only: for habits of a writer that show in every element.
    func warnOnce(_ code: Warning.Code, place: @autoclosure () -> String, line: Int) {
        guard !self.told.contains(code) else { return }
        self.warn(code, place: place(), line: line)
    }
}
