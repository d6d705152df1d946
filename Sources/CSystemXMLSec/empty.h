/* The module map alone matters: the headers of xmlsec1, libxml2 and OpenSSL stay behind CXMLSec. */
