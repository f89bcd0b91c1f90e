// Property lists in XML, rewritten as binary ones so that plist.cc reads both.
// An element that cannot be understood costs itself, and is a problem.
//
// pugixml parses without recursion and expands no entities but the five of
// XML and characters by number. It keeps what it read before an error.

#include <array>
#include <bit>
#include <charconv>
#include <pugixml.hpp>

#include "base/text.h"
#include "format/plist.h"

namespace bridle {

namespace {

constexpr std::size_t kMostBytes = 64 << 20;
// Each may become 64 bytes of pugixml's.
constexpr std::ptrdiff_t kMostMarkup = 1 << 20;
constexpr std::size_t kMostProblems = 1000;
constexpr std::size_t kReferenceSize = 4;
constexpr std::size_t kOffsetSize = 8;

// Writes the objects of a binary list one after the other.
class BinaryWriter {
public:
    explicit BinaryWriter(std::vector<std::byte>& out) : out_(out) { append("bplist00"); }

    // Each returns the number of the new object.
    std::uint32_t single(unsigned marker) {
        begin(marker);
        return number();
    }
    std::uint32_t word(unsigned marker, std::uint64_t value) {
        begin(marker);
        append_number(value, 8);
        return number();
    }
    std::uint32_t wide_integer(std::uint64_t value) {  // what 8 bytes with a sign cannot hold
        begin(0x14);
        append_number(0, 8);
        append_number(value, 8);
        return number();
    }
    std::uint32_t bytes(unsigned marker, std::string_view contents) {
        begin_sized(marker, contents.size());
        append(contents);
        return number();
    }
    std::uint32_t collection(unsigned marker, std::size_t size,
                             const std::vector<std::uint32_t>& references) {
        begin_sized(marker, size);
        for (std::uint32_t reference : references) append_number(reference, kReferenceSize);
        return number();
    }

    void finish() {
        std::uint64_t table = out_.size(), count = offsets_.size();
        for (std::uint64_t offset : offsets_) append_number(offset, kOffsetSize);
        append_number(kOffsetSize << 8 | kReferenceSize, 8);
        append_number(count, 8);
        append_number(count - 1, 8);  // the outermost is finished last
        append_number(table, 8);
    }

private:
    void begin(unsigned marker) {
        offsets_.push_back(out_.size());
        out_.push_back(static_cast<std::byte>(marker));
    }
    void begin_sized(unsigned marker, std::size_t size) {
        if (size < 15) return begin(marker << 4 | static_cast<unsigned>(size));
        begin(marker << 4 | 0xF);
        out_.push_back(std::byte{0x13});
        append_number(size, 8);
    }
    void append(std::string_view text) {
        Bytes raw = as_bytes(text);
        out_.insert(out_.end(), raw.begin(), raw.end());
    }
    void append_number(std::uint64_t value, std::size_t size) {
        std::array<std::byte, 8> raw;
        for (std::size_t i = 0; i < size; i++)
            raw[i] = static_cast<std::byte>(value >> 8 * (size - 1 - i));
        out_.insert(out_.end(), raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(size));
    }
    std::uint32_t number() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }

    std::vector<std::byte>& out_;
    std::vector<std::uint64_t> offsets_;
};

pugi::xml_node element_from(pugi::xml_node node) {
    while (node && node.type() != pugi::node_element) node = node.next_sibling();
    return node;
}

bool is_collection(std::string_view name) {
    return name == "dict" || name == "array";
}

// The text inside an element; comments and CDATA may have cut it in pieces.
std::string_view text_of(pugi::xml_node element, std::string& scratch) {
    scratch.clear();
    std::string_view only;
    int pieces = 0;
    for (pugi::xml_node child : element) {
        if (child.type() != pugi::node_pcdata && child.type() != pugi::node_cdata) continue;
        if (pieces++ == 1) scratch = only;
        only = child.value();
        if (pieces > 1) scratch += only;
    }
    return pieces > 1 ? std::string_view(scratch) : only;
}

class Rewriter {
public:
    Rewriter(std::vector<std::byte>& out, std::vector<Error>& problems)
        : writer_(out), problems_(problems) {}

