import Exchange

/// What people are told of something that goes through the hub above.
enum UplinkWords {
    static func place(upperHasIt: Bool) -> String {
        upperHasIt ? "trục cấp trên đã nhận, nơi nhận chưa xác nhận" : "đang chờ gửi lên trục cấp trên"
    }
}

extension PackageStory.Receiver {
    /// Where it is while its system has not confirmed it; nil when it is local, or there.
    package var place: String? {
        guard let upperHasIt = self.upperHasIt, self.stage?.isOfSystem == true else { return nil }
        return UplinkWords.place(upperHasIt: upperHasIt)
    }
}
