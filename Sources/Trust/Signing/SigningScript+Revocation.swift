extension SigningScript {
    /// Whether signers' certificates are revoked: reads one question, gives one answer.
    static let revocation = #"""
        """Says with pyHanko whether certificates are revoked, and whether a PDF was added to by nothing but proof. Run by RevocationReader.

        One JSON object comes on standard input, one goes to standard output:
        {"input": PATH, "end": OFFSET, "signatures": [{"chain": [DER, ...], "proven": TIME or null}], "ask": BOOL} is answered with
        {"isProofOnly": BOOL, "findings": [{"state": "good" | "revoked" | "unavailable" | "not-asked", "revokedAt": TIME or null}]} or {"error": TEXT}.
        Times are seconds since 1970. A chain begins with the signer's certificate and ends with a trusted root; it is empty where there is none. What was
        added behind `end` is proof when it is certificates, revocation data and time stamps alone (ISO 32000-2 §12.8.4.3).
        """

        import brief

        import asyncio
        import base64
        import datetime
        import io
        import json
        import logging
        import sys
        import time

        from asn1crypto import crl, ocsp, x509
        from network import Unanswered, ask
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
        from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
        from pyhanko.sign.validation.dss import DocumentSecurityStore
        from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
        from pyhanko_certvalidator import ValidationContext
        from pyhanko_certvalidator.authority import AuthorityWithCert, CertTrustAnchor
        from pyhanko_certvalidator.errors import RevokedError, ValidationError
        from pyhanko_certvalidator.fetchers.common_utils import format_ocsp_request
        from pyhanko_certvalidator.path import ValidationPath
        from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule
        from pyhanko_certvalidator.validate import async_validate_path

        # Lists of large authorities hold megabytes.
        MAXIMUM_OCSP_BYTES, MAXIMUM_CRL_BYTES = 1 << 16, 32 << 20
        SECONDS_EACH, SECONDS_ALL = 8, 40
        MAXIMUM_ADDRESSES = 2

        RULE = RevocationCheckingPolicy(
            ee_certificate_rule=RevocationCheckingRule.CRL_OR_OCSP_REQUIRED,
            intermediate_ca_cert_rule=RevocationCheckingRule.CHECK_IF_DECLARED,
        )


        class Data:
            """Answers of OCSP and revocation lists. Whoever signed them is judged with them."""

            def __init__(self):
                self.ocsps, self.crls = [], []

            def embedded(self, reader):
                try:
                    store = DocumentSecurityStore.read_dss(reader)
                    self.ocsps += [ocsp.OCSPResponse.load(found.get_object().data) for found in store.ocsps]
                    self.crls += [crl.CertificateList.load(found.get_object().data) for found in store.crls]
                except NoDSSFoundError:
                    pass
                for signature in reader.embedded_regular_signatures:
                    try:
                        info = find_unique_cms_attribute(signature.signer_info["signed_attrs"], "adobe_revocation_info_archival")
                    except NonexistentAttributeError:
                        continue
                    self.ocsps += list(info["ocsp"] or [])
                    self.crls += list(info["crl"] or [])
                return self

            def since(self, moment):
                """What was said at that moment or later."""
                later = Data()
                for answer in self.ocsps:
                    if answer["response_status"].native == "successful":
                        if all(one["this_update"].native >= moment for one in answer.response_data["responses"]):
                            later.ocsps.append(answer)
                later.crls = [found for found in self.crls if found["tbs_cert_list"]["this_update"].native >= moment]
                return later

            async def judge(self, chain, moment=None):
                """ "good", the time of the revocation, or None. Without `moment` the data must be of today."""
                # What was said after the moment speaks for the moment too.
                policy = CertRevTrustPolicy(RULE, retroactive_revinfo=moment is not None)
                context = ValidationContext(
                    trust_roots=chain[-1:], other_certs=chain[1:-1], moment=moment, ocsps=self.ocsps, crls=self.crls, revinfo_policy=policy
                )
                try:
                    await async_validate_path(context, ValidationPath(CertTrustAnchor(chain[-1]), chain[-2:0:-1], chain[0]))
                    return "good"
                except RevokedError as revoked:
                    return revoked.revocation_dt
                except ValidationError:
                    return None

            async def ask_ocsp(self, certificate, authority):
                """Whether somebody answered."""
                question = format_ocsp_request(certificate, AuthorityWithCert(authority), certid_hash_algo="sha1", request_nonces=False)
                for address in certificate.ocsp_urls[:MAXIMUM_ADDRESSES]:
                    try:
                        said = await ask(address, SECONDS_EACH, MAXIMUM_OCSP_BYTES, question.dump(), "application/ocsp-request")
                        answer = ocsp.OCSPResponse.load(said)
                        if answer["response_status"].native == "successful":
                            self.ocsps.append(answer)
                            return True
                    except (Unanswered, ValueError):
                        continue
                return False

            async def ask_list(self, certificate):
                addresses = [point.url for point in certificate.crl_distribution_points]
                addresses = [address for address in addresses if address and address.lower().startswith(("http://", "https://"))]
                for address in addresses[:MAXIMUM_ADDRESSES]:
                    try:
                        self.crls.append(crl.CertificateList.load(await ask(address, SECONDS_EACH, MAXIMUM_CRL_BYTES), strict=True))
                        return
                    except (Unanswered, ValueError):
                        continue

            async def asked(self, chain):
                """Asks what the certificates name: OCSP first, and lists where that does not decide."""
                pairs, later = list(zip(chain, chain[1:])), []
                for certificate, authority in pairs:
                    if await self.ask_ocsp(certificate, authority):
                        later.append(certificate)
                    else:
                        await self.ask_list(certificate)
                found = await self.judge(chain)
                if found is None and later:
                    for certificate in later:
                        await self.ask_list(certificate)
                    found = await self.judge(chain)
                return found


        async def finding(data, signature, may_ask, until):
            chain = [x509.Certificate.load(base64.b64decode(der)) for der in signature["chain"]]
            # A root answers for itself.
            if len(chain) < 2:
                return {"state": "not-asked"}
            moment, found = None, await data.judge(chain)
            if signature.get("proven") is not None:
                moment = datetime.datetime.fromtimestamp(signature.get("proven"), datetime.timezone.utc)
                found = found or await data.judge(chain, moment)
            if may_ask and not isinstance(found, datetime.datetime):
                # What was said before the signature says nothing of a key that was revoked in between.
                if found is None or moment is None or await data.since(moment).judge(chain, moment) is None:
                    try:
                        found = await asyncio.wait_for(Data().asked(chain), until - time.monotonic()) or found
                    except asyncio.TimeoutError:
                        pass
            if isinstance(found, datetime.datetime):
                return {"state": "revoked", "revokedAt": found.timestamp()}
            return {"state": found or ("unavailable" if may_ask else "not-asked")}


        def is_proof_only(reader, end):
            # Behind the last revision nothing counts, so nothing may stand there.
            reader.stream.seek(-8, io.SEEK_END)
            if not reader.stream.read().rstrip().endswith(b"%%EOF"):
                return False
            for signature in reader.embedded_signatures:
                _, _, start, length = signature.byte_range
                if start + length == end:
                    signature.compute_integrity_info()
                    change = signature.diff_result
                    return isinstance(change, DiffResult) and change.modification_level <= ModificationLevel.LTA_UPDATES
            return False


        async def read(question):
            with open(question["input"], "rb") as file:
                reader = PdfFileReader(file, strict=False)
                data = Data().embedded(reader)
                until = time.monotonic() + SECONDS_ALL
                findings = [await finding(data, signature, question["ask"], until) for signature in question["signatures"]]
                try:
                    proof = is_proof_only(reader, question["end"])
                except (PdfError, SignatureValidationError):
                    proof = False
                return {"isProofOnly": proof, "findings": findings}


        logging.disable()
        try:
            answer = asyncio.run(read(json.load(sys.stdin)))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:300]}
        json.dump(answer, sys.stdout)
        """#
}
