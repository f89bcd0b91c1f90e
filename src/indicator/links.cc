#include "indicator/links.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "base/text.h"
#include "indicator/host.h"
#include "indicator/script.h"

namespace bridle {

namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kLongestWritten = 2048;  // in bytes, written with escapes and other scripts
constexpr std::size_t kMostSymbols = 8;        // in a host

enum Role : std::uint8_t { kWord = 1, kScheme = 2, kStop = 4, kStartsTail = 8 };

constexpr auto kRoles = [] {
    std::array<std::uint8_t, 256> classes{};
    for (std::size_t c = 0; c <= ' '; c++) classes[c] = kStop;
    for (char c : std::string_view("<>\"`\x7F")) classes[static_cast<unsigned char>(c)] = kStop;
    for (std::size_t c = '0'; c <= '9'; c++) classes[c] = kWord | kScheme;
    for (std::size_t c = 'a'; c <= 'z'; c++) classes[c] = classes[c - 32] = kWord | kScheme;
    classes['-'] = kWord | kScheme;
    classes['_'] = kWord;
    classes['+'] = classes['.'] = kScheme;
    classes['/'] = classes['\\'] = classes['?'] = classes['#'] = kStartsTail;
    return classes;
}();

bool is(char c, unsigned classes) {
    return kRoles[static_cast<unsigned char>(c)] & classes;
}
bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}
bool ends_with(std::string_view text, std::string_view ending) {
    return text.size() >= ending.size() &&
           equals_ignoring_case(text.substr(text.size() - ending.size()), ending);
}
bool starts_with(std::string_view text, std::string_view start) {
    return equals_ignoring_case(text.substr(0, start.size()), start);
}

constexpr std::string_view kDisarmedDots[] = {"[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}"};

// "evil[.]com", "evil(dot)com": what stands after the host of a disarmed link.
// With nothing behind it, it is a smiley or an aside.
bool starts_disarmed_dot(std::string_view text) {
    for (std::string_view dot : kDisarmedDots) {
        if (!starts_with(text, dot)) continue;
        text.remove_prefix(dot.size());
        return !text.empty() && (is(text[0], kWord) || !is_ascii(text[0]));
    }
    return text.starts_with("[:]") && text.size() > 3 && is_digit(text[3]);
}
bool is_disarmed(std::string_view scheme);

bool ends_disarmed(std::string_view text) {
    for (std::string_view dot : kDisarmedDots)
        if (ends_with(text, dot)) return true;
    if (text.ends_with(':') && is_disarmed(text.substr(0, text.size() - 1))) return true;
    return ends_with(text, "[:]//") || ends_with(text, "[://]");
}

// hxxp, hXXps: written so that nobody taps it.
bool is_disarmed(std::string_view scheme) {
    if (ends_with(scheme, "s")) scheme.remove_suffix(1);
    return ends_with(scheme, "hxxp") || ends_with(scheme, "fxp") || ends_with(scheme, "hxp");
}

// h**p, h**ps: likewise.
bool is_rest_of_scheme(std::string_view scheme) {
    return equals_ignoring_case(scheme, "p") || equals_ignoring_case(scheme, "ps");
}

class Finder {
public:
    Finder(std::string_view text, std::vector<std::string_view>& links)
        : text_(text), links_(links) {}

    // Two kinds of places can be inside a link: a dot within a word, and "://".
    void run() {
        std::size_t dot = next_dot(), slashes = next_slashes();
        while (dot != kNone || slashes != kNone) {
            if (slashes < dot) {
                from_scheme(slashes);
            } else {
                from_dot(dot);
            }
            if (dot < done_) dot = next_dot();
            if (slashes < done_) slashes = next_slashes();
        }
    }

private:
    char at(std::size_t i) const { return i < text_.size() ? text_[i] : ' '; }
    std::string_view from(std::size_t i) const { return text_.substr(i); }

    std::size_t next_dot() const;
    std::size_t next_slashes() const;
    void from_scheme(std::size_t colon);
    void from_dot(std::size_t dot);

    std::size_t host_end(std::size_t start) const;
    std::size_t sentence_start(std::size_t start, std::size_t end) const;
    std::size_t without_next_word(std::size_t start, std::size_t end) const;
    std::size_t word_start(std::size_t dot) const;
    std::size_t word_end(std::size_t dot) const;
    std::size_t tail_end(std::size_t from, char before) const;
    std::size_t link_end(std::size_t host_end, char before) const;
    bool is_bare_link(std::size_t start, std::size_t end) const;
    bool is_real_host(std::string_view host) const;

