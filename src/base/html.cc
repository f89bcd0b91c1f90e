#include "base/html.h"

#include "base/text.h"

namespace bridle {

static void append_escaped(std::string& out, std::string_view text) {
    for (char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
}

Html& Html::open(Literal tag, AttributeSpan attributes) {
    out_ += '<';
    out_ += tag.view();
    for (const Attribute& attribute : attributes) {
        out_ += ' ';
        out_ += attribute.name.view();
        out_ += "=\"";
        append_escaped(out_, attribute.value);
        out_ += '"';
    }
    out_ += '>';
    return *this;
}

// A line for each block, so that the file can be read and compared.
Html& Html::close(Literal tag) {
    constexpr std::string_view kInline[] = {"a",    "b",     "bdi",  "span",
                                            "code", "small", "time", "strong"};
    out_ += "</";
    out_ += tag.view();
    out_ += '>';
    for (std::string_view name : kInline)
        if (name == tag.view()) return *this;
    out_ += '\n';
    return *this;
}

Html& Html::element(Literal tag, Attributes attributes, std::string_view contents) {
    return open(tag, attributes).text(contents).close(tag);
}

Html& Html::element(Literal tag, AttributeSpan attributes, std::string_view contents) {
    return open(tag, attributes).text(contents).close(tag);
}

Html& Html::text(std::string_view text) {
    append_escaped(out_, text);
    return *this;
}

Html& Html::evidence(std::string_view text, Literal css_class) {
    return element("bdi", {{"class", std::string(css_class.view())}}, visible(text));
}

Html& Html::raw(Literal text) {
    out_ += text.view();
    return *this;
}

}  // namespace bridle
