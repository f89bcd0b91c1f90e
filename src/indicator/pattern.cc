#include "indicator/pattern.h"

#include <array>
#include <optional>
#include <utility>

#include "base/text.h"

namespace bridle {

namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kLongest = 1 << 20;

bool is_word(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-';
}

// The value of base64 text; nothing when it is none.
std::optional<std::string> from_base64(std::string_view text) {
    std::string out;
    unsigned bits = 0, held = 0;
    while (text.ends_with('=')) text.remove_suffix(1);
    for (char c : text) {
        unsigned digit;
        if (c >= 'A' && c <= 'Z') {
            digit = static_cast<unsigned>(c - 'A');
        } else if (c >= 'a' && c <= 'z') {
            digit = static_cast<unsigned>(c - 'a') + 26;
        } else if (is_digit(c)) {
            digit = static_cast<unsigned>(c - '0') + 52;
        } else if (c == '+' || c == '/') {
            digit = c == '+' ? 62 : 63;
        } else {
            return std::nullopt;
        }
        bits = (bits << 6 | digit) & 0xFFFF;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> held & 0xFF);
        }
    }
    return out;
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Pattern> run() {
        pattern_.nodes.reserve(2);  // what nearly every pattern has
        std::size_t root = TRY(followed_by(0));
        skip_blanks();
        if (pos_ < text_.size() || root + 1 != pattern_.nodes.size())
            return wrong("more text than a pattern");
        return std::move(pattern_);
    }