    std::string_view text_;
    std::vector<std::string_view>& links_;
    std::size_t done_ = 0;  // everything before is spoken for
};

std::size_t Finder::next_dot() const {
    for (std::size_t i = text_.find('.', done_); i != kNone; i = text_.find('.', i + 1)) {
        if (i == 0 || i + 1 == text_.size()) continue;
        char before = text_[i - 1], after = text_[i + 1];
        if ((is(before, kWord) || !is_ascii(before)) && (is(after, kWord) || !is_ascii(after)))
            return i;
    }
    return kNone;
}

std::size_t Finder::next_slashes() const {
    for (std::size_t i = text_.find(':', done_); i != kNone; i = text_.find(':', i + 1))
        if (at(i + 1) == '/' || at(i + 1) == '\\') return i;
    return kNone;
}

void Finder::from_scheme(std::size_t colon) {
    std::size_t start = colon;
    while (start > done_ && is(text_[start - 1], kScheme)) start--;
    while (start < colon && !is_letter(text_[start])) start++;
    std::string_view scheme = text_.substr(start, colon - start);
    bool https = ends_with(scheme, "https"), http = ends_with(scheme, "http");
    if (https || http) start = colon - (https ? 5 : 4);
    done_ = colon + 1;
    std::size_t authority = std::min(colon + 3, text_.size());
    if (https || http)
        authority = std::min(text_.find_first_not_of("/\\", colon + 1), text_.size());
    char before = start > 0 ? text_[start - 1] : ' ';
    const bool disarmed = is_disarmed(scheme) || (before == '*' && is_rest_of_scheme(scheme));
    if (!https && !http && !disarmed && (scheme.size() < 2 || !from(colon).starts_with("://")))
        return;

    if (disarmed) {  // up to the next of a list
        done_ = std::min(tail_end(authority, before), text_.find_first_of(",;|", authority));
        return;
    }
    std::size_t host = authority;  // user-info first: look for its @
    for (std::size_t i = authority; i < text_.size() && !is(text_[i], kStop | kStartsTail); i++)
        if (text_[i] == '@') host = i + 1;
    std::size_t end = host_end(host);
    if (end == host) return;
    // "evil.com[.]mx" is of one host; "evil.com(.)x" may be a sentence that goes on.
    if (starts_disarmed_dot(from(end)) &&
        (at(end) == '[' || !is_real_host(text_.substr(host, end - host)))) {
        done_ = tail_end(end, before);
        return;
    }
    done_ = link_end(end, before);
    links_.push_back(text_.substr(start, done_ - start));
}

// Behind a scheme anything may be a host, also one label ("localhost"); but
// when a complete host is followed by a word of another script, that is the
// sentence going on.
std::size_t Finder::host_end(std::size_t start) const {
    if (at(start) == '[') {
        std::size_t end = start + 1;
        while (is(at(end), kWord) || at(end) == ':' || at(end) == '.') end++;
        return at(end) == ']' && end > start + 2 ? end + 1 : start;
    }
    std::size_t end = start, symbols = 0;
    Script last = Script::none;
    while (end < std::min(text_.size(), start + kLongestWritten)) {
        char c = text_[end];
        if (is_ascii(c)) {
            if (!is(c, kWord) && c != '.' && c != '%') break;
            last = c == '.' ? Script::none : is_letter(c) ? Script::latin : last;
            end++;
            continue;
        }
        Character next = first_character(from(end));
        Script script = script_of(next.code);
        const bool symbol = script == Script::none;  // browsers take many, such as "💩" and "ⓔ"
        if (symbol && (ends_address(next.code) || ++symbols > kMostSymbols)) break;
        bool changes = symbol || script == Script::full_stop ||
                       (script == Script::other && last == Script::latin);
        if (changes && is_real_host(text_.substr(start, end - start))) break;
        if (script != Script::invisible) last = script;
        end += next.size;
    }
    while (end > start && (text_[end - 1] == '.' || text_[end - 1] == '-')) end--;
    return sentence_start(start, end);
}

