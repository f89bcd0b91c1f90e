#include "fabricate/part.h"

#define EACH(folder, name)              \
    namespace bridle::fabricate::name { \
    extern const PhonePart part;        \
    }
#include "parts.def"
#undef EACH

namespace bridle::fabricate {

std::span<const PhonePart* const> all_parts() {
    static constexpr const PhonePart* kAll[] = {
#define EACH(folder, name) &name::part,
#include "parts.def"
#undef EACH
    };
    return kAll;
}

}  // namespace bridle::fabricate