    // Depth is the attacker's to choose, so the open collections are a list
    // of ours and not calls in each other.
    void rewrite(pugi::xml_node top) {
        pugi::xml_node here = top;
        for (;;) {
            if (is_collection(here.name())) {
                open_.push_back({here, members_.size()});
                if (pugi::xml_node inside = element_from(here.first_child())) {
                    here = inside;
                    continue;
                }
                close();
            } else {
                members_.push_back({value(here), std::string_view(here.name()) == "key"});
            }
            while (here != top && !element_from(here.next_sibling())) {
                here = here.parent();
                close();
            }
            if (here == top) break;
            here = element_from(here.next_sibling());
        }
        writer_.finish();
    }

private:
    struct Open {
        pugi::xml_node element;
        std::size_t first;  // of its members in members_
    };
    struct Member {
        std::uint32_t object;
        bool key;
    };

    void problem(Errc code, std::string what, pugi::xml_node where) {
        std::ptrdiff_t offset = where.offset_debug();
        if (problems_.size() < kMostProblems)
            problems_.push_back(
                {code, std::move(what), offset < 0 ? 0 : static_cast<std::uint64_t>(offset)});
    }

    // The members of the innermost collection become one object.
    void close() {
        Open done = open_.back();
        open_.pop_back();
        references_.clear();
        std::uint32_t object = 0;
        if (std::string_view(done.element.name()) == "array") {
            for (std::size_t i = done.first; i < members_.size(); i++)
                references_.push_back(members_[i].object);
            object = writer_.collection(0xA, references_.size(), references_);
        } else {
            pair_up(done);
            object = writer_.collection(0xD, references_.size() / 2, references_);
        }
        members_.resize(done.first);
        members_.push_back({object, false});
    }

    // Keys first, then values. What has no partner gets an empty one.
    void pair_up(const Open& dictionary) {
        values_.clear();
        auto complain = [&] {
            problem(Errc::corrupt, "key and value do not alternate", dictionary.element);
        };
        for (std::size_t i = dictionary.first; i < members_.size(); i++) {
            bool awaits_value = references_.size() > values_.size();
            if (members_[i].key == awaits_value) complain();
            if (members_[i].key) {
                if (awaits_value) values_.push_back(writer_.single(0x00));
                references_.push_back(members_[i].object);
            } else {
                if (!awaits_value) references_.push_back(writer_.bytes(0x7, ""));
                values_.push_back(members_[i].object);
            }
        }
        if (references_.size() > values_.size()) {
            complain();
            values_.push_back(writer_.single(0x00));
        }
        references_.insert(references_.end(), values_.begin(), values_.end());
    }

    std::uint32_t value(pugi::xml_node element) {
        std::string_view name = element.name();
        if (element_from(element.first_child()))
            problem(Errc::corrupt, "element inside a value", element);
        std::string_view text = text_of(element, scratch_);
        if (name == "string" || name == "key") return writer_.bytes(0x7, text);
        if (name == "true") return writer_.single(0x09);
        if (name == "false") return writer_.single(0x08);
        std::optional<std::uint32_t> written;
        text = trimmed(text);
        if (name == "integer") written = integer(text);
        if (name == "real") written = real(text);
        if (name == "date") written = date(text);
        if (name == "data") written = data(text);
        if (written) return *written;
        problem(Errc::corrupt, "element that cannot be read: " + to_utf8(name.substr(0, 32)),
                element);
        return writer_.single(0x00);
    }

