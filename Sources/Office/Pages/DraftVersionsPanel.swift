import Pages

/// The versions of a draft on the document's page: who saved what when, each with its files.
struct DraftVersionsPanel: Sendable {
    let outgoing: Outgoing
    /// Newest first.
    let versions: [DraftVersion]

    var html: HTML {
        panel(
            "Dự thảo: \(self.versions.count) phiên bản", id: "phien-ban", section: false,
            "<ul class=\"links\">\(self.versions.map(self.item))</ul>")
    }

    private func item(_ version: DraftVersion) -> HTML {
        let files = version.files.map { file -> HTML in
            """
            <br><a href="\(url: Shown.fileAddress(file))">\(file.name)</a> <span class="small quiet">\(Shown.size(file.sizeBytes))</span>
            """
        }
        let compare: HTML =
            version.number == 1
            ? ""
            : """
            <br><a href="\(url: "/outgoing/\(self.outgoing.id)/compare?from=\(version.number - 1)&to=\(version.number)")">So sánh với phiên bản \
            \(version.number - 1)<span class="unseen"> của phiên bản \(version.number)</span></a>
            """
        let note: HTML = version.note.isEmpty ? "" : "<br>“\(version.note)”"
        let missing: HTML = version.files.isEmpty ? "<br><span class=\"quiet\">Chưa có tệp</span>" : ""
        return """
            <li data-version="\(version.number)"><b>Phiên bản \(version.number)</b> \
            <span class="small quiet">\(Shown.moment(version.madeAt)) \(version.madeBy)</span>\(note)\(missing)\(files)\(compare)</li>
            """
    }
}
