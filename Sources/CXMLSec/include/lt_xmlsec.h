/* The small part of xmlsec1 that Trust needs: one XML signature in one document. Nothing of xmlsec1, libxml2 or OpenSSL
   is included here: their headers clash with the ICU module of Foundation. All functions may be called from any thread. */
#ifndef LT_XMLSEC_H
#define LT_XMLSEC_H

#include <stdbool.h>
#include <stddef.h>

/* More certificates than that come with no real signature. */
#define LT_XMLSEC_MAX_CERTIFICATES 10

typedef enum {
    /* No signature, or an empty block. */
    LT_XMLSEC_ABSENT,
    /* A block named Signature or DigitalSignature outside the XMLDSig namespace. */
    LT_XMLSEC_DECORATIVE,
    /* Digests and signature are good for the first certificate and cover the whole document. */
    LT_XMLSEC_GOOD,
    /* A digest or the signature does not fit. */
    LT_XMLSEC_ALTERED,
    /* Digests and signature are good, but no reference covers the whole document. */
    LT_XMLSEC_NOT_WHOLE,
    LT_XMLSEC_NO_CERTIFICATE,
    /* The block does not have the parts of XMLDSig, or its certificate cannot be read. */
    LT_XMLSEC_UNREADABLE,
    /* More than one XMLDSig signature: which of them speaks is a matter of taste. */
    LT_XMLSEC_SEVERAL,
    /* A reference leads out of the document. It was not followed. */
    LT_XMLSEC_EXTERNAL,
    /* A transform other than enveloped-signature and the C14N family. Nothing was run. */
    LT_XMLSEC_TRANSFORM,
    /* An algorithm other than RSA or ECDSA with SHA-1 or SHA-2. */
    LT_XMLSEC_ALGORITHM,
    /* An Id that a reference uses stands more than once, or nowhere. */
    LT_XMLSEC_DUPLICATE_ID,
    /* Not well-formed, with a DOCTYPE, or nested too deeply. */
    LT_XMLSEC_NOT_XML,
    /* The library could not be started or has no memory. */
    LT_XMLSEC_FAILED,
} lt_xmlsec_outcome;

typedef struct {
    unsigned char *bytes;
    size_t count;
} lt_xmlsec_bytes;

typedef struct {
    lt_xmlsec_outcome outcome;
    /* SHA-1 in the signature or in a digest. */
    bool sha1;
    /* DER; that of the signer first, the others in the order of the document. */
    lt_xmlsec_bytes certificates[LT_XMLSEC_MAX_CERTIFICATES];
    size_t certificateCount;
} lt_xmlsec_report;

/* Judges the signature of the document. Trust in the certificates is not judged. Free the report afterwards. */
void lt_xmlsec_verify(const char *bytes, size_t count, lt_xmlsec_report *report);
void lt_xmlsec_report_free(lt_xmlsec_report *report);

/* The texts that belong into an XMLDSig template, ended by NUL. */
typedef struct {
    char *digest;
    char *signature;
} lt_xmlsec_values;

/* Computes the values of the one XMLDSig template in the document, which must be a child of an element called
   `parent` and have exactly one reference. `key` is PEM without password. False when any of that is not so. */
bool lt_xmlsec_sign(const char *bytes, size_t count, const char *parent, const char *key, lt_xmlsec_values *values);
void lt_xmlsec_values_free(lt_xmlsec_values *values);

/* The length of the public key in a DER certificate in bits, as if it were RSA: a P-256 key counts as 3072.
   0 when the certificate cannot be read or has another kind of key. */
int lt_xmlsec_key_strength(const unsigned char *certificate, size_t count);
/* Whether the private key (PEM) belongs to the DER certificate. */
bool lt_xmlsec_key_fits(const char *key, const unsigned char *certificate, size_t count);

#endif
