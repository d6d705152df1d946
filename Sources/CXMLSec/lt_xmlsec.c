#include "lt_xmlsec.h"

#include <stdlib.h>
#include <string.h>

#include <xmlsec/xmlsec.h>
#include <xmlsec/keys.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/openssl/app.h>

#include "lt_certificates.h"
#include "lt_document.h"
#include "lt_rules.h"

static bool is_empty(xmlNodePtr element) {
    xmlNodePtr child = element->children;
    while (child != NULL && xmlIsBlankNode(child)) child = child->next;
    return child == NULL;
}

/* The first block that carries a signature of whatever kind. An empty block is none. */
static lt_xmlsec_outcome find(xmlDocPtr document, xmlNodePtr *signature) {
    bool decorated = false;
    *signature = NULL;
    for (xmlNodePtr node = xmlDocGetRootElement(document); node != NULL; node = lt_next(node)) {
        if (!lt_named(node, "Signature") && !lt_named(node, "DigitalSignature")) continue;
        if (is_empty(node)) continue;
        if (lt_is_dsig(node, "Signature")) {
            if (*signature != NULL) return LT_XMLSEC_SEVERAL;
            *signature = node;
        } else {
            decorated = true;
        }
    }
    if (*signature != NULL) return LT_XMLSEC_GOOD;
    return decorated ? LT_XMLSEC_DECORATIVE : LT_XMLSEC_ABSENT;
}

/* Runs the mathematics with the key of the first certificate; xmlsec1 never looks into KeyInfo itself. */
static lt_xmlsec_outcome compute(xmlNodePtr signature, const lt_xmlsec_bytes *certificate) {
    xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
    if (context == NULL) return LT_XMLSEC_FAILED;
    lt_xmlsec_outcome outcome = LT_XMLSEC_FAILED;
    context->signKey = xmlSecOpenSSLAppKeyLoadMemory(certificate->bytes, (xmlSecSize)certificate->count,
        xmlSecKeyDataFormatCertDer, NULL, NULL, NULL);
    if (context->signKey == NULL) {
        outcome = LT_XMLSEC_UNREADABLE;
    } else if (lt_rules_apply(context)) {
        if (xmlSecDSigCtxVerify(context, signature) < 0) {
            outcome = LT_XMLSEC_UNREADABLE;
        } else {
            outcome = context->status == xmlSecDSigStatusSucceeded ? LT_XMLSEC_GOOD : LT_XMLSEC_ALTERED;
        }
    }
    xmlSecDSigCtxDestroy(context);
    return outcome;
}

static lt_xmlsec_outcome judge(xmlDocPtr document, lt_xmlsec_report *report) {
    xmlNodePtr signature = NULL;
    lt_xmlsec_outcome outcome = find(document, &signature);
    if (outcome != LT_XMLSEC_GOOD) return outcome;
    lt_xmlsec_outcome allowed = lt_rules_check(signature, &report->sha1);
    if (allowed != LT_XMLSEC_GOOD && allowed != LT_XMLSEC_NOT_WHOLE) return allowed;
    int certificates = lt_certificates(signature, report);
    if (certificates < 0) return LT_XMLSEC_UNREADABLE;
    if (certificates == 0) return LT_XMLSEC_NO_CERTIFICATE;
    outcome = compute(signature, &report->certificates[0]);
    return outcome == LT_XMLSEC_GOOD ? allowed : outcome;
}

void lt_xmlsec_verify(const char *bytes, size_t count, lt_xmlsec_report *report) {
    memset(report, 0, sizeof *report);
    report->outcome = LT_XMLSEC_FAILED;
    if (!lt_start()) return;
    xmlDocPtr document = lt_parse(bytes, count);
    if (document == NULL) {
        report->outcome = LT_XMLSEC_NOT_XML;
        return;
    }
    report->outcome = judge(document, report);
    xmlFreeDoc(document);
}

void lt_xmlsec_report_free(lt_xmlsec_report *report) {
    for (size_t i = 0; i < report->certificateCount; i++) free(report->certificates[i].bytes);
    report->certificateCount = 0;
}

static char *copied(xmlNodePtr node) {
    xmlChar *text = node != NULL ? xmlNodeGetContent(node) : NULL;
    char *copy = text != NULL ? strdup((char *)text) : NULL;
    xmlFree(text);
    return copy;
}

static bool sign(xmlNodePtr signature, const char *key, lt_xmlsec_values *values) {
    xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
    if (context == NULL) return false;
    /* With an empty password OpenSSL never asks for one. */
    context->signKey = xmlSecOpenSSLAppKeyLoadMemory((const xmlSecByte *)key, (xmlSecSize)strlen(key),
        xmlSecKeyDataFormatPem, "", NULL, NULL);
    if (context->signKey != NULL && lt_rules_apply(context) && xmlSecDSigCtxSign(context, signature) >= 0
        && context->status == xmlSecDSigStatusSucceeded) {
        xmlNodePtr reference = lt_dsig_child(lt_dsig_child(signature, "SignedInfo"), "Reference");
        values->digest = copied(lt_dsig_child(reference, "DigestValue"));
        values->signature = copied(lt_dsig_child(signature, "SignatureValue"));
    }
    xmlSecDSigCtxDestroy(context);
    return values->digest != NULL && values->signature != NULL;
}

bool lt_xmlsec_sign(const char *bytes, size_t count, const char *parent, const char *key, lt_xmlsec_values *values) {
    *values = (lt_xmlsec_values){NULL, NULL};
    xmlDocPtr document = lt_start() ? lt_parse(bytes, count) : NULL;
    if (document == NULL) return false;
    xmlNodePtr signature = NULL;
    bool sha1 = false;
    bool done = find(document, &signature) == LT_XMLSEC_GOOD && lt_named(signature->parent, parent)
        && lt_rules_check(signature, &sha1) == LT_XMLSEC_GOOD && sign(signature, key, values);
    xmlFreeDoc(document);
    if (!done) lt_xmlsec_values_free(values);
    return done;
}

void lt_xmlsec_values_free(lt_xmlsec_values *values) {
    free(values->digest);
    free(values->signature);
    *values = (lt_xmlsec_values){NULL, NULL};
}
