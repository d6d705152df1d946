#include "lt_cms.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "lt_der.h"

static bool add(X509 *certificate, lt_cms_report *report) {
    return lt_der_add(certificate, report->certificates, &report->certificateCount);
}

/* The signer's certificate among `all`, or NULL. */
static X509 *signer_among(CMS_SignerInfo *signer, STACK_OF(X509) *all) {
    for (int i = 0; i < sk_X509_num(all); i++) {
        if (CMS_SignerInfo_cert_cmp(signer, sk_X509_value(all, i)) == 0) return sk_X509_value(all, i);
    }
    return NULL;
}

static bool collect(CMS_ContentInfo *cms, STACK_OF(X509) *all, lt_cms_report *report) {
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    /* ISO 32000-1 §12.8.3.3.1: exactly one. */
    if (signers == NULL || sk_CMS_SignerInfo_num(signers) != 1) return false;
    X509 *own = signer_among(sk_CMS_SignerInfo_value(signers, 0), all);
    if (own == NULL || !add(own, report)) return false;
    for (int i = 0; i < sk_X509_num(all); i++) {
        X509 *certificate = sk_X509_value(all, i);
        if (certificate != own && !add(certificate, report)) return false;
    }
    return true;
}

static BIO *content(const unsigned char *first, size_t firstCount, const unsigned char *second, size_t secondCount) {
    if (firstCount > INT_MAX || secondCount > INT_MAX) return NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    bool done = bio != NULL && (firstCount == 0 || BIO_write(bio, first, (int)firstCount) == (int)firstCount)
        && (secondCount == 0 || BIO_write(bio, second, (int)secondCount) == (int)secondCount);
    if (done) return bio;
    BIO_free(bio);
    return NULL;
}

void lt_cms_verify(const unsigned char *container, size_t count, const unsigned char *first, size_t firstCount,
                   const unsigned char *second, size_t secondCount, lt_cms_report *report) {
    memset(report, 0, sizeof *report);
    report->outcome = LT_CMS_UNREADABLE;
    const unsigned char *rest = container;
    CMS_ContentInfo *cms = count <= LONG_MAX ? d2i_CMS_ContentInfo(NULL, &rest, (long)count) : NULL;
    STACK_OF(X509) *all = cms != NULL && CMS_is_detached(cms) == 1 ? CMS_get1_certs(cms) : NULL;
    BIO *signedBytes = content(first, firstCount, second, secondCount);
    if (all != NULL && signedBytes != NULL && collect(cms, all, report)) {
        unsigned int flags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY | CMS_NOCRL;
        bool good = CMS_verify(cms, NULL, NULL, signedBytes, NULL, flags) == 1;
        report->outcome = good ? LT_CMS_GOOD : LT_CMS_ALTERED;
    }
    BIO_free(signedBytes);
    sk_X509_pop_free(all, X509_free);
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
}

void lt_cms_report_free(lt_cms_report *report) {
    for (size_t i = 0; i < report->certificateCount; i++) free(report->certificates[i].bytes);
    report->certificateCount = 0;
}
