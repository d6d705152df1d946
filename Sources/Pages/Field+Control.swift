// API: Field.Control: .text, .date, .number, .area, .select, .several, .radio, .file, .secret; choice(name, label, checked:,
// error:).

extension Field {
    /// `maximum` in characters, as the browser counts them (UTF-16 units); the server checks again.
    package enum Control: Sendable {
        case text(value: String, maximum: Int)
        /// Typed as 13/03/2024.
        case date(value: String)
        /// Digits; `maximum` how many.
        case number(value: String, maximum: Int)
        case area(value: String, rows: Int, maximum: Int)
        case select(options: [(value: String, label: String)], selected: String)
        /// Any number of a list: tick boxes with ids `<name>-<value>`, the ticked ones first, a box to narrow a long one.
        case several(options: [(value: String, label: String)], selected: Set<String>)
        /// Exactly one of a few, all visible; ids are `<name>-<value>`.
        case radio(options: [(value: String, label: String)], selected: String)
        case file(multiple: Bool)
        /// A password; it is never shown again. `autocomplete` as HTML names it.
        case secret(autocomplete: String)
    }
}

extension Field.Control {
    func html(name: String, described: HTML) -> HTML {
        switch self {
        case .text(let value, let maximum):
            """
            <input id="\(name)" name="\(name)" autocomplete="off" maxlength="\(maximum)" value="\(value)"\(described)>
            """
        case .date(let value):
            """
            <input id="\(name)" name="\(name)" inputmode="numeric" autocomplete="off" maxlength="10" \
            value="\(value)"\(described)>
            """
        case .number(let value, let maximum):
            """
            <input id="\(name)" name="\(name)" inputmode="numeric" autocomplete="off" maxlength="\(maximum)" \
            value="\(value)"\
            \(described)>
            """
        case .area(let value, let rows, let maximum):
            // The parser drops one line end after the start tag: a text that begins with one keeps it.
            """
            <textarea id="\(name)" name="\(name)" rows="\(rows)" maxlength="\(maximum)"\(described)>
            \(value)</textarea>
            """
        case .select(let options, let selected):
            """
            <select id="\(name)" name="\(name)"\(described)>\
            \(options.map { Self.option($0, isSelected: $0.value == selected) })</select>
            """
        case .several(let options, let selected):
            """
            \(Self.narrowing(name), if: options.count > Self.inSight)<div class="several" id="\(name)-ds">\
            \((options.filter { selected.contains($0.value) } + options.filter { !selected.contains($0.value) }).map {
                Self.tick($0, name: name, type: "checkbox", isChecked: selected.contains($0.value))
            })</div>
            """
        case .radio(let options, let selected):
            HTML.joined(
                options.map { Self.tick($0, name: name, type: "radio", isChecked: $0.value == selected) })
        case .file(let multiple):
            "<input id=\"\(name)\" name=\"\(name)\" type=\"file\"\(" multiple", if: multiple)\(described)>"
        case .secret(let autocomplete):
            """
            <div class="secret"><input id="\(name)" name="\(name)" type="password" autocomplete="\(autocomplete)" \
            maxlength="200"\(described)><button class="button" type="button" data-reveal="\(name)" aria-pressed="false" \
            hidden>Hiện</button></div>
            """
        }
    }

    /// How many boxes are seen without scrolling: a list no longer than that needs nothing to narrow it.
    private static let inSight = 6

    private static func narrowing(_ name: String) -> HTML {
        """
        <input type="search" class="several__filter" data-narrow="\(name)-ds" aria-label="\(Words.narrow)" \
        placeholder="\(Words.narrow)" autocomplete="off" hidden>
        """
    }

    private static func option(_ option: (value: String, label: String), isSelected: Bool) -> HTML {
        "<option value=\"\(option.value)\"\(" selected", if: isSelected)>\(option.label)</option>"
    }

    private static func tick(
        _ option: (value: String, label: String), name: String, type: HTML, isChecked: Bool
    ) -> HTML {
        """
        <label class="choice" for="\(name)-\(option.value)"><input id="\(name)-\(option.value)" type="\(type)" \
        name="\(name)" \
        value="\(option.value)"\(" checked", if: isChecked)>\(option.label)</label>
        """
    }
}

/// A tick box with its label; it sends `yes`.
package func choice(_ name: String, _ label: String, checked: Bool, error: String? = nil) -> HTML {
    """
    <div class="field\(" field--error", if: error != nil)">\(error.html { fieldError(name, $0) })\
    <label class="choice" for="\(name)"><input id="\(name)" type="checkbox" name="\(name)" \
    value="yes"\(" checked", if: checked)\
    \(" aria-invalid=\"true\" aria-describedby=\"\(name)-loi\"", if: error != nil)>\(label)</label></div>
    """
}
