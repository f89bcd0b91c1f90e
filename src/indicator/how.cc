// The ways in which a value matches an indicator: what each is called, and how
// sure it makes the match.

#include "indicator/matcher.h"

namespace bridle {

std::string_view name_of(How how) {
    static constexpr std::string_view kNames[] = {
        "exact",   "path prefix",    "parent domain", "URL variant", "relative path",
        "pattern", "truncated name", "embedded",      "other page"};
    return kNames[static_cast<std::size_t>(how)];
}

Confidence confidence(How how) {
    switch (how) {
        case How::exact:
            return Confidence::confirmed;
        case How::path_prefix:
        case How::parent_domain:
        case How::url_variant:
            return Confidence::strong;
        case How::relative_path:
        case How::pattern:
        case How::truncated_name:
            return Confidence::moderate;
        case How::embedded:
        case How::other_page:
            break;
    }
    return Confidence::weak;
}

}  // namespace bridle
