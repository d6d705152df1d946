#include "lt_rules.h"

#include <string.h>

#include <xmlsec/xmlsec.h>
#include <xmlsec/crypto.h>
#include <xmlsec/transforms.h>

#include "lt_document.h"

/* XAdES needs two; nobody needs more. Each one canonicalises up to the whole package. */
static const int most_references = 4;
static const int most_transforms = 4;

#define XMLDSIG "http://www.w3.org/2000/09/xmldsig#"
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define XMLENC "http://www.w3.org/2001/04/xmlenc#"
#define C14N "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
#define EXCLUSIVE "http://www.w3.org/2001/10/xml-exc-c14n#"

static const char *const canonicalizations[] = {C14N, C14N "#WithComments", EXCLUSIVE, EXCLUSIVE "WithComments", NULL};
static const char *const enveloped[] = {XMLDSIG "enveloped-signature", NULL};
static const char *const signatures[] = {XMLDSIG "rsa-sha1", MORE "rsa-sha256", MORE "rsa-sha384", MORE "rsa-sha512",
    MORE "ecdsa-sha1", MORE "ecdsa-sha256", MORE "ecdsa-sha384", MORE "ecdsa-sha512", NULL};
static const char *const digests[] = {XMLDSIG "sha1", XMLENC "sha256", MORE "sha384", XMLENC "sha512", NULL};

static bool among(const char *const *list, const char *text) {
    for (; *list != NULL; list++) {
        if (strcmp(*list, text) == 0) return true;
    }
    return false;
}

/* Whether the element is there and its Algorithm is on one of the lists. */
static bool allows(xmlNodePtr element, const char *const *list, const char *const *other, bool *sha1) {
    if (element == NULL) return false;
    xmlChar *text = xmlGetNoNsProp(element, BAD_CAST "Algorithm");
    bool found = text != NULL && (among(list, (char *)text) || (other != NULL && among(other, (char *)text)));
    size_t length = text != NULL ? strlen((char *)text) : 0;
    if (found && length > 4 && strcmp((char *)text + length - 4, "sha1") == 0) *sha1 = true;
    xmlFree(text);
    return found;
}

static lt_xmlsec_outcome check_transforms(xmlNodePtr reference) {
    xmlNodePtr transforms = lt_dsig_child(reference, "Transforms");
    if (transforms == NULL) return LT_XMLSEC_GOOD;
    int count = 0;
    bool ignored = false;
    for (xmlNodePtr node = transforms->children; node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        if (!lt_is_dsig(node, "Transform") || ++count > most_transforms) return LT_XMLSEC_TRANSFORM;
        if (!allows(node, canonicalizations, enveloped, &ignored)) return LT_XMLSEC_TRANSFORM;
    }
    return LT_XMLSEC_GOOD;
}

/* `whole` becomes true when the reference covers the document from its root. */
static lt_xmlsec_outcome check_target(xmlNodePtr reference, bool *whole) {
    xmlChar *uri = xmlGetNoNsProp(reference, BAD_CAST "URI");
    lt_xmlsec_outcome outcome = LT_XMLSEC_GOOD;
    if (uri == NULL || (uri[0] != 0 && uri[0] != '#')) {
        outcome = LT_XMLSEC_EXTERNAL;
    } else if (uri[0] == 0) {
        *whole = true;
    } else if (uri[1] == 0 || strchr((char *)uri, '(') != NULL) {
        /* An XPointer: a transform in disguise. */
        outcome = LT_XMLSEC_TRANSFORM;
    } else {
        xmlAttrPtr attribute = NULL;
        if (lt_find_id(reference->doc, (char *)uri + 1, &attribute) != 1) {
            outcome = LT_XMLSEC_DUPLICATE_ID;
        } else {
            if (attribute->parent == xmlDocGetRootElement(reference->doc)) *whole = true;
            if (xmlGetID(reference->doc, uri + 1) == NULL) xmlAddID(NULL, reference->doc, uri + 1, attribute);
        }
    }
    xmlFree(uri);
    return outcome;
}

lt_xmlsec_outcome lt_rules_check(xmlNodePtr signature, bool *sha1) {
    xmlNodePtr info = lt_dsig_child(signature, "SignedInfo");
    xmlNodePtr value = lt_dsig_child(signature, "SignatureValue");
    xmlNodePtr reference = info != NULL ? lt_dsig_child(info, "Reference") : NULL;
    if (value == NULL || reference == NULL) return LT_XMLSEC_UNREADABLE;
    bool ignored = false;
    if (!allows(lt_dsig_child(info, "CanonicalizationMethod"), canonicalizations, NULL, &ignored)) {
        return LT_XMLSEC_TRANSFORM;
    }
    if (!allows(lt_dsig_child(info, "SignatureMethod"), signatures, NULL, sha1)) return LT_XMLSEC_ALGORITHM;
    int count = 0;
    bool whole = false;
    for (; reference != NULL; reference = lt_dsig_sibling(reference, "Reference")) {
        if (++count > most_references) return LT_XMLSEC_UNREADABLE;
        lt_xmlsec_outcome outcome = check_target(reference, &whole);
        if (outcome == LT_XMLSEC_GOOD) outcome = check_transforms(reference);
        if (outcome != LT_XMLSEC_GOOD) return outcome;
        if (!allows(lt_dsig_child(reference, "DigestMethod"), digests, NULL, sha1)) return LT_XMLSEC_ALGORITHM;
    }
    return whole ? LT_XMLSEC_GOOD : LT_XMLSEC_NOT_WHOLE;
}

bool lt_rules_apply(xmlSecDSigCtxPtr context) {
    context->flags |= XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS;
    context->enabledReferenceUris = xmlSecTransformUriTypeEmpty | xmlSecTransformUriTypeSameDocument;
    const xmlSecTransformId methods[] = {xmlSecTransformRsaSha1Id, xmlSecTransformRsaSha256Id,
        xmlSecTransformRsaSha384Id, xmlSecTransformRsaSha512Id, xmlSecTransformEcdsaSha1Id, xmlSecTransformEcdsaSha256Id,
        xmlSecTransformEcdsaSha384Id, xmlSecTransformEcdsaSha512Id};
    const xmlSecTransformId forms[] = {xmlSecTransformInclC14NId, xmlSecTransformInclC14NWithCommentsId,
        xmlSecTransformExclC14NId, xmlSecTransformExclC14NWithCommentsId};
    const xmlSecTransformId contents[] = {xmlSecTransformEnvelopedId, xmlSecTransformSha1Id, xmlSecTransformSha256Id,
        xmlSecTransformSha384Id, xmlSecTransformSha512Id};
    bool done = true;
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        done = done && xmlSecDSigCtxEnableSignatureTransform(context, methods[i]) >= 0;
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        done = done && xmlSecDSigCtxEnableSignatureTransform(context, forms[i]) >= 0
            && xmlSecDSigCtxEnableReferenceTransform(context, forms[i]) >= 0;
    }
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        done = done && xmlSecDSigCtxEnableReferenceTransform(context, contents[i]) >= 0;
    }
    return done;
}
