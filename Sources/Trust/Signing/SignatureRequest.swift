import Exchange
package import Foundation

/// One signature to be put into a PDF. Lengths are points (1/72 inch) from the top left corner of the page.
package struct SignatureRequest: Sendable {
    /// What the signature shows.
    package enum Appearance: Sendable {
        /// A PNG with transparent ground.
        case image(Data)
        /// Lines of black text, the right ends below each other or each in the middle.
        case text([String], size: Double, isRight: Bool)
    }

    package struct Box: Sendable, Equatable, Codable {
        package var left: Double
        package var top: Double
        package var width: Double
        package var height: Double

        package init(left: Double, top: Double, width: Double, height: Double) {
            self.left = left
            self.top = top
            self.width = width
            self.height = height
        }

        var numbers: [Double] { [self.left, self.top, self.width, self.height] }
    }

    /// A field that is signed empty and filled later, before the next signature.
    package struct Blank: Sendable, Equatable {
        package let name: String
        /// From 0.
        package let page: Int
        package let box: Box
        /// Of the font.
        package let size: Double

        package init(name: String, page: Int, box: Box, size: Double) {
            self.name = name
            self.page = page
            self.box = box
            self.size = size
        }
    }

    /// A stamp on the first page, drawn onto the page itself: of a file that carries a signature already it is left out, because what was signed
    /// must not be altered.
    package struct Mark: Sendable, Equatable {
        package let text: String
        package let box: Box
        /// Of the font, which is bold.
        package let size: Double
        package let isFramed: Bool
        /// Else it is black.
        package let isRed: Bool

        package init(text: String, box: Box, size: Double, isFramed: Bool, isRed: Bool) {
            self.text = text
            self.box = box
            self.size = size
            self.isFramed = isFramed
            self.isRed = isRed
        }
    }

    /// The field's name; a number is added.
    package var field: String
    /// Whose signature it is, for viewers.
    package var name: String
    package var time: Date
    package var appearance: Appearance
    /// From 0.
    package var page: Int
    package var box: Box
    /// Over the first third of the signature that is seen first, in the size of `box`; where there is none, at `page` and `box`.
    package var liesOverFirst = false
    package var blanks: [Blank] = []
    /// What is written into blanks, by their names; others stay empty.
    package var fills: [String: String] = [:]
    package var marks: [Mark] = []

    package init(
        field: String, name: String, time: Date, appearance: Appearance, page: Int, box: Box
    ) {
        self.field = field
        self.name = name
        self.time = time
        self.appearance = appearance
        self.page = page
        self.box = box
    }

    /// Date and time in Vietnam's zone as ISO 8601 has it (NĐ 30/2020/NĐ-CP, PL I): `2024-01-15T09:30:05+07:00`.
    package static func shown(_ time: Date) -> String {
        VietnamTime.packet(time).replacing("/", with: "-").replacing(" ", with: "T") + "+07:00"
    }
}
