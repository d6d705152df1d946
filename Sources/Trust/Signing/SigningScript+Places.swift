extension SigningScript {
    /// Where things stand on a page, and the fields that are signed empty.
    static let places = #"""
        """Where things stand on a page, and the fields that the person signs empty and the clerk fills."""

        from appearance import dictionary, form_object, text
        from keys import Refusal
        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.content import RawContent
        from pyhanko.pdf_utils.generic import pdf_name
        from pyhanko.pdf_utils.layout import BoxConstraints
        from pyhanko.sign.fields import enumerate_sig_fields


        def inherited(node, name, depth=50):
            """What a page says, or a node above it; None when nobody does."""
            if name in node:
                return node[name]
            return inherited(node["/Parent"], name, depth - 1) if "/Parent" in node and depth else None


        def page_box(writer, number):
            page_ref = writer.find_page_for_modification(number)[0]
            rotation, media = inherited(page_ref.get_object(), "/Rotate"), inherited(page_ref.get_object(), "/MediaBox")
            if rotation and int(rotation) % 360:
                raise Refusal("rotated-page")
            left, bottom, right, top = (float(value) for value in media)
            return page_ref, (min(left, right), min(bottom, top), max(left, right), max(bottom, top))


        def rectangle(box, media):
            """A box from the top left corner as the PDF counts, pushed into the page."""
            left, top, width, height = box
            width, height = min(width, media[2] - media[0]), min(height, media[3] - media[1])
            x = min(max(media[0] + left, media[0]), media[2] - width)
            y = min(max(media[3] - top - height, media[1]), media[3] - height)
            return x, y, x + width, y + height


        def number_of(writer, page):
            for number in range(int(writer.root["/Pages"]["/Count"])):
                if writer.find_page_for_modification(number)[0].reference == page.reference:
                    return number
            raise Refusal("unreadable-file")


        def beside(writer, width, height):
            """Where a seal lies over the first third of the first signature that is seen; nil without one."""
            for _, _, field_ref in enumerate_sig_fields(writer.prev, filled_status=True):
                field = field_ref.get_object()
                widget = field if "/Rect" in field else field["/Kids"][0]
                x1, y1, x2, y2 = (float(value) for value in widget["/Rect"])
                if x2 - x1 < 1 or "/P" not in widget:
                    continue
                number = number_of(writer, widget.raw_get("/P"))
                media = page_box(writer, number)[1]
                left = x1 + (x2 - x1) / 3 - width - media[0]
                top = media[3] - (y1 + y2) / 2 - height / 2
                return number, [left, top, width, height]
            return None


        def names(writer):
            """Of the form's fields."""
            fields = writer.root["/AcroForm"]["/Fields"] if "/AcroForm" in writer.root else []
            # By index, because an iterator gives references in place of what they lead to.
            return {str(fields[index]["/T"]) for index in range(len(fields)) if "/T" in fields[index]}


        def add_blank(writer, blank):
            page_ref, media = page_box(writer, blank["page"])
            rect = rectangle(blank["box"], media)
            width, height = rect[2] - rect[0], rect[3] - rect[1]
            field = dictionary(
                {
                    "/Type": pdf_name("/Annot"),
                    "/Subtype": pdf_name("/Widget"),
                    "/FT": pdf_name("/Tx"),
                    "/T": generic.pdf_string(blank["name"]),
                    "/F": generic.NumberObject(4),
                    "/Ff": generic.NumberObject(1),
                    "/DA": generic.pdf_string("/Times-Roman %g Tf 0 g" % blank["size"]),
                    "/Rect": generic.ArrayObject(map(generic.FloatObject, rect)),
                    "/P": page_ref,
                }
            )
            empty = RawContent(b"", box=BoxConstraints(width=width, height=height))
            field[pdf_name("/AP")] = dictionary({"/N": form_object(writer, empty, width, height)})
            field_ref = writer.add_object(field)
            fields = writer.root["/AcroForm"]["/Fields"]
            fields.append(field_ref)
            writer.update_container(fields)
            writer.register_annotation(page_ref, field_ref)


        def fill(writer, values, fonts):
            fields = writer.root["/AcroForm"]["/Fields"] if "/AcroForm" in writer.root else []
            for index in range(len(fields)):
                field = fields[index]
                value = values.get(str(field["/T"])) if "/T" in field else None
                if value is None or "/FT" not in field or field["/FT"] != "/Tx":
                    continue
                x1, y1, x2, y2 = (float(corner) for corner in field["/Rect"])
                size = float(str(field["/DA"]).split()[1])
                content = text(writer, fonts, [value], size, x2 - x1, y2 - y1)
                field[pdf_name("/V")] = generic.TextStringObject(value)
                field[pdf_name("/AP")] = dictionary({"/N": form_object(writer, content, x2 - x1, y2 - y1)})
                writer.mark_update(fields.raw_get(index))
        """#
}
