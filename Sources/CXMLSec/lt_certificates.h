/* The certificates in a KeyInfo. Not visible outside of CXMLSec. */
#ifndef LT_CERTIFICATES_H
#define LT_CERTIFICATES_H

#include "lt_xmlsec.h"

#include <libxml/tree.h>

/* Reads every X509Data/X509Certificate of the signature, that of the signer first. The number of certificates, or -1
   when one cannot be read or there are too many. */
int lt_certificates(xmlNodePtr signature, lt_xmlsec_report *report);

#endif
