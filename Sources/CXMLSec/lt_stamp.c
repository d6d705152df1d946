#include "lt_stamp.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "lt_der.h"

static bool add(X509 *certificate, lt_stamp_report *report) {
    return lt_der_add(certificate, report->certificates, &report->certificateCount);
}

/* The authority's certificate among those that came along, or NULL. Not to be freed. */
static X509 *authority(PKCS7 *token) {
    STACK_OF(PKCS7_SIGNER_INFO) *signers = PKCS7_get_signer_info(token);
    /* RFC 3161 §2.4.2: exactly one. */
    if (signers == NULL || sk_PKCS7_SIGNER_INFO_num(signers) != 1) return NULL;
    STACK_OF(X509) *found = PKCS7_get0_signers(token, NULL, 0);
    X509 *certificate = found != NULL && sk_X509_num(found) == 1 ? sk_X509_value(found, 0) : NULL;
    sk_X509_free(found);
    return certificate;
}

static bool collect(PKCS7 *token, X509 *own, lt_stamp_report *report) {
    if (!add(own, report)) return false;
    STACK_OF(X509) *all = token->d.sign->cert;
    for (int i = 0; i < sk_X509_num(all); i++) {
        X509 *certificate = sk_X509_value(all, i);
        if (X509_cmp(certificate, own) != 0 && !add(certificate, report)) return false;
    }
    return true;
}

static bool is_strong(const X509_ALGOR *algorithm) {
    const ASN1_OBJECT *object = NULL;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    const EVP_MD *digest = object != NULL ? EVP_get_digestbyobj(object) : NULL;
    return digest != NULL && EVP_MD_get_size(digest) >= 28;
}

/* Digest, signature, purpose and the certificate that the stamp itself names (ESSCertID), but not who vouches for that certificate. */
static bool fits(PKCS7 *token, X509 *own, BIO *content) {
    X509_STORE *store = X509_STORE_new();
    TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
    bool good = store != NULL && context != NULL && X509_STORE_add_cert(store, own) == 1
        && X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME) == 1;
    if (good) {
        TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_DATA | TS_VFY_SIGNATURE);
        /* The context frees both with itself. */
        TS_VERIFY_CTX_set_store(context, store);
        TS_VERIFY_CTX_set_data(context, content);
        BIO_up_ref(content);
        store = NULL;
        good = TS_RESP_verify_token(context, token) == 1;
    }
    TS_VERIFY_CTX_free(context);
    X509_STORE_free(store);
    return good;
}

static bool read_time(TS_TST_INFO *info, int64_t *time) {
    struct tm parts;
    if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) != 1) return false;
    *time = (int64_t)timegm(&parts);
    return true;
}

static void judge(PKCS7 *token, BIO *content, lt_stamp_report *report) {
    report->outcome = LT_STAMP_BROKEN;
    X509 *own = authority(token);
    if (own == NULL || content == NULL || !collect(token, own, report)) return;
    TS_TST_INFO *info = PKCS7_to_TS_TST_INFO(token);
    TS_MSG_IMPRINT *imprint = info != NULL ? TS_TST_INFO_get_msg_imprint(info) : NULL;
    PKCS7_SIGNER_INFO *signer = sk_PKCS7_SIGNER_INFO_value(PKCS7_get_signer_info(token), 0);
    X509_ALGOR *digest = NULL;
    PKCS7_SIGNER_INFO_get0_algs(signer, NULL, &digest, NULL);
    if (imprint != NULL && digest != NULL && is_strong(TS_MSG_IMPRINT_get_algo(imprint)) && is_strong(digest)
        && fits(token, own, content) && read_time(info, &report->time))
        report->outcome = LT_STAMP_GOOD;
    TS_TST_INFO_free(info);
}

/* NULL unless it is a signed container that holds a time stamp. */
static PKCS7 *stamp(const unsigned char *bytes, size_t count) {
    PKCS7 *token = count <= LONG_MAX ? d2i_PKCS7(NULL, &bytes, (long)count) : NULL;
    if (token != NULL && PKCS7_type_is_signed(token) && token->d.sign != NULL && token->d.sign->contents != NULL
        && OBJ_obj2nid(token->d.sign->contents->type) == NID_id_smime_ct_TSTInfo)
        return token;
    PKCS7_free(token);
    return NULL;
}

static BIO *memory(const unsigned char *first, size_t firstCount, const unsigned char *second, size_t secondCount) {
    if (firstCount > INT_MAX || secondCount > INT_MAX) return NULL;
    BIO *bio = BIO_new(BIO_s_mem());
    bool done = bio != NULL && (firstCount == 0 || BIO_write(bio, first, (int)firstCount) == (int)firstCount)
        && (secondCount == 0 || BIO_write(bio, second, (int)secondCount) == (int)secondCount);
    if (done) return bio;
    BIO_free(bio);
    return NULL;
}

void lt_stamp_verify_signature(const unsigned char *container, size_t count, lt_stamp_report *report) {
    memset(report, 0, sizeof *report);
    const unsigned char *rest = container;
    CMS_ContentInfo *cms = count <= LONG_MAX ? d2i_CMS_ContentInfo(NULL, &rest, (long)count) : NULL;
    STACK_OF(CMS_SignerInfo) *signers = cms != NULL ? CMS_get0_SignerInfos(cms) : NULL;
    CMS_SignerInfo *signer =
        signers != NULL && sk_CMS_SignerInfo_num(signers) == 1 ? sk_CMS_SignerInfo_value(signers, 0) : NULL;
    int place = signer != NULL ? CMS_unsigned_get_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, -1) : -1;
    if (place >= 0) {
        report->outcome = LT_STAMP_BROKEN;
        ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(CMS_unsigned_get_attr(signer, place), 0);
        if (value != NULL && ASN1_TYPE_get(value) == V_ASN1_SEQUENCE) {
            ASN1_STRING *bytes = value->value.sequence;
            ASN1_OCTET_STRING *signature = CMS_SignerInfo_get0_signature(signer);
            PKCS7 *token = stamp(ASN1_STRING_get0_data(bytes), (size_t)ASN1_STRING_length(bytes));
            BIO *content = memory(ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature), NULL, 0);
            if (token != NULL) judge(token, content, report);
            BIO_free(content);
            PKCS7_free(token);
        }
    }
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
}

void lt_stamp_verify_document(const unsigned char *container, size_t count, const unsigned char *first, size_t firstCount,
                              const unsigned char *second, size_t secondCount, lt_stamp_report *report) {
    memset(report, 0, sizeof *report);
    PKCS7 *token = stamp(container, count);
    if (token != NULL) {
        BIO *content = memory(first, firstCount, second, secondCount);
        judge(token, content, report);
        BIO_free(content);
        PKCS7_free(token);
    }
    ERR_clear_error();
}

void lt_stamp_report_free(lt_stamp_report *report) {
    for (size_t i = 0; i < report->certificateCount; i++) free(report->certificates[i].bytes);
    report->certificateCount = 0;
}
