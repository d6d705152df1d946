// API: DirectionTable(rows:).html with .error, .remark; DirectionTable.Row(id:name:note:…). Sends lead, support, know,
// due-<id>.

/// Who does it (bút phê): exactly one lead unit by radio buttons, supporting and informed ones by boxes, a deadline
/// each.
///
/// The form sends `lead` (one id), `support` and `know` (ids, any number), and `due-<id>` (dd/mm/yyyy or empty) for
/// each row.
package struct DirectionTable: Sendable {
    package struct Row: Sendable {
        let id: String
        let name: String
        let note: String
        package var isLead = false
        package var supports = false
        package var knows = false
        package var due = ""
        /// What must be corrected in the date.
        package var error: String?

        /// `note`: the head of the unit, or its code.
        package init(id: String, name: String, note: String) {
            self.id = id
            self.name = name
            self.note = note
        }
    }

    let rows: [Row]
    package var error: String?
    /// Below the table: "Đúng một nơi chủ trì. Hạn không quá 12/04/2024."
    package var remark: String?

    package init(rows: [Row]) { self.rows = rows }

    /// The id `lead` is where an error's link goes.
    package var html: HTML {
        let heads: [HTML] = [Words.unit, Words.lead, Words.support, Words.know, Words.due].map {
            "<th scope=\"col\" role=\"columnheader\">\($0)</th>"
        }
        return """
            <div class="field direct__who\(" field--error", if: self.error != nil)" id="lead" tabindex="-1">\
            \(self.error.html { fieldError("lead", $0) })<table class="parts" role="table"><caption>\(Words.whoActs)\
            </caption>\
            <thead role="rowgroup"><tr role="row">\(heads)</tr></thead><tbody role="rowgroup">\
            \(self.rows.map(Self.row))</tbody></table>
            \(self.remark.html { "<p class=\"origin\"><span>\($0)</span></p>" })</div>
            """
    }

    private static func row(_ row: Row) -> HTML {
        """
        <tr role="row"><th scope="row" role="rowheader">\(row.name)\
        \("<small>\(row.note)</small>", if: !row.note.isEmpty)</th>\
        \(self.box("lead", "radio", Words.lead, row, row.isLead))\
        \(self.box("support", "checkbox", Words.support, row, row.supports))\
        \(self.box("know", "checkbox", Words.know, row, row.knows))\
        <td class="parts__date" role="cell"><label for="due-\(row.id)"><span>\(Words.due)</span><input \
        id="due-\(row.id)" type="text" \
        inputmode="numeric" name="due-\(row.id)" maxlength="10" value="\(row.due)" autocomplete="off" \
        \("aria-invalid=\"true\" aria-describedby=\"due-\(row.id)-loi\" ", if: row.error != nil)\
        aria-label="\(Words.due): \(row.name)"></label>\(row.error.html { fieldError("due-\(row.id)", $0) })</td></tr>
        """
    }

    private static func box(_ name: HTML, _ type: HTML, _ word: HTML, _ row: Row, _ isChecked: Bool) -> HTML {
        """
        <td role="cell"><label for="\(name)-\(row.id)"><input id="\(name)-\(row.id)" type="\(type)" name="\(name)" \
        value="\(row.id)"\(" checked", if: isChecked) aria-label="\(word): \(row.name)"><span>\(word)</span></label>\
        </td>
        """
    }
}
