#include "fabricate/plist.h"

#include <bit>

#include "base/text.h"
#include "fabricate/encoding.h"

namespace bridle::fabricate {

namespace {

// The low nibble holds a count below 15; a larger one follows as an integer object.
void append_marker(std::string& out, unsigned char marker, std::uint64_t count) {
    if (count < 15) {
        out += static_cast<char>(marker | count);
        return;
    }
    out += static_cast<char>(marker | 0x0F);
    int width = count <= 0xFF ? 0 : count <= 0xFFFF ? 1 : count <= 0xFFFFFFFF ? 2 : 3;
    out += static_cast<char>(0x10 | width);
    append_be(out, count, std::size_t{1} << width);
}

std::size_t width_of(std::uint64_t largest) {
    return largest <= 0xFF ? 1 : largest <= 0xFFFF ? 2 : largest <= 0xFFFFFFFF ? 4 : 8;
}

}  // namespace

BinaryPlist::Ref BinaryPlist::scalar(std::string bytes) {
    auto [at, is_new] = known_.try_emplace(bytes, static_cast<Ref>(objects_.size()));
    if (is_new) objects_.push_back({std::move(bytes), 0, {}});
    return at->second;
}

BinaryPlist::Ref BinaryPlist::container(unsigned char marker) {
    objects_.push_back({{}, marker, {}});
    return static_cast<Ref>(objects_.size() - 1);
}

void BinaryPlist::fill(Ref container, std::span<const Ref> members) {
    objects_[container].members.assign(members.begin(), members.end());
}

BinaryPlist::Ref BinaryPlist::raw(std::string_view object) {
    objects_.push_back({std::string(object), 0, {}});
    return static_cast<Ref>(objects_.size() - 1);
}

BinaryPlist::Ref BinaryPlist::boolean(bool value) {
    return scalar(value ? "\x09" : "\x08");
}

BinaryPlist::Ref BinaryPlist::integer(std::int64_t value) {
    auto bits = static_cast<std::uint64_t>(value);  // a negative one takes all eight bytes
    std::size_t width = width_of(bits);
    std::string object(1, static_cast<char>(0x10 | std::countr_zero(width)));
    append_be(object, bits, width);
    return scalar(std::move(object));
}

BinaryPlist::Ref BinaryPlist::real(double value) {
    std::string object = "\x23";
    append_be(object, std::bit_cast<std::uint64_t>(value), 8);
    return scalar(std::move(object));
}

BinaryPlist::Ref BinaryPlist::date(Time value) {
    std::string object = "\x33";
    append_be(object, std::bit_cast<std::uint64_t>(cocoa_seconds(value)), 8);
    return scalar(std::move(object));
}

BinaryPlist::Ref BinaryPlist::data(std::string_view bytes) {
    std::string object;
    append_marker(object, 0x40, bytes.size());
    object += bytes;
    return scalar(std::move(object));
}

BinaryPlist::Ref BinaryPlist::text(std::string_view utf8) {
    std::string object;
    if (is_ascii(utf8)) {
        append_marker(object, 0x50, utf8.size());
        object += utf8;
    } else {
        std::u16string units = utf16(utf8);
        append_marker(object, 0x60, units.size());
        for (char16_t unit : units) append_be(object, unit, 2);
    }
    return scalar(std::move(object));
}

BinaryPlist::Ref BinaryPlist::uid(std::uint64_t index) {
    std::size_t width = width_of(index);
    std::string object(1, static_cast<char>(0x80 | (width - 1)));
    append_be(object, index, width);
    return scalar(std::move(object));
}

std::string BinaryPlist::finish(Ref top) const {
    std::size_t ref_width = width_of(objects_.size());
    std::string out = "bplist00";
    std::vector<std::uint64_t> offsets;
    for (const Object& object : objects_) {
        offsets.push_back(out.size());
        if (object.container) {
            bool pairs = object.container == 0xD0;
            append_marker(out, object.container, object.members.size() / (pairs ? 2 : 1));
            for (Ref member : object.members) append_be(out, member, ref_width);
        } else {
            out += object.bytes;
        }
    }
    std::uint64_t table = out.size();
    std::size_t offset_width = width_of(table);
    for (std::uint64_t offset : offsets) append_be(out, offset, offset_width);
    out.append(6, '\0');
    out += static_cast<char>(offset_width);
    out += static_cast<char>(ref_width);
    append_be(out, objects_.size(), 8);
    append_be(out, top, 8);
    append_be(out, table, 8);
    return out;
}

namespace {

using Ref = BinaryPlist::Ref;

// A container takes its number before its members, so the root is object 0, as Apple has it.
// The depth is that of a literal in our own source.
Ref add(BinaryPlist& out, const Plist& tree) {
    auto all = [&](const Plist::Array& array, std::vector<Ref> refs = {}) {
        for (const Plist& member : array) refs.push_back(add(out, member));
        return refs;
    };
    struct Visitor {
        BinaryPlist& out;
        decltype(all)& each;
        Ref operator()(bool value) { return out.boolean(value); }
        Ref operator()(std::int64_t value) { return out.integer(value); }
        Ref operator()(double value) { return out.real(value); }
        Ref operator()(Time value) { return out.date(value); }
        Ref operator()(const std::string& value) { return out.text(value); }
        Ref operator()(const Plist::Data& value) { return out.data(value.bytes); }
        Ref operator()(Plist::Uid value) { return out.uid(value.index); }
        Ref operator()(const Plist::Array& value) {
            Ref made = out.array();
            out.fill(made, each(value));
            return made;
        }
        Ref operator()(const Plist::Set& value) {
            Ref made = out.set();
            out.fill(made, each(value.members));
            return made;
        }
        Ref operator()(const Plist::Dictionary& value) {
            Ref made = out.dictionary();
            std::vector<Ref> members;
            for (const auto& [key, ignored] : value) members.push_back(out.text(key));
            for (const auto& [ignored, member] : value) members.push_back(add(out, member));
            out.fill(made, members);
            return made;
        }
    };
    return std::visit(Visitor{out, all}, tree.value());
}

void append_escaped(std::string& out, std::string_view text) {
    for (char c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '&')
            out += "&amp;";
        else
            out += c;
    }
}

// Writes XML with tabs for levels, as Apple's writer does.
struct XmlWriter {
    std::string& out;
    std::size_t depth = 0;

