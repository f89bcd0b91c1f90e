#include "register/model/export.h"

#include "base/hash.h"
#include "base/text.h"

namespace bridle::registry {

std::string derived_id(std::string_view origin, std::string_view what, std::size_t digits) {
    std::string text(origin);
    text += '\n';
    text += what;
    return hex(sha256(as_bytes(text))).substr(0, digits);
}

bool is_whole_day(std::string_view date) {
    return date.size() == 10;
}

std::string_view answered_text(const Json& answer) {
    return answer.text() == "none" ? std::string_view() : answer.text();
}

}  // namespace bridle::registry
