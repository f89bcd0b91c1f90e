#include "format/json_document.h"

#include <algorithm>

#include "base/text.h"

namespace bridle {

static constexpr std::size_t kMostBytes = 32 << 20;  // about ten times as much while it is read
static constexpr std::size_t kMostDepth = 200;

JsonDocument::JsonDocument() : parser_(std::make_unique<simdjson::dom::parser>(kMostBytes)) {}

Result<void> JsonDocument::read(std::string_view text) {
    read_ = false;
    if (text.size() > kMostBytes) return fail(Errc::limit, "JSON of more than 32 MB");
    if (parser_->capacity() < text.size() || parser_->max_depth() != kMostDepth)
        if (parser_->allocate(text.size() + 1, kMostDepth))
            return fail(Errc::limit, "too little memory for JSON");
    // Control characters are blanks between values, and not allowed within strings.
    std::string mended = is_utf8(text) ? std::string(text) : to_utf8(text);
    for (char& c : mended)
        if (c >= 0 && c < ' ') c = ' ';
    if (mended.size() > kMostBytes) return fail(Errc::limit, "JSON of more than 32 MB");
    if (auto error = parser_->parse(mended).get(root_))
        return fail(error == simdjson::DEPTH_ERROR ? Errc::limit : Errc::corrupt,
                    std::string("not JSON: ") + simdjson::error_message(error));
    read_ = true;
    return {};
}

}  // namespace bridle