private:
    using Type = Pattern::Type;

    std::unexpected<Error> wrong(std::string what) const {
        return fail(Errc::corrupt, std::move(what), pos_);
    }

    void skip_blanks() {
        while (pos_ < text_.size() && std::string_view(" \t\r\n\f\v").contains(text_[pos_])) pos_++;
    }
    char peek() {
        skip_blanks();
        return pos_ < text_.size() ? text_[pos_] : '\0';
    }
    bool take(char c) {
        if (peek() != c) return false;
        pos_++;
        return true;
    }
    // A keyword, and not the beginning of a longer word.
    bool take(std::string_view keyword) {
        if (lower(peek()) != lower(keyword[0])) return false;
        if (!equals_ignoring_case(text_.substr(pos_, keyword.size()), keyword)) return false;
        std::size_t after = pos_ + keyword.size();
        if (after < text_.size() && (is_word(text_[after]) || text_[after] == ':')) return false;
        pos_ = after;
        return true;
    }

    std::size_t add(Type type, std::vector<std::size_t> children, Comparison comparison = {}) {
        pattern_.nodes.push_back({type, std::move(children), std::move(comparison)});
        return pattern_.nodes.size() - 1;
    }

    using Rule = Result<std::size_t> (Parser::*)(int depth);

    // item (keyword item)*, which is the item itself when it stands alone.
    Result<std::size_t> list(Rule item, std::string_view keyword, Type type, int depth) {
        std::size_t first = TRY((this->*item)(depth));
        if (!take(keyword)) return first;
        std::vector<std::size_t> children = {first};
        do {
            std::size_t child = TRY((this->*item)(depth));
            children.push_back(child);
        } while (take(keyword));
        return add(type, std::move(children));
    }

    Result<std::size_t> followed_by(int depth) {
        if (depth > kDeepest) return fail(Errc::limit, "pattern too deep", pos_);
        return list(&Parser::any_observed, "FOLLOWEDBY", Type::followed_by, depth);
    }
    Result<std::size_t> any_observed(int depth) {
        return list(&Parser::all_observed, "OR", Type::any_observed, depth);
    }
    Result<std::size_t> all_observed(int depth) {
        return list(&Parser::observation, "AND", Type::all_observed, depth);
    }
    Result<std::size_t> any(int depth) {
        if (depth > kDeepest) return fail(Errc::limit, "pattern too deep", pos_);
        return list(&Parser::all, "OR", Type::any, depth);
    }
    Result<std::size_t> all(int depth) { return list(&Parser::test, "AND", Type::all, depth); }

    Result<std::size_t> observation(int depth) {
        std::size_t node;
        if (take('(')) {
            node = TRY(followed_by(depth + 1));
            if (!take(')')) return wrong("a bracket is not closed");
        } else if (take('[')) {
            node = TRY(any(depth + 1));
            if (!take(']')) return wrong("an observation is not closed");
            node = add(Type::observation, {node});
        } else {
            return wrong("no observation");
        }
        bool qualified = false;
        for (;;) {
            bool found = TRY(qualifier());
            if (!found) break;
            qualified = true;
        }
        return qualified ? add(Type::qualified, {node}) : node;
    }

    Result<bool> qualifier() {
        if (take("START")) {
            TRY(literal());
            if (!take("STOP")) return wrong("START without STOP");
            TRY(literal());
            return true;
        }
        std::string_view unit = take("WITHIN") ? "SECONDS" : take("REPEATS") ? "TIMES" : "";
        if (unit.empty()) return false;
        TRY(literal());
        if (!take(unit)) return wrong("a qualifier without its unit");
        return true;
    }

    Result<std::size_t> test(int depth) {
        if (take('(')) {
            std::size_t node = TRY(any(depth + 1));
            if (!take(')')) return wrong("a bracket is not closed");
            return node;
        }
        Comparison comparison;
        comparison.negated = take("NOT");
        if (take("EXISTS")) {
            TRY(object_path(comparison));
            comparison.op = Comparison::Operator::exists;
            return add(Type::comparison, {}, std::move(comparison));
        }
        TRY(object_path(comparison));
        if (take("NOT")) comparison.negated = !comparison.negated;
        TRY(operation(comparison));
        TRY(values(comparison));
        return add(Type::comparison, {}, std::move(comparison));
    }

    Result<void> object_path(Comparison& comparison) {
        comparison.object = TRY(word());
        if (!take(':')) return wrong("an object without a property");
        do {
            std::string part = TRY(path_part());
            comparison.path.push_back(std::move(part));
            while (pos_ < text_.size() && text_[pos_] == '[') {
                std::string step = TRY(index());
                comparison.path.push_back(std::move(step));
            }
        } while (take('.'));
        return {};
    }

    Result<std::string> word() {
        skip_blanks();
        std::size_t start = pos_;
        while (pos_ < text_.size() && is_word(text_[pos_])) pos_++;
        if (pos_ == start) return wrong("a name is missing");
        return std::string(text_.substr(start, pos_ - start));
    }
    Result<std::string> path_part() { return peek() == '\'' || peek() == '"' ? quoted() : word(); }

    // [0], [*], or a key in brackets, which some write for a quoted part.
    Result<std::string> index() {
        take('[');
        if (peek() == '\'' || peek() == '"') {
            std::string key = TRY(quoted());
            if (!take(']')) return wrong("an index is not closed");
            return key;
        }
        std::size_t end = text_.find(']', pos_);
        if (end == std::string_view::npos) return wrong("an index is not closed");
        std::string step = "[" + std::string(trimmed(text_.substr(pos_, end - pos_))) + "]";
        pos_ = end + 1;
        return step;
    }

    Result<void> operation(Comparison& comparison) {
        using enum Comparison::Operator;
        static constexpr std::pair<std::string_view, Comparison::Operator> kSigns[] = {
            {"==", equal},         {"=", equal}, {"!=", not_equal},        {"<>", not_equal},
            {"<=", less_or_equal}, {"<", less},  {">=", greater_or_equal}, {">", greater}};
        static constexpr std::pair<std::string_view, Comparison::Operator> kWords[] = {
            {"IN", in},
            {"LIKE", like},
            {"MATCHES", matches},
            {"ISSUBSET", is_subset},
            {"ISSUPERSET", is_superset}};
        skip_blanks();
        for (auto [sign, op] : kSigns) {
            if (!text_.substr(pos_).starts_with(sign)) continue;
            pos_ += sign.size();
            comparison.op = op;
            return {};
        }
        for (auto [keyword, op] : kWords) {
            if (!take(keyword)) continue;
            comparison.op = op;
            return {};
        }
        return wrong("no operator");
    }

    Result<void> values(Comparison& comparison) {
        if (comparison.op != Comparison::Operator::in) {
            std::string value = TRY(literal());
            comparison.values.push_back(std::move(value));
            return {};
        }
        if (!take('(')) return wrong("IN without a list");
        do {
            std::string value = TRY(literal());
            comparison.values.push_back(std::move(value));
        } while (take(','));
        if (!take(')')) return wrong("a list is not closed");
        return {};
    }

    // Hexadecimal and base64 literals become the bytes they stand for; a number,
    // a truth value and a time stay as written.
    Result<std::string> literal() {
        char first = peek();
        if (first == '\'' || first == '"') return quoted();
        bool prefixed = pos_ + 1 < text_.size() && text_[pos_ + 1] == '\'';
        if (!prefixed) return plain();
        pos_++;
        std::string value = TRY(quoted());
        if (first == 't') return value;
        if (first == 'b') {
            auto decoded = from_base64(value);
            if (!decoded) return wrong("a base64 literal that is none");
            return *std::move(decoded);
        }
        auto decoded = from_hex(value);
        if (first != 'h' || !decoded) return wrong("an unknown literal");
        return std::string(as_text(*decoded));
    }

    Result<std::string> plain() {
        std::size_t start = pos_;
        while (pos_ < text_.size() &&
               (is_word(text_[pos_]) || text_[pos_] == '.' || text_[pos_] == '+'))
            pos_++;
        if (pos_ == start) return wrong("a value is missing");
        return std::string(text_.substr(start, pos_ - start));
    }

    // Between single quotes; double ones are wrong, but published. A backslash
    // escapes a quote and itself; before anything else, as in '\\d', it is meant.
    Result<std::string> quoted() {
        char quote = text_[pos_];
        std::string out;
        for (std::size_t i = pos_ + 1; i < text_.size(); i++) {
            char c = text_[i];
            if (c == quote) {
                pos_ = i + 1;
                return out;
            }
            char next = i + 1 < text_.size() ? text_[i + 1] : ' ';
            if (c == '\\' && (next == '\\' || next == '\'' || next == quote)) c = text_[++i];
            out += c;
        }
        return wrong("a text is not closed");
    }

    std::string_view text_;
    std::size_t pos_ = 0;
    Pattern pattern_;
};

}  // namespace

Result<Pattern> parse_pattern(std::string_view text) {
    if (text.size() > kLongest) return fail(Errc::limit, "pattern too long");
    return Parser(text).run();
}

}  // namespace bridle
