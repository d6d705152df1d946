import Storage

extension ContentPlace.Owner {
    static let gateway = ContentPlace.Owner(GatewayData.server, vietnamese: "cổng liên thông") { connection in
        try GatewayFiles.names.areNeeded(in: connection)
    }
}
