import Foundation

/// Files of office software, as small as they can be: a text with one paragraph, a workbook with one number.
extension TrialDocuments.File {
    static let docx = Self.file("du-thao.docx", "wordprocessingml.document", Self.text)
    static let xlsx = Self.file("so-lieu.xlsx", "spreadsheetml.sheet", Self.workbook)

    private static func file(_ name: String, _ kind: String, _ base64: String) -> Self {
        let bytes = Data(base64Encoded: base64, options: .ignoreUnknownCharacters) ?? Data()
        return Self(name: name, type: "application/vnd.openxmlformats-officedocument.\(kind)", bytes: Array(bytes))
    }

    private static let text = """
        UEsDBBQAAAAIAAAAIVyWsN0u5AAAAHUBAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbJWQvVLDMAzHX8WnlUscGDiOS9KBjxEYygPobCXx1ZZ9llvat8dpoQMbo/3/+EnqN8fg
        1YGyuMgD3LYdKGITreN5gM/ta/MASgqyRR+ZBjiRwGbst6dEomqWZYCllPSotZiFAkobE3FVppgDlvrMs05odjiTvuu6e20iF+LSlLUDxv6ZJtz7ol6O9fsyRyYvoJ4uxpU1
        AKbkncFSdX1g+4fS/BDamjx7ZHFJbqoB9Ni/1wWzs6Q+MJc3DLVOf8VstY1mHyqiXY3/4sVpcoau+bUt5WhIpF4u+PaqBHT8O4c+n238BlBLAwQUAAAACAAAACFcm/036q0A
        AAApAQAACwAAAF9yZWxzLy5yZWxzjc87DsIwDAbgq0TeaVoGhFDTLgipKyoHsBI3rWgeSsKjtycDA0UMjLZ/f5br9mlmdqcQJ2cFVEUJjKx0arJawKU/bfbAYkKrcHaWBCwU
        oW3qM82Y8kocJx9ZNmwUMKbkD5xHOZLBWDhPNk8GFwymXAbNPcorauLbstzx8GnA2mSdEhA6VQHrF0//2G4YJklHJ2+GbPpx4iuRZQyakoCHC4qrd7vILPCm5qsXmxdQSwME
        FAAAAAgAAAAhXIPJnb+3AAAA5QAAABEAAAB3b3JkL2RvY3VtZW50LnhtbEWOOw7CMBBEr2K5Jw4UCEX5NIgTwAGc2CQR8a5lm4TUHIWGlhZKuEhugh0Kmjca7epp0uKiOtJL
        Y1uEjC6jmBIJFYoW6owe9rvFhhLrOAjeIciMjtLSIk+HRGB1VhIc8QKwyZDRxjmdMGarRipuI9QS/O2IRnHnq6nZgEZog5W01vtVx1ZxvGaKt0CDskQxhtQBJsDl2+n1IK6Z
        njckp/ddkf5zBVL6DlHKwkegmaln/izsvzD/AlBLAQIUAxQAAAAIAAAAIVyWsN0u5AAAAHUBAAATAAAAAAAAAAAAAACAAQAAAABbQ29udGVudF9UeXBlc10ueG1sUEsBAhQD
        FAAAAAgAAAAhXJv9N+qtAAAAKQEAAAsAAAAAAAAAAAAAAIABFQEAAF9yZWxzLy5yZWxzUEsBAhQDFAAAAAgAAAAhXIPJnb+3AAAA5QAAABEAAAAAAAAAAAAAAIAB6wEAAHdv
        cmQvZG9jdW1lbnQueG1sUEsFBgAAAAADAAMAuQAAANECAAAAAA==
        """

