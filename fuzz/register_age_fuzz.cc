// Files that claim to be encrypted with age: what is taken has a header that makes sense, and is
// refused when its last byte of the header is gone.

#include <cstdlib>

#include "base/text.h"
#include "register/service/age_file.h"

using namespace bridle;
using namespace bridle::registry;

namespace {

void check_file(Bytes file) {
    auto header = read_age_header(file);
    if (!header) return;
    if (header->recipients == 0 || header->recipients > kMostAgeStanzas) std::abort();
    if (header->size >= file.size() || header->plaintext_size >= file.size()) std::abort();
    if (file[header->size - 1] != std::byte{'\n'}) std::abort();
    if (read_age_header(file.first(header->size))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Nobody guesses the first line and the size of a payload, so half of the inputs get both.
    Bytes input = std::as_bytes(std::span(data, size));
    check_file(input);
    std::string whole =
        "age-encryption.org/v1\n" + std::string(as_text(input)) + std::string(32, 'x');
    check_file(as_bytes(whole));
    is_age_recipient(as_text(input));
    is_age_recipient("age1" + std::string(as_text(input)));
    return 0;
}
