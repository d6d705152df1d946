extension SigningScript {
    /// The keys that sign.
    static let keys = #"""
        """The keys that sign: a PKCS#12 file or a token behind PKCS#11."""

        import base64

        from pkcs11 import Attribute, ObjectClass, exceptions, lib
        from pyhanko.sign import signers


        class Refusal(Exception):
            """Why nothing was signed: a code of SigningFailure."""


        def pkcs12(key):
            from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

            data, secret = base64.b64decode(key["data"]), key["secret"].encode()
            try:
                private, certificate, _ = load_key_and_certificates(data, secret)
            except ValueError as error:
                # The library tells both apart by its sentence alone.
                raise Refusal("wrong-secret" if "password" in str(error).lower() else "unreadable-key")
            if private is None or certificate is None:
                raise Refusal("unreadable-key")
            return signers.SimpleSigner.load_pkcs12_data(data, other_certs=(), passphrase=secret)


        def session(key):
            try:
                token = lib(key["module"]).get_token(token_label=key["token"])
                return token.open(user_pin=key["secret"]) if key["secret"] else token.open()
            except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange):
                raise Refusal("wrong-secret")
            except exceptions.PinLocked:
                raise Refusal("locked")
            except (exceptions.PKCS11Error, RuntimeError, OSError):
                raise Refusal("no-token")


        def certificates_of(opened, **wanted):
            query = {Attribute.CLASS: ObjectClass.CERTIFICATE, **{Attribute[name]: value for name, value in wanted.items()}}
            return [found[Attribute.VALUE] for found in opened.get_objects(query)]


        def inspect(request):
            key = request["key"]
            if key["kind"] == "pkcs12":
                signer = pkcs12(key)
                own, others = signer.signing_cert.dump(), [other.dump() for other in signer.cert_registry]
            else:
                with session(key) as opened:
                    found = certificates_of(opened, LABEL=key["label"])
                    if len(found) != 1:
                        raise Refusal("no-key")
                    own, others = found[0], certificates_of(opened)
            encode = lambda der: base64.b64encode(der).decode()
            return {"certificate": encode(own), "others": [encode(other) for other in others if other != own]}
        """#
}