    private static let workbook = """
        UEsDBBQAAAAIAAAAIVyoE+7w9gAAAPUBAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbK2RzU7DMBCEX8XyFcVOe0AIJemh0CNwKA+w2JvEiv/kdUv69jgpcOAEEqeVvTPzjeVm
        NzvLzpjIBN/yjag5Q6+CNn5o+evxUN1xRhm8Bhs8tvyCxHddc7xEJFa8nlo+5hzvpSQ1ogMSIaIvmz4kB7kc0yAjqAkGlNu6vpUq+Iw+V3nJ4F3zgD2cbGaPc7m+9khoibP9
        VbiwWg4xWqMgl708e/2DUn0SRHGuGhpNpJsi4LJrnssDk9HIXiDlJ3AlTs5Wvoc0vYUwiUX2J1roe6NQB3VyxSIoJgRNI2J2VqxTODD+F/xVTHIdm38u8p3/1UOu39Z9AFBL
        AwQUAAAACAAAACFcmNrri64AAAAnAQAACwAAAF9yZWxzLy5yZWxzjc/BDoIwDAbgV1l6l4EHYwyDizHhavAB5lYGAdZlmwpv745iPHhs+vf707Je5ok90YeBrIAiy4GhVaQH
        awTc2svuCCxEabWcyKKAFQPUVXnFScZ0EvrBBZYMGwT0MboT50H1OMuQkUObNh35WcY0esOdVKM0yPd5fuD+04CtyRotwDe6ANauDv+xqesGhWdSjxlt/FHxlUiy9AajgGXi
        L/LjnWjMEgq8KvnmweoNUEsDBBQAAAAIAAAAIVxa/YJrsQAAACgBAAAaAAAAeGwvX3JlbHMvd29ya2Jvb2sueG1sLnJlbHONz8kKwkAMBuBXGXK3aT2ISKdeROhV6gMM03Sh
        nYXJuPTtHTyIBQ+eQvKTL6Q8Ps0s7hR4dFZCkeUgyGrXjraXcG3Omz0Ijsq2anaWJCzEcKzKC80qphUeRs8iGZYlDDH6AyLrgYzizHmyKelcMCqmNvTolZ5UT7jN8x2GbwPW
        pqhbCaFuCxDN4ukf23XdqOnk9M2QjT9O4MOFiQeimFAVeooSPiPGdymypAJWJa4+rF5QSwMEFAAAAAgAAAAhXMLemSHJAAAAIAEAAA8AAAB4bC93b3JrYm9vay54bWyNj0Fu
        AjEMRa8SeV8ysEDVaGbYICTW0AOkEw8TkdgjO9D2BF33PJyGmxBK2XdlW1//+79m9ZmiOaNoYGphPqvAIPXsAx1aeNtvXl7BaHbkXWTCFr5QYdU1HyzHd+ajKXbSFsacp9pa
        7UdMTmc8IRVlYEkul1MOVidB53VEzCnaRVUtbXKB4JFQy38yeBhCj2vuTwkpP0IEo8ulvI5hUuia3w/6Nw25VErvrpcfE8P18n0qNHdh6wssGKlDWWTr52C7xj699onX3QBQ
        SwMEFAAAAAgAAAAhXIzhL5idAAAAzgAAABgAAAB4bC93b3Jrc2hlZXRzL3NoZWV0MS54bWxNjtEKwjAMRX+l5N1180FE2oogfoF+QOjiNlzT0ZRN/95uD+JDwr03OXDN+R1G
        NVOSIbKFpqpBEfvYDtxZeNxvuyMoycgtjpHJwocEzs4sMb2kJ8qq8CwW+pynk9biewooVZyIy+UZU8BcbOq0TImw3aAw6n1dH3TAgcGZLbtiRmdSXFQqPUrqV3FZ1ewao2dn
        tC9TPsr+Q/Svi/sCUEsBAhQDFAAAAAgAAAAhXKgT7vD2AAAA9QEAABMAAAAAAAAAAAAAAIABAAAAAFtDb250ZW50X1R5cGVzXS54bWxQSwECFAMUAAAACAAAACFcmNrri64A
        AAAnAQAACwAAAAAAAAAAAAAAgAEnAQAAX3JlbHMvLnJlbHNQSwECFAMUAAAACAAAACFcWv2Ca7EAAAAoAQAAGgAAAAAAAAAAAAAAgAH+AQAAeGwvX3JlbHMvd29ya2Jvb2su
        eG1sLnJlbHNQSwECFAMUAAAACAAAACFcwt6ZIckAAAAgAQAADwAAAAAAAAAAAAAAgAHnAgAAeGwvd29ya2Jvb2sueG1sUEsBAhQDFAAAAAgAAAAhXIzhL5idAAAAzgAAABgA
        AAAAAAAAAAAAAIAB3QMAAHhsL3dvcmtzaGVldHMvc2hlZXQxLnhtbFBLBQYAAAAABQAFAEUBAACwBAAAAAA=
        """
}