    std::optional<std::uint32_t> integer(std::string_view text) {
        bool negative = text.starts_with('-');
        if (negative || text.starts_with('+')) text.remove_prefix(1);
        int base = 10;
        if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2), base = 16;
        std::uint64_t size = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, base);
        if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
        constexpr std::uint64_t kHalf = std::uint64_t{1} << 63;
        if (negative)
            return size > kHalf ? std::nullopt : std::optional(writer_.word(0x13, 0 - size));
        return size < kHalf ? writer_.word(0x13, size) : writer_.wide_integer(size);
    }

    std::optional<std::uint32_t> real(std::string_view text) {
        if (text.starts_with('+')) text.remove_prefix(1);
        double value = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
        return writer_.word(0x23, std::bit_cast<std::uint64_t>(value));
    }

    std::optional<std::uint32_t> date(std::string_view text) {
        static constexpr Time kZero = std::chrono::sys_days(std::chrono::year(2001) / 1 / 1);
        auto time = from_iso(text);
        if (!time) return std::nullopt;
        double seconds = static_cast<double>((*time - kZero).count()) / 1e6;
        return writer_.word(0x33, std::bit_cast<std::uint64_t>(seconds));
    }

    std::optional<std::uint32_t> data(std::string_view text) {
        auto decoded = from_base64(text);
        if (!decoded) return std::nullopt;
        return writer_.bytes(0x4, as_text(*decoded));
    }

    BinaryWriter writer_;
    std::vector<Error>& problems_;
    std::vector<Open> open_;
    std::vector<Member> members_;
    std::vector<std::uint32_t> references_, values_;
    std::string scratch_;
};

bool is_wide(std::string_view text) {
    using namespace std::string_view_literals;
    for (std::string_view start : {"\xFE\xFF"sv, "\xFF\xFE"sv, "<\0"sv, "\0<"sv})
        if (text.starts_with(start)) return true;
    return false;
}

bool looks_like_xml(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return is_wide(text) || trimmed(text.substr(0, 1024)).starts_with('<');
}

// Where pugixml would end a text in silence: at a NUL, plain or as &#0;.
std::size_t find_nul(std::string_view text) {
    std::size_t nul = text.find('\0');
    if (nul != std::string_view::npos &&
        text.find_first_not_of('\0', nul) == std::string_view::npos)
        nul = std::string_view::npos;  // padding behind the list
    std::size_t at = 0;
    while ((at = text.find("&#", at)) < nul) {
        std::size_t digits = at + 2;
        if (text.substr(digits).starts_with('x')) digits++;
        std::size_t end = text.find_first_not_of('0', digits);
        if (end != std::string_view::npos && end > digits && text[end] == ';') return at;
        at += 2;
    }
    return nul;
}

pugi::xml_node top_of(const pugi::xml_document& document) {
    static constexpr std::array<std::string_view, 9> kNames = {
        "dict", "array", "string", "data", "date", "integer", "real", "true", "false"};
    pugi::xml_node outer = document.document_element();
    if (std::string_view(outer.name()) == "plist") return element_from(outer.first_child());
    return std::ranges::count(kNames, outer.name()) ? outer : pugi::xml_node();
}

}  // namespace

Result<void> Plist::read_xml(Bytes bytes) {
    std::string_view text = as_text(bytes);
    if (!looks_like_xml(text)) return fail(Errc::corrupt, "not a property list");
    auto is_markup = [](char c) { return c == '<' || c == '='; };
    if (text.size() > kMostBytes || std::ranges::count_if(text, is_markup) > kMostMarkup)
        return fail(Errc::limit, "property list in XML is too large");
    if (std::size_t nul = find_nul(text); !is_wide(text) && nul != std::string_view::npos)
        xml_problems_.push_back({Errc::corrupt, "text ends at a NUL", nul});

    pugi::xml_document document;
    pugi::xml_parse_result parsed = document.load_buffer(
        text.data(), text.size(),
        pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata_single);
    if (!parsed)
        xml_problems_.push_back(
            {Errc::corrupt, parsed.description(),
             static_cast<std::uint64_t>(std::max<std::ptrdiff_t>(parsed.offset, 0))});
    pugi::xml_node top = top_of(document);
    if (!top) return fail(Errc::corrupt, "XML without a property list");

    rewritten_.clear();
    Rewriter(rewritten_, xml_problems_).rewrite(top);
    return read_binary(rewritten_);
}

}  // namespace bridle
