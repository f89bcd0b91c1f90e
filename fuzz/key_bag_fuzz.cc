// Key bags as a hostile backup may have them. What parses is tried with a
// password, unless that would only be waiting.

#include "format/key_bag.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bridle;
    Result<KeyBag> bag = KeyBag::parse(std::as_bytes(std::span(data, size)));
    if (!bag || bag->rounds() > 50) return 0;
    Result<ClassKeys> keys = bag->unlock(Secret("password"), KeyBag::Derivation::twice);
    if (keys && keys->size() == 0) __builtin_trap();
    return 0;
}
