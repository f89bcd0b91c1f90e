#include "format/ips.h"

#include <algorithm>

#include "base/text.h"

namespace bridle {

static constexpr std::size_t kLongestMetadata = 256 << 10;

// One object to a line, and of no interest here: core analytics.
static bool is_many_documents(JsonDocument::Node metadata) {
    const std::string_view type = metadata["bug_type"].text().value_or("");
    return type == "211" || type == "33";
}

static bool says_what_it_is(std::string_view text) {
    return text.starts_with("Incident Identifier:") || text.starts_with("Date/Time:");
}

Result<void> IpsReport::read(Bytes bytes) {
    form_ = Form::nothing;
    text_ = {};
    list_ = {};
    json_ = {};
    metadata_ = {};
    problems_.clear();
    const std::string_view text = as_text(bytes);
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view first = text.substr(0, std::min(end, kLongestMetadata));
    auto done = metadata_.read(first);
    if (done && metadata_.root().is_object()) {
        if (!is_many_documents(metadata_.root()))
            read_body(text.substr(std::min(end + 1, text.size())), std::min(end + 1, text.size()));
        return {};
    }
    metadata_ = {};
    // Somebody took the line away.
    if (says_what_it_is(text) || (text.starts_with('{') && json_.read(text))) {
        problems_.push_back({Errc::corrupt, "the line that says what the report is is missing"});
        read_body(text, 0);
        return {};
    }
    return fail(Errc::corrupt, "no line of JSON that says what the report is");
}

void IpsReport::read_body(std::string_view body, std::uint64_t offset) {
    const std::size_t begin = body.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return;  // it occurs
    auto keep = [&](const Result<void>& done, Form form) {
        if (done)
            form_ = form;
        else
            problems_.push_back({done.error().code, "the body is " + done.error().what, offset});
    };
    switch (body[begin]) {
        case '{':
            return keep(json_.read(body), Form::json);
        case '<':
            keep(list_.read(as_bytes(body)), Form::property_list);
            for (const Error& problem : list_.problems()) problems_.push_back(problem);
            return;
        default:
            text_ = body;
            form_ = Form::text;
    }
}

}  // namespace bridle
