/// How much of everything a package may hold. What goes beyond is refused, at once and without growing memory.
package struct ReadingLimits: Sendable {
    /// Bytes of the package file. Default 1 GiB: above the 500 MB of the largest hub in use.
    package var maxPackageBytes = 1 << 30
    /// Levels of elements. Default 32: a sound package has 8, a signature in it a few more.
    package var maxDepth = 32
    /// Attributes of one element, namespace declarations included. Default 64.
    package var maxAttributes = 64
    /// Bytes of one tag, comment or processing instruction. Default 64 KiB.
    package var maxMarkupBytes = 64 << 10
    /// Elements in a package. Default 50,000: two thousand receivers with every field filled need about 20,000.
    package var maxElements = 50_000
    /// Bytes of text in one field. Default 64 KiB; the longest field of the profile has 1000 characters.
    package var maxTextBytes = 64 << 10
    /// Bytes of text in all fields together. Default 4 MiB.
    package var maxHeaderBytes = 4 << 20
    /// Receivers. Default 2000: every agency of levels 1 and 2 of a province; packages of 100 are usual.
    package var maxReceivers = 2000
    /// Documents answered, replaced or receivers changed by one package, each. Default 2000.
    package var maxListEntries = 2000
    /// Files in a package. Default 200.
    package var maxAttachments = 200
    /// Bytes of all files together, decoded and unpacked. Default 1 GiB.
    package var maxUnpackedBytes = 1 << 30
    /// How many times its size a wrapped file may grow once it is larger than 16 MiB. Default 200; deflate can reach
    /// 1032.
    package var maxUnpackedRatio = 200
    /// Bytes of the name of a file. Default 1024; the profile allows 500 characters.
    package var maxNameBytes = 1024
    /// Warnings that are kept. Default 200; then one `more` tells that there were others.
    package var maxWarnings = 200

    package init() {}
}
