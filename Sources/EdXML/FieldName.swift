/// What a clerk calls the fields of a package.
enum FieldName {
    /// For the last element of `place` that has a name: `Trích yếu`. Starts with a capital.
    static func vietnamese(_ place: String) -> String {
        let names = place.split(separator: "/").map(String.init)
        if names.count >= 2, let name = self.inContext["\(names[names.count - 2])/\(names[names.count - 1])"] {
            return name
        }
        if let last = names.last, let name = self.names[last] { return name }
        return "Thành phần \(names.last ?? place)"
    }

    private static let inContext: [String: String] = [
        "From/OrganId": "Mã định danh của nơi gửi",
        "To/OrganId": "Mã định danh của nơi nhận",
        "ResponseFor/Code": "Số, ký hiệu của văn bản được trả lời",
        "ResponseFor/DocumentId": "Mã định danh của văn bản được trả lời",
        "ResponseFor/OrganId": "Mã định danh cơ quan của văn bản được trả lời",
        "edXMLManifest/Reference": "Tệp đính kèm",
    ]

    private static let names: [String: String] = [
        "From": "Nơi gửi",
        "To": "Nơi nhận",
        "OrganId": "Mã định danh cơ quan",
        "Code": "Số, ký hiệu văn bản",
        "CodeNumber": "Số văn bản",
        "CodeNotation": "Ký hiệu văn bản",
        "PromulgationInfo": "Thông tin ban hành",
        "Place": "Địa danh, nơi nhận",
        "PromulgationDate": "Ngày ban hành",
        "TypeName": "Tên loại văn bản",
        "Subject": "Trích yếu nội dung",
        "Content": "Nội dung tóm tắt",
        "Competence": "Quyền hạn của người ký",
        "Position": "Chức vụ của người ký",
        "FullName": "Họ tên người ký",
        "DueDate": "Hạn trả lời",
        "Priority": "Độ khẩn",
        "SphereOfPromulgation": "Phạm vi lưu hành",
        "TyperNotation": "Ký hiệu người soạn thảo",
        "DocumentId": "Mã định danh văn bản",
        "ResponseFor": "Thông tin văn bản được trả lời",
        "StatusCode": "Mã trạng thái",
        "Description": "Mô tả",
        "Timestamp": "Thời điểm",
        "ContentId": "Mã nội dung tệp đính kèm",
        "AttachmentName": "Tên tệp đính kèm",
        "BussinessDocType": "Loại nghiệp vụ",
        "BussinessDocReason": "Lý do",
    ]
}

extension String {
    /// For use within a sentence.
    var lowercasedFirst: String { self.prefix(1).lowercased() + self.dropFirst() }
}