// "evil.com.Thanks", "evil.com.请看": a full stop without a blank behind it. Where the
// host ends, or `end` when all of it is the host.
std::size_t Finder::sentence_start(std::size_t start, std::size_t end) const {
    std::string_view host = text_.substr(start, end - start);
    for (std::size_t dot = host.rfind('.'); dot != kNone && dot > 0 && dot + 1 < host.size();
         dot = host.rfind('.', dot - 1)) {
        char first = host[dot + 1];
        const bool begins = !is_ascii(first) || (first >= 'A' && first <= 'Z');
        if (!begins || is_real_host(host)) break;
        if (is_real_host(host.substr(0, dot))) return start + dot;
    }
    return end;
}

bool Finder::is_real_host(std::string_view host) const {
    if (!host.contains('.')) return false;
    std::string scratch;
    return has_real_top_level(canonical_host(host, scratch));
}

// The words around a dot are of one script each: in "看evil.com吧" the first is "evil".
std::size_t Finder::word_start(std::size_t dot) const {
    std::size_t start = dot;
    Script script = Script::none;
    while (start > done_) {
        char c = text_[start - 1];
        if (is_ascii(c)) {
            if (c == '.' && (start == dot || text_[start] == '.')) break;
            if (!is(c, kWord) && c != '.') break;
            if (is_letter(c) && script == Script::other) break;
            script = c == '.' ? Script::none : is_letter(c) ? Script::latin : script;
            start--;
            continue;
        }
        Character next = last_character(text_.substr(done_, start - done_));
        Script now = script_of(next.code);
        if (now == Script::none || now == Script::full_stop) break;
        if (now != Script::invisible && script != Script::none && now != script) break;
        if (now != Script::invisible) script = now;
        start -= next.size;
    }
    return start;
}

std::size_t Finder::word_end(std::size_t dot) const {
    std::size_t end = dot;
    Script script = Script::none;
    while (end < text_.size()) {
        char c = text_[end];
        if (is_ascii(c)) {
            bool ends_word = c == '.' && (!is(at(end + 1), kWord) && is_ascii(at(end + 1)));
            if (ends_word || (!is(c, kWord) && c != '.')) break;
            if (is_letter(c) && script == Script::other) break;
            script = c == '.' ? Script::none : is_letter(c) ? Script::latin : script;
            end++;
            continue;
        }
        Character next = first_character(from(end));
        Script now = script_of(next.code);
        if (now == Script::none || now == Script::full_stop) break;
        if (now != Script::invisible && script != Script::none && now != script) break;
        if (now != Script::invisible) script = now;
        end += next.size;
    }
    return end;
}

bool is_trim(std::string_view text, Character c) {
    return c.code == '-' || c.code == '_' || c.code == '.' ||
           (!is_ascii(text[0]) && script_of(c.code) == Script::invisible);
}

void Finder::from_dot(std::size_t dot) {
    std::size_t start = word_start(dot), end = word_end(dot);
    done_ = std::max(end, dot + 1);
    while (start < end) {
        Character first = first_character(text_.substr(start, end - start));
        if (!is_trim(from(start), first)) break;
        start += first.size;
    }
    while (start < end) {
        std::string_view word = text_.substr(start, end - start);
        Character last = last_character(word);
        if (!is_trim(word.substr(word.size() - last.size), last)) break;
        end -= last.size;
    }
    // An address inside another one is escaped: ?u=https%3A%2F%2Fevil.com
    if (start > 0 && text_[start - 1] == '%' && end - start > 2) start += 2;
    end = without_next_word(start, end);
    if (!is_bare_link(start, end)) return;
    done_ = link_end(end, start > 0 ? text_[start - 1] : ' ');
    links_.push_back(text_.substr(start, done_ - start));
}

// Nor does what is joined to it by a hyphen belong to it: "evil.com-it's".
std::size_t Finder::without_next_word(std::size_t start, std::size_t end) const {
    end = sentence_start(start, end);
    std::string_view host = text_.substr(start, end - start);
    std::size_t hyphen = host.find('-', host.rfind('.') + 1);
    if (hyphen == kNone || is_real_host(host) || !is_real_host(host.substr(0, hyphen))) return end;
    return start + hyphen;
}

// Top levels that are words with which a sentence begins.
constexpr std::string_view kWords[] = {"Am", "As", "At", "Be", "By", "De", "Do", "Es",
                                       "Id", "Il", "In", "Is", "It", "La", "Me", "My",
                                       "Ne", "No", "Se", "Si", "So", "To", "Us"};

