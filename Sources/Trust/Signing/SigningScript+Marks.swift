extension SigningScript {
    /// What is drawn onto pages before anybody signs.
    static let marks = #"""
        """Stamps on a page that nobody has signed."""

        from appearance import dictionary, form_object, text
        from places import page_box, rectangle
        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.generic import pdf_name
        from pyhanko.sign.fields import enumerate_sig_fields

        INKS = {True: b"0.9 0 0.1 rg 0.9 0 0.1 RG", False: b"0 g 0 G"}


        def draw(writer, marks, fonts):
            """On the first page, above what is there. What was signed must not be altered: nothing is drawn then."""
            if any(True for _ in enumerate_sig_fields(writer.prev, filled_status=True)):
                return
            for index, mark in enumerate(marks):
                media = page_box(writer, 0)[1]
                x1, y1, x2, y2 = rectangle(mark["box"], media)
                width, height = x2 - x1, y2 - y1
                content = text(writer, fonts, [mark["text"]], mark["size"], width, height, ink=INKS[mark["red"]], framed=mark["framed"])
                name = "/LienThongDau%d" % index
                forms = dictionary({name: form_object(writer, content, width, height)})
                # What the page leaves set is undone first.
                add(writer, b"q", prepend=True)
                add(writer, b"Q q 1 0 0 1 %g %g cm %s Do Q" % (x1, y1, name.encode()), resources=dictionary({"/XObject": forms}))


        def add(writer, commands, **options):
            writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=commands)), **options)
        """#
}
