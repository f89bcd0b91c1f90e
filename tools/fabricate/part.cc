#include "fabricate/part.h"

#define EACH(folder, name)        \
    namespace bridle::fabricate { \
    extern const PhonePart name;  \
    }
#include "parts.def"
#undef EACH

namespace bridle::fabricate {

std::span<const PhonePart* const> all_parts() {
    static constexpr const PhonePart* kAll[] = {
#define EACH(folder, name) &name,
#include "parts.def"
#undef EACH
    };
    return kAll;
}

}  // namespace bridle::fabricate
