// What a certificate says of itself: for whom it is, and who vouches for it. Nothing is
// verified. X.509 in its distinguished encoding (RFC 5280, ITU-T X.690), or as text between
// the lines of PEM (RFC 7468).

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace bridle {

struct CertificateNames {
    std::string subject, issuer;  // "CN=Example Root, O=Example"
};

Result<CertificateNames> certificate_names(Bytes der);

// A name alone, with or without the outermost sequence: a store of trust leaves it out.
std::string distinguished_name(Bytes der);

// The certificate itself, whichever way it is written; as it is when it is not PEM.
std::vector<std::byte> certificate_bytes(Bytes der_or_pem);

}  // namespace bridle
