#include "format/certificate.h"

#include <string_view>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::uint8_t kSequence = 0x30, kSet = 0x31, kObject = 0x06, kVersion = 0xA0, kWide = 0x1E;
constexpr std::size_t kPartsAtMost = 32;    // of a name; real ones have a handful
constexpr std::size_t kLongestPart = 1024;  // RFC 5280 allows 64 characters for most

struct Item {
    std::uint8_t tag = 0;
    Cursor content{Bytes()};
};

Result<Item> next(Cursor& from) {
    std::uint8_t tag = TRY(from.be<std::uint8_t>());
    std::uint64_t length = TRY(from.be<std::uint8_t>());
    if (length > 0x84) return fail(Errc::unsupported, "length of a certificate", from.offset());
    if (length >= 0x80) {
        std::uint64_t bytes = length & 0x7F;
        length = 0;
        while (bytes-- > 0) {
            std::uint64_t byte = TRY(from.be<std::uint8_t>());
            length = length << 8 | byte;
        }
    }
    Cursor content = TRY(from.slice(length));
    return Item{tag, content};
}

Result<Item> expect(Cursor& from, std::uint8_t tag, const char* what) {
    std::uint64_t at = from.offset();
    Item item = TRY(next(from));
    if (item.tag != tag) return fail(Errc::corrupt, what, at);
    return item;
}

// What people know a part of a name by; the others have numbers only.
std::string_view label_of(std::string_view object) {
    if (object == "\x55\x04\x03") return "CN";
    if (object == "\x55\x04\x06") return "C";
    if (object == "\x55\x04\x07") return "L";
    if (object == "\x55\x04\x08") return "ST";
    if (object == "\x55\x04\x0A") return "O";
    if (object == "\x55\x04\x0B") return "OU";
    if (object == "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01") return "E";
    if (object == "\x09\x92\x26\x89\x93\xF2\x2C\x64\x01\x01") return "UID";
    return {};
}

Bytes rest_of(Cursor cursor) {
    return *cursor.take(cursor.left());
}

Result<void> add_part(Cursor part, std::string& name) {
    Item object = TRY(expect(part, kObject, "a part of a name has no kind"));
    Item value = TRY(next(part));
    std::string_view label = label_of(as_text(rest_of(object.content)));
    if (label.empty()) return {};
    Bytes bytes = rest_of(value.content);
    if (bytes.size() > kLongestPart) bytes = bytes.first(kLongestPart);
    if (!name.empty()) name += ", ";
    name.append(label).append("=").append(value.tag == kWide ? from_utf16be(bytes)
                                                             : printable(as_text(bytes)));
    return {};
}

Result<std::string> read_name(Cursor parts) {
    std::string name;
    for (std::size_t i = 0; i < kPartsAtMost && parts.left(); i++) {
        Item set = TRY(expect(parts, kSet, "a name holds something else than its parts"));
        while (set.content.left()) {
            Item part = TRY(expect(set.content, kSequence, "a part of a name is no pair"));
            TRY(add_part(part.content, name));
            if (++i > kPartsAtMost) return name;
        }
    }
    return name;
}

}  // namespace

Result<CertificateNames> certificate_names(Bytes der) {
    Cursor file(der);
    Item certificate = TRY(expect(file, kSequence, "not a certificate"));
    Item body = TRY(expect(certificate.content, kSequence, "not a certificate"));
    Cursor fields = body.content;
    Item number = TRY(next(fields));  // of the version, where it says one, then its own
    if (number.tag == kVersion) number = TRY(next(fields));
    TRY(next(fields));  // how it is signed
    Item issuer = TRY(expect(fields, kSequence, "a certificate has no issuer"));
    TRY(next(fields));  // from when until when
    Item subject = TRY(expect(fields, kSequence, "a certificate has no subject"));
    CertificateNames names;
    names.issuer = TRY(read_name(issuer.content));
    names.subject = TRY(read_name(subject.content));
    return names;
}

std::string distinguished_name(Bytes der) {
    Cursor parts(der);
    if (!der.empty() && der.front() == std::byte{kSequence})
        if (auto whole = next(parts)) parts = whole->content;
    auto name = read_name(parts);
    return name ? *name : std::string();
}

std::vector<std::byte> certificate_bytes(Bytes der_or_pem) {
    static constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----", kEnd = "-----END";
    std::string_view text = as_text(der_or_pem);
    if (std::size_t begin = text.find(kBegin); begin != text.npos) {
        std::string_view body = text.substr(begin + kBegin.size());
        if (auto decoded = from_base64(body.substr(0, body.find(kEnd)))) return *decoded;
    }
    return {der_or_pem.begin(), der_or_pem.end()};
}

}  // namespace bridle
