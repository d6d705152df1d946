import Storage

extension ContentPlace.Owner {
    static let office = ContentPlace.Owner(OfficeData.server, vietnamese: "văn phòng") { connection in
        try StoredFiles.names.areNeeded(in: connection)
    }
}
