/// Requests of the SDK as they went over the line, and the secret that signs them.
enum VXPVectors {
    static let secret = "s3cret-key"

    struct Vector: Sendable {
        var call: String
        var head: String
        var body: String
    }

    /// What every request of the SDK has beside its own lines.
    static let common = """
        User-Agent: JAVASDKAgent/1.0.0 XRoad/VPCP
        XroadVnpt-version: 3.0.201608
        Host: 127.0.0.1
        Connection: Keep-Alive
        Accept-Encoding: gzip,deflate
        """

    static let all = [
        Vector(
            call: "registerAgency",
            head: #"""
                POST /vxp/registerAgency HTTP/1.1
                XroadVnpt-systemid: 000.00.00.G22
                XroadVnpt-timestamp: 22112026T145421+0913
                Content-Type: application/json
                XroadVnpt-Content-Type: application/json
                XroadVnpt-sign-header-key: systemid;timestamp;Content-Type
                XroadVnpt-sign-header: {"XroadVnpt-systemid":"000.00.00.G22","XroadVnpt-timestamp":"22112026T145421+0913","XroadVnpt-Content-Type":"application/json"}
                XroadVnpt-hash-header: 49e0fa236fc7156fc2e389b4a980e242d8b6f08afcd46752e2fa73724da72f0d
                Content-Length: 136
                Expect: 100-continue
                """#,
            body:
                "{\"id\":\"\",\"pcode\":\"000.00.00.G22\",\"code\":\"000.01.00.G22\",\"name\":\"Cục Chuyển đổi số\",\"mail\":\"vt@example.vn\",\"mobile\":\"\",\"fax\":\"\"}"
        ),
        Vector(
            call: "getAgenciesList",
            head: #"""
                POST /vxp/getAgenciesList HTTP/1.1
                XroadVnpt-systemid: 000.00.00.G22
                XroadVnpt-timestamp: 22112026T145422+0455
                Content-Type: application/json
                XroadVnpt-Content-Type: application/json
                XroadVnpt-sign-header-key: systemid;timestamp;Content-Type
                XroadVnpt-sign-header: {"XroadVnpt-systemid":"000.00.00.G22","XroadVnpt-timestamp":"22112026T145422+0455","XroadVnpt-Content-Type":"application/json"}
                XroadVnpt-hash-header: 58c059e04b8868eb68849160e8706c11a8f61202bc5d92d227decf7eaaaec136
                Content-Length: 0
                """#,
            body: ""),
        Vector(
            call: "sendEdoc",
            head: #"""
                POST /vxp/sendEdoc HTTP/1.1
                Content-Type: application/octet-stream
                XroadVnpt-systemid: 000.00.00.G22
                XroadVnpt-servicetype: eDoc
                XroadVnpt-messagetype: edoc
                XroadVnpt-hash-file: 224759c9faf1bb2f7888b0947a6c8ea05012e98a997c8fd9141d11d32b121
                XroadVnpt-from: 000.00.00.G22
                XroadVnpt-timestamp: 22112026T145422+0483
                XroadVnpt-Content-Type: application/octet-stream
                XroadVnpt-sign-header-key: systemid;servicetype;messagetype;hash-file;from;timestamp;Content-Type
                XroadVnpt-sign-header: {"XroadVnpt-systemid":"000.00.00.G22","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-hash-file":"224759c9faf1bb2f7888b0947a6c8ea05012e98a997c8fd9141d11d32b121","XroadVnpt-from":"000.00.00.G22","XroadVnpt-timestamp":"22112026T145422+0483","XroadVnpt-Content-Type":"application/octet-stream"}
                XroadVnpt-hash-header: b5d20c9a429e4fbb31d6a1aafc860a8949b957e418f85ace523181e161dbc451
                Cache-Control: no-cache
                Pragma: no-cache
                Accept: text/html, image/gif, image/jpeg, */*; q=0.2
                Content-Length: 118
                """#,
            body:
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<edXML:eDoc xmlns:edXML=\"http://www.e-doc.vn/Schema/\">Văn bản</edXML:eDoc>\r\n"
        ),
        Vector(
            call: "getReceivedEdocList",
            head: #"""
                POST /vxp/getReceivedEdocList HTTP/1.1
                XroadVnpt-systemid: 000.00.00.H41
                XroadVnpt-servicetype: eDoc
                XroadVnpt-messagetype: edoc
                XroadVnpt-timestamp: 22112026T145422+0547
                Content-Type: application/json
                XroadVnpt-Content-Type: application/json
                XroadVnpt-sign-header-key: systemid;servicetype;messagetype;timestamp;Content-Type
                XroadVnpt-sign-header: {"XroadVnpt-systemid":"000.00.00.H41","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-timestamp":"22112026T145422+0547","XroadVnpt-Content-Type":"application/json"}
                XroadVnpt-hash-header: 8853899896e0c4d1e6580ed3c10857643a5f8ae12e593e97a7dfb8fac1879c70
                Content-Length: 0
                """#,
            body: ""),
        Vector(
            call: "getEdoc",
            head: #"""
                POST /vxp/getEdoc HTTP/1.1
                XroadVnpt-systemid: 000.00.00.H41
                XroadVnpt-docId: 3f6a1c52-7b0e-4d19-8a44-0c5e2b917d60
                XroadVnpt-filePath: xml
                XroadVnpt-timestamp: 22112026T145422+0555
                Content-Type: application/json
                XroadVnpt-Content-Type: application/json
                XroadVnpt-sign-header-key: systemid;docId;filePath;timestamp;Content-Type
                XroadVnpt-sign-header: {"XroadVnpt-systemid":"000.00.00.H41","XroadVnpt-docId":"3f6a1c52-7b0e-4d19-8a44-0c5e2b917d60","XroadVnpt-filePath":"xml","XroadVnpt-timestamp":"22112026T145422+0555","XroadVnpt-Content-Type":"application/json"}
                XroadVnpt-hash-header: 94b98516d856f94e5769c92acfa3573ad0adc3080b3bb0502549ecab0debb7ab
                Content-Length: 2
                Expect: 100-continue
                """#,
            body: "{}"),
        Vector(
            call: "updateStatus",
            head: #"""
                POST /vxp/updateStatus HTTP/1.1
                XroadVnpt-systemid: 000.00.00.H41
                XroadVnpt-docId: 3f6a1c52-7b0e-4d19-8a44-0c5e2b917d60
                XroadVnpt-timestamp: 22112026T145422+0590
                Content-Type: application/json
                XroadVnpt-Content-Type: application/json
                XroadVnpt-status: done
                XroadVnpt-sign-header-key: systemid;docId;timestamp;Content-Type;status
                XroadVnpt-sign-header: {"XroadVnpt-systemid":"000.00.00.H41","XroadVnpt-docId":"3f6a1c52-7b0e-4d19-8a44-0c5e2b917d60","XroadVnpt-timestamp":"22112026T145422+0590","XroadVnpt-Content-Type":"application/json","XroadVnpt-status":"done"}
                XroadVnpt-hash-header: b428786a00c5e0f6c6b1e294c9a321a5168976d6067b7e1d49067d3f296110ab
                Content-Length: 2
                Expect: 100-continue
                """#,
            body: "{}"),
        Vector(
            call: "getSentEdocList",
            head: #"""
                POST /vxp/getSentEdocList HTTP/1.1
                XroadVnpt-systemid: 000.00.00.G22
                XroadVnpt-servicetype: eDoc
                XroadVnpt-messagetype: edoc
                XroadVnpt-docId: 690a1b2c3d4e5f6071829304
                XroadVnpt-timestamp: 22112026T145422+0599
                Content-Type: application/json
                XroadVnpt-Content-Type: application/json
                XroadVnpt-sign-header-key: systemid;servicetype;messagetype;docId;timestamp;Content-Type
                XroadVnpt-sign-header: {"XroadVnpt-systemid":"000.00.00.G22","XroadVnpt-servicetype":"eDoc","XroadVnpt-messagetype":"edoc","XroadVnpt-docId":"690a1b2c3d4e5f6071829304","XroadVnpt-timestamp":"22112026T145422+0599","XroadVnpt-Content-Type":"application/json"}
                XroadVnpt-hash-header: a56756124d8b8033d9b68b52008cb5a060898c5d844f71dc9c1ad30377531a79
                Content-Length: 0
                """#,
            body: ""),
        Vector(
            call: "deleteAgency",
            head: #"""
                POST /vxp/deleteAgency HTTP/1.1
                XroadVnpt-systemid: 000.00.00.G22
                XroadVnpt-AgencyCode: 000.01.00.G22
                XroadVnpt-timestamp: 22112026T145422+0476
                Content-Type: application/json
                XroadVnpt-Content-Type: application/json
                XroadVnpt-sign-header-key: systemid;AgencyCode;timestamp;Content-Type
                XroadVnpt-sign-header: {"XroadVnpt-systemid":"000.00.00.G22","XroadVnpt-AgencyCode":"000.01.00.G22","XroadVnpt-timestamp":"22112026T145422+0476","XroadVnpt-Content-Type":"application/json"}
                XroadVnpt-hash-header: c91c654a5a5e139180a86a9ee95f272429fa571dbd05bec1a5110f27381f8bca
                Content-Length: 2
                Expect: 100-continue
                """#,
            body: "{}"),
    ]
}
