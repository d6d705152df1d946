import Exchange
import Foundation
import Pages
import Web

/// The page "Hộp cát": switches, clock, addresses.
struct SwitchPage: Sendable {
    let switches: [Switch]
    let now: Date
    let hoursAhead: Int
    let addresses: [(name: String, address: String)]
    /// Stands in every form.
    let csrf: String
    var fault: FormFault?
    var typedHours = ""

    var html: HTML {
        let side = Layout.SideGroup(
            title: SandboxWords.title,
            items: [
                .init(title: SandboxWords.switches, href: "#cong-tac", count: nil, isCurrent: false),
                .init(title: SandboxWords.clock, href: "#dong-ho", count: nil, isCurrent: false),
                .init(title: SandboxWords.addresses, href: "#dia-chi", count: nil, isCurrent: false),
            ])
        let title = self.fault == nil ? SandboxWords.title : "Lỗi: \(SandboxWords.title)"
        let errors = self.fault.html { errorSummary([FieldError(field: $0.field, sentence: $0.sentence)]) }
        return Layout(title: title, letterhead: SandboxWords.letterhead, side: [side]).reading(
            """
            \(errors)\(pageHead(SandboxWords.title, lead: SandboxWords.lead))\
            \(panel(SandboxWords.switches, id: "cong-tac", self.switchTable.html))\
            \(panel(SandboxWords.clock, id: "dong-ho", self.clock))\
            \(panel(SandboxWords.addresses, id: "dia-chi", self.addressTable.html))
            """)
    }

    private var switchTable: ListTable {
        var table = ListTable(
            caption: SandboxWords.switches,
            columns: [.init("Công tắc", .subject), .init("Tình trạng"), .init("Thao tác", label: "")],
            rows: self.switches.map { one in
                let form = self.form("/switches/\(one.id)").html(
                    """
                    <input type="hidden" name="on" value="\(one.on ? "no" : "yes")">\
                    <button class="button button--small" type="submit">\(one.on ? SandboxWords.turnOff : SandboxWords.turnOn)\
                    <span class="unseen"> \(one.title)</span></button>
                    """)
                return ListTable.Row([
                    "<b>\(one.title)</b><br>\(one.sentence)",
                    one.on ? "<b>\(SandboxWords.on)</b>" : "\(SandboxWords.off)", form,
                ])
            })
        table.isFlush = false
        return table
    }

    private var clock: HTML {
        let ahead: HTML =
            self.hoursAhead == 0 ? "Giờ thật." : "Đi trước giờ thật \(self.hoursAhead) giờ."
        let field = Field(
            "hours", SandboxWords.hours, .number(value: self.typedHours, maximum: 5),
            hint: SandboxWords.hoursHint, error: self.fault?.sentence)
        var form = self.form("/clock/forward")
        form.kind = ""
        let forward = form.html(
            "\(field.html)<button class=\"button\" type=\"submit\">\(SandboxWords.forward)</button>")
        return """
            <div class="sheet--pad"><p><b>\(VietnamTime.shown(self.now))</b>. \(ahead)</p>\
            <p>\(SandboxWords.clockSentence)</p>\
            \(forward)\(self.form("/clock/real").button(SandboxWords.real))</div>
            """
    }

    private var addressTable: ListTable {
        var table = ListTable(
            caption: SandboxWords.addresses, columns: [.init("Máy chủ", .subject), .init("Địa chỉ")],
            rows: self.addresses.map { .init(["\($0.name)", "<code>\($0.address)</code>"]) })
        table.isFlush = false
        return table
    }

    private func form(_ action: String) -> Form {
        var form = Form(action: action, csrf: self.csrf, once: RandomText.secret(), version: 0)
        form.kind = "act"
        return form
    }
}
