// Members of a tar, byte by byte, for what no writer of ours would write.

#pragma once

#include <string>
#include <string_view>

namespace bridle::test {

struct Header {
    std::string name;
    std::string content = {};
    char kind = '0';
    std::string size = {};  // as the field says it, if not the content's
    std::string target = {}, prefix = {};
};

inline std::string octal(std::uint64_t value, int digits) {
    std::string text(static_cast<std::size_t>(digits), '0');
    for (std::size_t i = text.size(); i-- > 0; value >>= 3)
        text[i] = static_cast<char>('0' + (value & 7));
    return text;
}

inline std::string member(const Header& header) {
    std::string block(512, '\0');
    block.replace(0, header.name.size(), header.name);
    block.replace(100, 7, "0100644");
    block.replace(108, 7, octal(501, 7));
    std::string size = header.size.empty() ? octal(header.content.size(), 11) : header.size;
    block.replace(124, size.size(), size);
    block.replace(136, 11, octal(1'700'000'000, 11));
    block.replace(148, 8, "        ");
    block[156] = header.kind;
    block.replace(157, header.target.size(), header.target);
    block.replace(257, 8,
                  std::string_view("ustar\0"
                                   "00",
                                   8));
    block.replace(345, header.prefix.size(), header.prefix);
    unsigned sum = 0;
    for (char c : block) sum += static_cast<unsigned char>(c);
    block.replace(148, 7, octal(sum, 6) + std::string(1, '\0'));
    block += header.content;
    block.resize((block.size() + 511) / 512 * 512, '\0');
    return block;
}

inline std::string ended(std::string archive) {
    return archive + std::string(1024, '\0');
}

// Of an extended header: "27 path=private/var/x\n".
inline std::string record(std::string_view key, std::string_view value) {
    const std::string rest = " " + std::string(key) + "=" + std::string(value) + "\n";
    std::size_t size = rest.size() + 1;
    while (size != rest.size() + std::to_string(size).size())
        size = rest.size() + std::to_string(size).size();
    return std::to_string(size) + rest;
}

}  // namespace bridle::test