// "done.It was" is two sentences, whatever Italy thinks.
bool is_missing_blank(std::string_view host) {
    std::string_view last = host.substr(host.rfind('.') + 1);
    return std::ranges::find(kWords, last) != std::end(kWords) && is_ascii(host[0]) &&
           lower(host[0]) == host[0];
}

// Whether the plus goes on to an "@", as in a.de+news@evil.com.
bool is_tag_of_email(std::string_view text) {
    static constexpr std::size_t kLongest = 64;
    std::size_t end = 0;
    while (end < std::min(text.size(), kLongest) && (is(text[end], kWord | kScheme))) end++;
    return end < text.size() && text[end] == '@';
}

bool Finder::is_bare_link(std::size_t start, std::size_t end) const {
    std::string_view host = text_.substr(start, end - start);
    char before = start > 0 ? text_[start - 1] : ' ', after = at(end);
    if (after == '@' || (after == '+' && is_tag_of_email(from(end)))) return false;  // e-mail
    if (before == '@' && start > 1 && !is(text_[start - 2], kStop)) return false;
    bool in_path = before == '/' || before == '\\';
    if (in_path && !(start > 1 && text_[start - 2] == before)) return false;
    if (starts_disarmed_dot(from(end)) || ends_disarmed(text_.substr(0, start))) return false;
    if (host.empty() || !host.contains('.')) return false;
    if (is_digit(host.back())) return parse_ip(host).has_value();
    if (is_missing_blank(host) && !is(after, kStartsTail)) return false;
    std::size_t last = host.rfind('.') + 1;
    if (host.size() - last < 2) return false;
    return is_real_host(host);
}

// Behind the host: a port, a path, and less what belongs to the sentence.
std::size_t Finder::link_end(std::size_t end, char before) const {
    if (at(end) == ':' && is_digit(at(end + 1))) {
        end++;
        while (is_digit(at(end))) end++;
    }
    std::size_t tail = end;  // "evil.com./x" and "evil.com:/x" are that host, too
    if (at(tail) == '.' && is(at(tail + 1), kStartsTail)) tail++;
    if (at(tail) == ':' && is(at(tail + 1), kStartsTail) && !from(tail).starts_with("://")) tail++;
    if (!is(at(tail), kStartsTail)) return end;
    std::size_t tail_ends = tail_end(tail, before);
    return tail_ends == tail ? end : tail_ends;
}

struct Bracket {
    char opening, closing;
    std::size_t opened = 0, closed = 0;
};

// One that closes more than the text opens is the sentence's.
bool closes_too_much(std::span<Bracket> brackets, char c) {
    for (Bracket& bracket : brackets)
        if (c == bracket.closing && bracket.closed > bracket.opened) return bracket.closed--, true;
    return false;
}

std::size_t Finder::tail_end(std::size_t start, char before) const {
    Bracket brackets[] = {{'(', ')'}, {'[', ']'}, {'{', '}'}};
    std::size_t end = start;
    while (end < text_.size()) {
        char c = text_[end];
        std::size_t size = 1;
        if (is_ascii(c)) {
            if (is(c, kStop) || (c == '\'' && before == '\'')) break;
            bool separates = c == ',' || c == ';' || c == '|' || c == ')' || c == ']';
            if (separates && starts_with(from(end + 1), "http")) break;
        } else {
            Character next = first_character(from(end));
            if (ends_address(next.code)) break;
            size = next.size;
        }
        for (Bracket& bracket : brackets) {
            bracket.opened += c == bracket.opening;
            bracket.closed += c == bracket.closing;
        }
        end += size;
    }
    while (end > start) {
        char c = text_[end - 1];
        bool paired = c == before && (c == '*' || c == '_' || c == '~' || c == '|');
        if (std::string_view(".,;:!?'").contains(c) || paired || closes_too_much(brackets, c)) {
            end--;
            continue;
        }
        Character last = last_character(text_.substr(start, end - start));
        if (is_ascii(c) || script_of(last.code) != Script::invisible) break;
        end -= last.size;
    }
    return end;
}

}  // namespace

void find_links(std::string_view text, std::vector<std::string_view>& links) {
    links.clear();
    Finder(text, links).run();
}

}  // namespace bridle
