extension SigningScript {
    /// The whole: reads one question, gives one answer.
    static let sign = #"""
        """Signs one PDF with pyHanko, or reads the certificate of a key. Run by SigningTool.

        One JSON object comes on standard input (secrets too: they are on no command line and in no file), one goes to standard output:
        {"certificate": ..., "others": [...]}, {"signed": true} or {"error": CODE}. Lengths are points; boxes are [left, top, width, height] from the top
        left corner of the page.
        """

        import brief

        import datetime
        import io
        import json
        import logging
        import sys

        from appearance import picture, text
        from keys import Refusal, inspect, pkcs12, session
        from marks import draw
        from pkcs11 import exceptions
        from places import add_blank, beside, fill, names, page_box, rectangle
        from pyhanko.pdf_utils.images import PdfImage
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, Margins, SimpleBoxLayoutRule
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign import signers
        from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field, enumerate_sig_fields
        from pyhanko.sign.pkcs11 import PKCS11Signer
        from pyhanko.stamp import StaticStampStyle
        from stamps import StampAuthority

        # Of the container with the certificates of signer and time stamp, in hexadecimal digits.
        RESERVED = 2 * 24 * 1024


        def signing(request, signer):
            with open(request["input"], "rb") as source:
                try:
                    writer = IncrementalPdfFileWriter(io.BytesIO(source.read()), strict=False)
                    if writer.prev.encrypted:
                        raise Refusal("encrypted-file")
                    apply(writer, request, signer)
                except PdfError:
                    raise Refusal("unreadable-file")


        def apply(writer, request, signer):
            fonts, box, page = request["fonts"], request["box"], request["page"]
            if request.get("beside"):
                page, box = beside(writer, box[2], box[3]) or (page, box)
            if page >= int(writer.root["/Pages"]["/Count"]):
                raise Refusal("no-such-page")
            rect = rectangle(box, page_box(writer, page)[1])
            width, height = rect[2] - rect[0], rect[3] - rect[1]
            taken = {name for name, _, _ in enumerate_sig_fields(writer.prev)}
            field = next(name for name in (f"{request['field']}{count}" for count in range(1, 1000)) if name not in taken)
            append_signature_field(writer, SigFieldSpec(field, on_page=page, box=rect))
            present = names(writer)
            for blank in request.get("blanks", []):
                # Who signs once more finds the fields of the first time.
                if blank["name"] not in present:
                    add_blank(writer, blank)
            fill(writer, request.get("fill", {}), fonts)
            draw(writer, request.get("marks", []), request["boldFonts"])
            if request.get("image"):
                shown = PdfImage(picture(request["image"]), writer=writer)
            else:
                shown = text(writer, fonts, request["lines"], request["size"], width, height, right=request.get("right", False))
            style = StaticStampStyle(
                border_width=0,
                background=shown,
                background_layout=SimpleBoxLayoutRule(
                    AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0), InnerScaling.STRETCH_TO_FIT
                ),
            )
            metadata = signers.PdfSignatureMetadata(
                field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=request["name"]
            )
            stamps = StampAuthority(**request["stamps"]) if request.get("stamps") else None
            pdf_signer = TimedSigner(metadata, signer=signer, timestamper=stamps, stamp_style=style)
            pdf_signer.time = datetime.datetime.fromisoformat(request["time"])
            # To know the size of a stamp pyHanko would ask for one more, and authorities count them.
            output = pdf_signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=RESERVED if stamps else None)
            with open(request["output"], "xb") as target:
                target.write(output.getbuffer())


        class TimedSigner(signers.PdfSigner):
            """Signs at the time that it was given: the same as printed."""

            def init_signing_session(self, *arguments, **options):
                begun = super().init_signing_session(*arguments, **options)
                begun.system_time = self.time
                return begun


        def sign(request):
            key = request["key"]
            if key["kind"] == "pkcs12":
                signing(request, pkcs12(key))
            else:
                with session(key) as opened:
                    try:
                        signing(request, PKCS11Signer(opened, cert_label=key["label"], key_label=key["label"], other_certs_to_pull=None))
                    except exceptions.PKCS11Error:
                        raise Refusal("no-key")
            return {"signed": True}


        logging.disable()
        try:
            asked = json.load(sys.stdin)
            if asked.get("image"):
                picture(asked["image"])
            answer = sign(asked) if asked["action"] == "sign" else inspect(asked)
        except Refusal as refusal:
            answer = {"error": str(refusal)}
        except Exception as error:
            answer = {"error": "failed", "detail": f"{type(error).__name__}: {error}"[:300]}
        json.dump(answer, sys.stdout)
        """#
}
