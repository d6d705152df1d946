extension SigningScript {
    /// What a signature shows.
    static let appearance = #"""
        """What a signature shows: a picture, or lines of text in an embedded font."""

        import base64
        import io

        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont
        from keys import Refusal
        from PIL import Image
        from pyhanko.pdf_utils import generic
        from pyhanko.pdf_utils.content import RawContent, ResourceType
        from pyhanko.pdf_utils.generic import pdf_name
        from pyhanko.pdf_utils.layout import BoxConstraints

        MAXIMUM_PIXELS = 4_000_000


        def dictionary(entries):
            return generic.DictionaryObject({pdf_name(name): value for name, value in entries.items()})


        def picture(text):
            try:
                image = Image.open(io.BytesIO(base64.b64decode(text)), formats=["PNG"])
                if image.width * image.height > MAXIMUM_PIXELS:
                    raise Refusal("unreadable-image")
                image.load()
            except (OSError, ValueError, SyntaxError):
                raise Refusal("unreadable-image")
            if "A" not in image.getbands() and "transparency" not in image.info:
                raise Refusal("opaque-image")
            return image.convert("RGBA")


        class Face:
            """A TrueType font, embedded with the glyphs of `characters` alone. (pyHanko's own embedding takes 1000 units to the em for granted.)"""

            def __init__(self, file, characters):
                self.font = TTFont(file, lazy=True)
                self.glyphs = {character: self.font.getBestCmap().get(ord(character), ".notdef") for character in characters}
                self.numbers = {name: self.font.getGlyphID(name) for name in self.glyphs.values()}
                self.unit = 1000 / self.font["head"].unitsPerEm
                self.widths = {name: self.font["hmtx"][name][0] * self.unit for name in self.numbers}
                self.name = "/LTHONG+" + (self.font["name"].getDebugName(6) or "Serif")

            def width(self, line):
                """In ems."""
                return sum(self.widths[self.glyphs[character]] for character in line) / 1000

            def show(self, line):
                return b"<%s> Tj" % "".join(f"{self.numbers[self.glyphs[character]]:04X}" for character in line).encode()

            def embed(self, writer):
                part = Subsetter(Options(retain_gids=True, layout_features=[], hinting=False, drop_tables=["FFTM"]))
                part.populate(glyphs=list(self.numbers))
                part.subset(self.font)
                program = io.BytesIO()
                self.font.save(program)
                stream = generic.StreamObject(stream_data=program.getvalue())
                stream.compress()
                head, hhea, name, number = self.font["head"], self.font["hhea"], pdf_name(self.name), generic.NumberObject
                box = [int(value * self.unit) for value in (head.xMin, head.yMin, head.xMax, head.yMax)]
                descriptor = {
                    "/Type": pdf_name("/FontDescriptor"), "/FontName": name, "/FontFile2": writer.add_object(stream),
                    "/Flags": number(6), "/ItalicAngle": number(0), "/StemV": number(80),
                    "/FontBBox": generic.ArrayObject(map(number, box)), "/CapHeight": number(700),
                    "/Ascent": number(int(hhea.ascent * self.unit)), "/Descent": number(int(hhea.descent * self.unit)),
                }  # fmt: skip
                widths = generic.ArrayObject()
                for glyph, place in self.numbers.items():
                    widths += [number(place), generic.ArrayObject([generic.FloatObject(self.widths[glyph])])]
                system = {"/Registry": generic.pdf_string("Adobe"), "/Ordering": generic.pdf_string("Identity")}
                descendant = {
                    "/Type": pdf_name("/Font"), "/Subtype": pdf_name("/CIDFontType2"), "/BaseFont": name, "/W": widths,
                    "/CIDSystemInfo": dictionary({**system, "/Supplement": number(0)}),
                    "/CIDToGIDMap": pdf_name("/Identity"), "/FontDescriptor": writer.add_object(dictionary(descriptor)),
                }  # fmt: skip
                lines = [f"<{self.numbers[glyph]:04X}> <{ord(character):04X}>" for character, glyph in self.glyphs.items()]
                cmap = "\n".join(
                    ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap", "/CMapName /LT def /CMapType 2 def"]
                    + ["1 begincodespacerange <0000> <FFFF> endcodespacerange", f"{len(lines)} beginbfchar", *lines]
                    + ["endbfchar endcmap CMapName currentdict /CMap defineresource pop end end"]
                )
                font = {
                    "/Type": pdf_name("/Font"), "/Subtype": pdf_name("/Type0"), "/BaseFont": name,
                    "/Encoding": pdf_name("/Identity-H"), "/ToUnicode": writer.add_object(generic.StreamObject(stream_data=cmap.encode())),
                    "/DescendantFonts": generic.ArrayObject([writer.add_object(dictionary(descendant))]),
                }  # fmt: skip
                return writer.add_object(dictionary(font))


        def text(writer, fonts, lines, size, width, height, right=False, ink=b"0 g", framed=False):
            """Lines of text, as large as `size` or as fits, the whole in the middle of the height, in a frame or without."""
            faces = [Face(font, set("".join(lines))) for font in fonts]
            if not faces:
                raise Refusal("no-font")
            face = min(faces, key=lambda face: list(face.glyphs.values()).count(".notdef"))
            size = min(size, (width - 1) / (max(map(face.width, lines)) or 1), height / len(lines) / 1.15)
            commands = [ink] + ([b"1 w 0.5 0.5 %g %g re S" % (width - 1, height - 1)] if framed else [])
            baseline = (height + len(lines) * size * 1.15) / 2 - size * 0.9
            for line in lines:
                left = width - face.width(line) * size - 0.5 if right else (width - face.width(line) * size) / 2
                commands.append(b"BT /F %g Tf %g %g Td %s ET" % (size, left, baseline, face.show(line)))
                baseline -= size * 1.15
            content = RawContent(b"\n".join(commands), box=BoxConstraints(width=width, height=height))
            content.set_resource(ResourceType.FONT, pdf_name("/F"), face.embed(writer))
            return content


        def form_object(writer, content, width, height):
            stream = generic.StreamObject(stream_data=content.render())
            stream.update(
                dictionary(
                    {
                        "/Type": pdf_name("/XObject"),
                        "/Subtype": pdf_name("/Form"),
                        "/BBox": generic.ArrayObject(map(generic.FloatObject, [0, 0, width, height])),
                        "/Resources": content.resources.as_pdf_object(),
                    }
                )
            )
            return writer.add_object(stream)
        """#
}
