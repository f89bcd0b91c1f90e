// Certificates and names as a hostile profile may have them.

#include "base/text.h"
#include "format/certificate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    Bytes bytes = std::as_bytes(std::span(data, size));
    auto names = certificate_names(certificate_bytes(bytes));
    if (names && (!is_utf8(names->subject) || !is_utf8(names->issuer))) __builtin_trap();
    if (!is_utf8(distinguished_name(bytes))) __builtin_trap();
    return 0;
}
