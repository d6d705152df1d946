/* The part of OpenSSL that Trust needs for signatures in PDFs: one detached CMS signature. It lives here because xmlsec1
   brings OpenSSL along. May be called from any thread. */
#ifndef LT_CMS_H
#define LT_CMS_H

#include "lt_xmlsec.h"

typedef enum {
    /* The signature of the first certificate is good for the content. */
    LT_CMS_GOOD,
    /* Digest or signature do not fit. */
    LT_CMS_ALTERED,
    /* No CMS, not detached, no or several signers, or the signer's certificate did not come along. */
    LT_CMS_UNREADABLE,
} lt_cms_outcome;

typedef struct {
    lt_cms_outcome outcome;
    /* DER; that of the signer first. */
    lt_xmlsec_bytes certificates[LT_XMLSEC_MAX_CERTIFICATES];
    size_t certificateCount;
} lt_cms_report;

/* Judges the signature in `container`, which may be padded at its end, over the content `first` followed by `second`.
   Trust in the certificates is not judged. Free the report afterwards. */
void lt_cms_verify(const unsigned char *container, size_t count, const unsigned char *first, size_t firstCount,
                   const unsigned char *second, size_t secondCount, lt_cms_report *report);
void lt_cms_report_free(lt_cms_report *report);

#endif
