/// The text format of Prometheus. Values of labels are words of ours: nothing in them needs escaping.
package struct MetricsText {
    package private(set) var text = ""

    package init() {}

    package mutating func counter(_ name: String, _ help: String) { self.head(name, "counter", help) }
    package mutating func gauge(_ name: String, _ help: String) { self.head(name, "gauge", help) }
    package mutating func histogram(_ name: String, _ help: String) { self.head(name, "histogram", help) }

    package mutating func value(_ name: String, _ labels: [(String, String)], _ value: Int) {
        self.line(name, labels, "\(value)")
    }

    package mutating func value(_ name: String, _ labels: [(String, String)], _ value: Double) {
        self.line(name, labels, "\(value)")
    }

    package mutating func values(_ name: String, _ label: (String, String), _ histogram: Histogram) {
        for (bound, count) in zip(Histogram.bounds, histogram.counts) {
            self.line("\(name)_bucket", [label, ("le", "\(bound)")], "\(count)")
        }
        self.line("\(name)_bucket", [label, ("le", "+Inf")], "\(histogram.count)")
        self.line("\(name)_sum", [label], "\(histogram.sum)")
        self.line("\(name)_count", [label], "\(histogram.count)")
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        self.text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        let list = labels.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
        self.text += "\(name)\(list.isEmpty ? "" : "{\(list)}") \(value)\n"
    }
}
