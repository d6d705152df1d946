import Exchange
import Foundation

/// A new file that is being written: made by us under a name of ours, readable for the owner only.
final class ScratchFile {
    let url: URL
    private var descriptor: CInt

    /// Creates `url`, which must not exist.
    init(_ url: URL) throws(Fault) {
        self.url = url
        self.descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard self.descriptor >= 0 else { throw Fault.file("open", errno) }
    }

    deinit {
        if self.descriptor >= 0 { _ = Foundation.close(self.descriptor) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        var rest = bytes
        while !rest.isEmpty {
            let written = Foundation.write(self.descriptor, rest.baseAddress, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                throw Fault.file("write", errno)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
    }

    /// Some file systems report a full disk only now.
    func close() throws(Fault) {
        guard self.descriptor >= 0 else { return }
        let result = Foundation.close(self.descriptor)
        self.descriptor = -1
        guard result == 0 else { throw Fault.file("close", errno) }
    }
}

/// Where the files of one package go while it is read. Whatever is not handed over is removed with it.
final class ScratchFolder {
    /// Nil: a folder of our own, made when first needed and removed at the end with all that it holds.
    private let given: URL?
    /// In which the folder of our own is made.
    private let parent: URL
    private var own: URL?
    /// The files made here that nobody has taken over.
    private var made: [URL] = []

    init(_ given: URL?, parent: URL? = nil) {
        self.given = given
        self.parent = parent ?? FileManager.default.temporaryDirectory
    }

    deinit {
        self.removeAll()
    }

    func newFile() throws(Fault) -> ScratchFile {
        try ScratchFile(try self.newName())
    }

    /// For a file that somebody else makes. Ours to remove from now on.
    func newName() throws(Fault) -> URL {
        let url = try self.folder().appendingPathComponent("\(UUID().uuidString.lowercased()).part")
        self.made.append(url)
        return url
    }

    func remove(_ url: URL) {
        unlink(url.path)
        self.made.removeAll { $0 == url }
    }

    func removeAll() {
        for url in self.made { unlink(url.path) }
        if let own = self.own { rmdir(own.path) }
        self.made = []
        self.own = nil
    }

    /// From now on the files in the given folder belong to the caller.
    func handOver() {
        if self.given != nil { self.made = [] }
    }

    private func folder() throws(Fault) -> URL {
        if let folder = self.given ?? self.own { return folder }
        let folder = self.parent.appendingPathComponent("edxml-\(UUID().uuidString.lowercased())")
        guard mkdir(folder.path, 0o700) == 0 else { throw Fault.file("mkdir", errno) }
        self.own = folder
        return folder
    }
}
