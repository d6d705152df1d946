/* What a signature may ask for, checked before anything of it is run. Not visible outside of CXMLSec. */
#ifndef LT_RULES_H
#define LT_RULES_H

#include "lt_xmlsec.h"

#include <libxml/tree.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmldsig.h>

/* LT_XMLSEC_GOOD, LT_XMLSEC_NOT_WHOLE (may be run, covers only parts) or why it must not be run. Registers the Ids that
   references use; sets `sha1`. */
lt_xmlsec_outcome lt_rules_check(xmlNodePtr signature, bool *sha1);

/* The same rules told to xmlsec1: a second wall. False without memory. */
bool lt_rules_apply(xmlSecDSigCtxPtr context);

#endif
