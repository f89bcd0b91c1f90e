#include "register/log/wire.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace bridle::registry {

std::optional<std::uint64_t> from_decimal(std::string_view text) {
    if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    if (text.front() == '0' && text.size() > 1) return std::nullopt;
    std::uint64_t number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number > kLargestTree) return std::nullopt;
    return number;
}

std::optional<std::vector<std::byte>> from_exact_base64(std::string_view text) {
    auto bytes = from_base64(text);
    if (!bytes || base64(*bytes) != text) return std::nullopt;
    return bytes;
}

std::optional<Hash> hash_from_base64(std::string_view text) {
    auto bytes = from_exact_base64(text);
    Hash hash;
    if (!bytes || bytes->size() != hash.size()) return std::nullopt;
    std::ranges::copy(*bytes, hash.begin());
    return hash;
}

bool is_plain_text(std::string_view text) {
    auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
    return std::ranges::none_of(text, is_control) && is_utf8(text);
}

std::optional<std::string_view> take_line(std::string_view& rest) {
    std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

Result<std::vector<Hash>> take_proof(std::string_view& rest) {
    std::vector<Hash> proof;
    for (;;) {
        auto line = take_line(rest);
        if (!line) return fail(Errc::truncated, "there is no empty line behind the proof");
        if (line->empty()) return proof;
        if (proof.size() == kLongestProof)
            return fail(Errc::limit, "the proof has more hashes than a tree has levels");
        auto hash = hash_from_base64(*line);
        if (!hash) return fail(Errc::corrupt, "a line of the proof is not a hash in base64");
        proof.push_back(*hash);
    }
}

void append_proof(std::string& out, std::span<const Hash> proof) {
    for (const Hash& hash : proof) {
        out += base64(hash);
        out += '\n';
    }
}

}  // namespace bridle::registry
