/* Certificates on their way into a report. Not visible outside of CXMLSec. */
#ifndef LT_DER_H
#define LT_DER_H

#include <openssl/x509.h>

#include "lt_xmlsec.h"

/* Adds a copy of the certificate behind the `count` that `certificates` holds, which has room for LT_XMLSEC_MAX_CERTIFICATES. False
   when there is no room, no memory, or the certificate cannot be written; nothing was added then. */
bool lt_der_add(X509 *certificate, lt_xmlsec_bytes *certificates, size_t *count);

#endif
