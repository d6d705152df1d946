/* The part of OpenSSL that Trust needs for time stamps in PDFs (RFC 3161). May be called from any thread. */
#ifndef LT_STAMP_H
#define LT_STAMP_H

#include <stdint.h>

#include "lt_xmlsec.h"

typedef enum {
    LT_STAMP_ABSENT,
    /* The stamp fits what it stands for, and the first certificate, which may stamp, has signed it. */
    LT_STAMP_GOOD,
    /* It cannot be read, does not fit, rests on SHA-1 or less, or its authority's certificate did not come along or is not
       for stamping. */
    LT_STAMP_BROKEN,
} lt_stamp_outcome;

typedef struct {
    lt_stamp_outcome outcome;
    /* When it was stamped, in seconds since 1970, when the stamp is good. */
    int64_t time;
    /* DER; that of the authority first. */
    lt_xmlsec_bytes certificates[LT_XMLSEC_MAX_CERTIFICATES];
    size_t certificateCount;
} lt_stamp_report;

/* Judges the time stamp that comes with the one signature in the CMS `container` (RFC 5126 §6.1.1; the first one where there are
   several): whether it stands for that signature. Trust in the certificates is not judged. Free the report afterwards. */
void lt_stamp_verify_signature(const unsigned char *container, size_t count, lt_stamp_report *report);

/* Judges `container`, when it is a time stamp itself (ISO 32000-2 §12.8.5), for the content `first` followed by `second`. ABSENT when it
   is anything else. Free the report afterwards. */
void lt_stamp_verify_document(const unsigned char *container, size_t count, const unsigned char *first, size_t firstCount,
                              const unsigned char *second, size_t secondCount, lt_stamp_report *report);
void lt_stamp_report_free(lt_stamp_report *report);

#endif
