#include "lt_certificates.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/xmlmemory.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <xmlsec/xmlsec.h>
#include <xmlsec/base64.h>

#include "lt_document.h"

static X509 *parsed(const unsigned char *bytes, size_t count) {
    if (count > LONG_MAX) return NULL;
    const unsigned char *rest = bytes;
    X509 *certificate = d2i_X509(NULL, &rest, (long)count);
    if (certificate != NULL && rest == bytes + count) return certificate;
    X509_free(certificate);
    return NULL;
}

static bool add(xmlNodePtr element, lt_xmlsec_report *report) {
    if (report->certificateCount == LT_XMLSEC_MAX_CERTIFICATES) return false;
    xmlChar *text = xmlNodeGetContent(element);
    if (text == NULL) return false;
    size_t capacity = strlen((const char *)text) + 4;
    unsigned char *bytes = malloc(capacity);
    xmlSecSize count = 0;
    bool decoded = bytes != NULL && xmlSecBase64Decode_ex(text, bytes, (xmlSecSize)capacity, &count) == 0;
    xmlFree(text);
    X509 *certificate = decoded ? parsed(bytes, count) : NULL;
    if (certificate == NULL) {
        free(bytes);
        return false;
    }
    X509_free(certificate);
    report->certificates[report->certificateCount++] = (lt_xmlsec_bytes){bytes, count};
    return true;
}

/* Writers may list the chain in any order: the signer is the one that issued none of the others. */
static void put_signer_first(lt_xmlsec_report *report) {
    X509 *all[LT_XMLSEC_MAX_CERTIFICATES];
    size_t count = report->certificateCount;
    for (size_t i = 0; i < count; i++) all[i] = parsed(report->certificates[i].bytes, report->certificates[i].count);
    size_t signer = 0;
    for (size_t i = 0; i < count; i++) {
        bool issued = false;
        for (size_t other = 0; other < count && !issued; other++) {
            issued = other != i && X509_NAME_cmp(X509_get_issuer_name(all[other]), X509_get_subject_name(all[i])) == 0;
        }
        if (issued) continue;
        signer = i;
        break;
    }
    for (size_t i = 0; i < count; i++) X509_free(all[i]);
    lt_xmlsec_bytes first = report->certificates[signer];
    memmove(report->certificates + 1, report->certificates, signer * sizeof first);
    report->certificates[0] = first;
}

int lt_certificates(xmlNodePtr signature, lt_xmlsec_report *report) {
    xmlNodePtr info = lt_dsig_child(signature, "KeyInfo");
    if (info == NULL) return 0;
    for (xmlNodePtr data = lt_dsig_child(info, "X509Data"); data != NULL; data = lt_dsig_sibling(data, "X509Data")) {
        xmlNodePtr element = lt_dsig_child(data, "X509Certificate");
        for (; element != NULL; element = lt_dsig_sibling(element, "X509Certificate")) {
            if (!add(element, report)) return -1;
        }
    }
    if (report->certificateCount > 1) put_signer_first(report);
    return (int)report->certificateCount;
}

int lt_xmlsec_key_strength(const unsigned char *bytes, size_t count) {
    X509 *certificate = parsed(bytes, count);
    EVP_PKEY *key = certificate != NULL ? X509_get0_pubkey(certificate) : NULL;
    int bits = 0;
    if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) bits = EVP_PKEY_get_bits(key);
    /* NIST SP 800-57 part 1, table 2: half the bits of the curve are the security strength; 128 equal RSA 3072. */
    if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) bits = EVP_PKEY_get_bits(key) >= 256 ? 3072 : 1024;
    X509_free(certificate);
    return bits;
}

/* Never asks for a password: an encrypted key is simply not readable. */
static int no_password(char *buffer, int size, int writing, void *data) {
    (void)buffer, (void)size, (void)writing, (void)data;
    return -1;
}

bool lt_xmlsec_key_fits(const char *key, const unsigned char *bytes, size_t count) {
    BIO *text = BIO_new_mem_buf(key, -1);
    EVP_PKEY *private = text != NULL ? PEM_read_bio_PrivateKey(text, NULL, no_password, NULL) : NULL;
    X509 *certificate = parsed(bytes, count);
    bool fits = private != NULL && certificate != NULL && X509_check_private_key(certificate, private) == 1;
    X509_free(certificate);
    EVP_PKEY_free(private);
    BIO_free(text);
    return fits;
}