    void line(std::string_view text) {
        out.append(depth, '\t');
        out += text;
        out += '\n';
    }
    void element(std::string_view name, std::string_view text) {
        out.append(depth, '\t');
        out.append("<").append(name).append(">");
        append_escaped(out, text);
        out.append("</").append(name).append(">\n");
    }
    void operator()(bool value) { line(value ? "<true/>" : "<false/>"); }
    void operator()(std::int64_t value) { element("integer", std::to_string(value)); }
    void operator()(double value) { element("real", shortest(value)); }
    void operator()(Time value) {
        element("date", iso(std::chrono::floor<std::chrono::seconds>(value)));
    }
    void operator()(const std::string& value) { element("string", value); }
    void operator()(const Plist::Data& value) {
        line("<data>");
        line(base64(as_bytes(value.bytes)));
        line("</data>");
    }
    void operator()(Plist::Uid value) {  // XML has no UID; Apple writes this in its place
        (*this)(Plist::Dictionary{{"CF$UID", static_cast<std::int64_t>(value.index)}});
    }
    void operator()(const Plist::Array& value) {
        line("<array>");
        depth++;
        for (const Plist& member : value) std::visit(*this, member.value());
        depth--;
        line("</array>");
    }
    void operator()(const Plist::Set& value) { (*this)(value.members); }
    void operator()(const Plist::Dictionary& value) {
        line("<dict>");
        depth++;
        for (const auto& [key, member] : value) {
            element("key", key);
            std::visit(*this, member.value());
        }
        depth--;
        line("</dict>");
    }
};

}  // namespace

std::string binary_plist(const Plist& tree) {
    BinaryPlist out;
    Ref top = add(out, tree);
    return out.finish(top);
}

std::string xml_plist(const Plist& tree) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
        "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
        "<plist version=\"1.0\">\n";
    XmlWriter writer{out};
    std::visit(writer, tree.value());
    return out + "</plist>\n";
}

}  // namespace bridle::fabricate
