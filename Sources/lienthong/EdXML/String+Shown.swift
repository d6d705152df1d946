import Exchange

extension String {
    /// Without signs that could move the cursor of a terminal or turn the direction of writing: names come from strangers.
    var shown: String {
        String(String.UnicodeScalarView(self.unicodeScalars.filter { $0 == " " || !$0.isControlOrSpace }))
    }
}
