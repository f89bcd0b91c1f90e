#include "register/verify/bodies.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "format/json_value.h"
#include "register/log/wire.h"
#include "register/model/envelope.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostDefects = 20;  // of one file: what follows damage is damaged too
constexpr std::string_view kIndex = "{\"index\":", kSalt = ",\"salt\":\"",
                           kBody = ",\"body\":", kReason = ",\"reason\":";

struct Line {
    std::uint64_t index = 0;
    std::vector<std::byte> salt;
    std::optional<std::string> reason;
    std::string_view body;
};

// Up to `mark`, which is stepped over.
std::optional<std::string_view> take_until(std::string_view& rest, std::string_view mark) {
    std::size_t end = rest.find(mark);
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(end + mark.size());
    return taken;
}

// In one spelling only, so that no flipped bit goes unseen.
std::optional<std::string> parse_reason(std::string_view text) {
    auto json = Json::parse(text);
    if (!json || !json->is_text()) return std::nullopt;
    std::string again;
    append_json_string(again, json->text());
    if (again != text) return std::nullopt;
    return std::string(json->text());
}

std::optional<Line> parse_line(std::string_view text) {
    if (!text.starts_with(kIndex) || !text.ends_with('}')) return std::nullopt;
    text.remove_prefix(kIndex.size());
    text.remove_suffix(1);
    auto number = take_until(text, kSalt);
    auto salt = take_until(text, "\"");
    // Within the text of a reason there is no quotation mark without a backslash before it.
    auto reason = take_until(text, kBody);
    if (!number || !salt || !reason) return std::nullopt;
    auto index = from_decimal(*number);
    auto bytes = from_exact_base64(*salt);
    if (!index || !bytes || bytes->size() != kSaltBytes) return std::nullopt;
    Line line{*index, std::move(*bytes), std::nullopt, text};
    if (reason->empty()) return line;
    if (!reason->starts_with(kReason)) return std::nullopt;
    line.reason = parse_reason(reason->substr(kReason.size()));
    if (!line.reason) return std::nullopt;
    return line;
}

BodySegment read_segment(Resources& resources, std::uint64_t number, std::uint64_t size) {
    BodySegment segment;
    segment.path = bodies_path(number);
    segment.hashes.resize(kBodiesPerFile);
    auto text = resources.get(segment.path);
    if (!text) {
        segment.unreadable = text.error().what;
        return segment;
    }
    const std::uint64_t first = number * kBodiesPerFile;
    std::uint64_t next = first, line_number = 0;
    auto wrong = [&](std::string what) {
        if (segment.defects.size() < kMostDefects)
            segment.defects.push_back({segment.path, std::nullopt,
                                       fmt::format("line {}: {}", line_number, std::move(what))});
    };
    Sha256 hasher;
    std::string_view rest = *text;
    while (!rest.empty()) {
        line_number++;
        auto whole = take_line(rest);
        if (!whole) {
            wrong("has no end");
            break;
        }
        auto line = parse_line(*whole);
        if (!line) {
            wrong("is not the line of a body");
            continue;
        }
        if (line->index < next || line->index >= first + kBodiesPerFile) {
            wrong(fmt::format("leaf {} does not belong here", line->index));
            continue;
        }
        next = line->index + 1;
        if (line->index >= size) continue;
        auto body = Json::parse(line->body);
        if (!body || !body->is_object()) {
            wrong(fmt::format("the body of leaf {} is no JSON object", line->index));
            continue;
        }
        hasher.update(line->salt);
        hasher.update(as_bytes(line->body));
        BodyHashes hashes{hasher.finish(), std::nullopt, std::string((*body)["sha256"].text())};
        if (line->reason) hashes.reason = reason_hash(line->salt, *line->reason);
        segment.hashes[line->index - first] = hashes;
    }
    return segment;
}

}  // namespace

std::string bodies_path(std::uint64_t segment) {
    return fmt::format("bulk/records/{:06}.jsonl", segment);
}

std::string body_line(std::uint64_t index, std::string_view salt, std::string_view canonical_body,
                      std::string_view reason) {
    std::string line = fmt::format("{}{}{}{}\"", kIndex, index, kSalt, base64(as_bytes(salt)));
    if (!reason.empty()) {
        line += kReason;
        append_json_string(line, reason);
    }
    return fmt::format("{}{}{}}}\n", line, kBody, canonical_body);
}

const BodySegment& Bodies::segment_of(std::uint64_t index) {
    std::uint64_t wanted = index / kBodiesPerFile;
    // Those between are read too, for what is wrong in them.
    while (!at_ || *at_ < wanted) load(at_ ? *at_ + 1 : 0);
    return current_;
}

void Bodies::finish() {
    if (size_ > 0) static_cast<void>(segment_of(size_ - 1));
}

void Bodies::load(std::uint64_t segment) {
    current_ = next_.valid() ? next_.get() : read_segment(resources_, segment, size_);
    at_ = segment;
    std::ranges::move(current_.defects, std::back_inserter(defects_));
    current_.defects.clear();
    if ((segment + 1) * kBodiesPerFile < size_)
        next_ = std::async(std::launch::async | std::launch::deferred, read_segment,
                           std::ref(resources_), segment + 1, size_);
}

}  // namespace bridle::registry
