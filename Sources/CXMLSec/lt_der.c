#include "lt_der.h"

#include <stdlib.h>
#include <string.h>

bool lt_der_add(X509 *certificate, lt_xmlsec_bytes *certificates, size_t *count) {
    if (*count == LT_XMLSEC_MAX_CERTIFICATES) return false;
    unsigned char *der = NULL;
    int size = i2d_X509(certificate, &der);
    if (size <= 0) return false;
    unsigned char *bytes = malloc((size_t)size);
    if (bytes != NULL) {
        memcpy(bytes, der, (size_t)size);
        certificates[(*count)++] = (lt_xmlsec_bytes){bytes, (size_t)size};
    }
    OPENSSL_free(der);
    return bytes != NULL;
}
