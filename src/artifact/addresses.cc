#include "artifact/addresses.h"

#include <algorithm>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::size_t kLocalAtMost = 64, kHostAtMost = 253, kDepth = 4, kNodes = 1'000'000;
constexpr std::size_t kTimesAtMost = 8, kPathDepth = 16, kKeyShown = 80;

bool is_local(char c) {
    return is_letter(c) || is_digit(c) || std::string_view("._%+-").contains(c);
}
bool is_host(char c) {
    return is_letter(c) || is_digit(c) || c == '.' || c == '-';
}

// A host of two labels or more whose last one is of letters.
bool is_mail_host(std::string_view host) {
    std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || host.contains("..")) return false;
    std::string_view last = host.substr(dot + 1);
    static constexpr std::string_view kFiles[] = {"png", "jpg", "jpeg", "heic", "gif", "pdf"};
    return last.size() >= 2 && std::ranges::all_of(last, is_letter) &&
           std::ranges::find(kFiles, lower(last)) == std::end(kFiles);  // icon@2x.png
}

std::string_view without_scheme(std::string_view text) {
    for (std::string_view scheme : {"mailto:", "tel:"})
        if (text.size() > scheme.size() &&
            equals_ignoring_case(text.substr(0, scheme.size()), scheme))
            return text.substr(scheme.size());
    return text;
}

}  // namespace

bool is_email(std::string_view text) {
    std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at <= kLocalAtMost &&
           text.size() - at - 1 <= kHostAtMost &&
           std::ranges::all_of(text.substr(0, at), is_local) &&
           std::ranges::all_of(text.substr(at + 1), is_host) && is_mail_host(text.substr(at + 1));
}

bool is_phone(std::string_view text) {
    if (!text.starts_with('+')) return false;
    std::size_t digits = 0;
    for (char c : text.substr(1)) {
        if (is_digit(c))
            digits++;
        else if (!std::string_view(" -()").contains(c))
            return false;
    }
    return digits >= 7 && digits <= 15;
}

void Addresses::add(std::string_view address) {
    if (found_.size() < kMost) found_.emplace(address);
}

void Addresses::find_in(std::string_view text) {
    if (!budget_.spend(text.size() + 1)) return;
    if (std::string_view whole = without_scheme(trimmed(text)); is_phone(whole)) add(whole);
    for (std::size_t at = text.find('@'); at != std::string_view::npos;
         at = text.find('@', at + 1)) {
        std::size_t begin = at, end = at + 1;
        while (begin > 0 && at - begin < kLocalAtMost && is_local(text[begin - 1])) begin--;
        while (end < text.size() && end - at <= kHostAtMost && is_host(text[end])) end++;
        while (end > at + 1 && !is_letter(text[end - 1])) end--;  // the full stop of a sentence
        std::string_view address = text.substr(begin, end - begin);
        if (begin < at && is_email(address)) add(address);
    }
    for (std::size_t at = text.find("tel:+"); at != std::string_view::npos;
         at = text.find("tel:+", at + 1)) {
        std::size_t end = at + 5;
        while (end < text.size() && end - at < 24 && is_digit(text[end])) end++;
        if (std::string_view number = text.substr(at + 4, end - at - 4); is_phone(number))
            add(number);
    }
}

void Addresses::find_in_bytes(Bytes bytes, std::size_t depth) {
    std::string_view text = as_text(bytes);
    const bool list = text.starts_with("bplist00") || text.starts_with("<?xml");
    if (list && depth < kDepth && budget_.spend(bytes.size())) {
        if (auto parsed = Plist::parse(bytes)) return find_in_list(parsed->root(), depth);
    }
    find_in(text);
}

void Addresses::find_in_list(Plist::Node node, std::size_t depth) {
    std::string scratch;
    auto visit = [&](Plist::Node each) {
        if (each.type() == Plist::Type::text) find_in(each.text(scratch));
        if (each.type() == Plist::Type::data) find_in_bytes(each.data(), depth + 1);
    };
    // A list that repeats itself beyond measure has said what it has to say.
    auto done = for_each(node, kNodes, visit);
    (void)done;
}

void Addresses::append_to(std::vector<Field>& fields, std::string_view name) const {
    for (const std::string& address : found_)
        fields.push_back(headline(text(name, address, Kind::handle)));
}

// As a date, or as a number under a key that says that it is one.
static std::optional<Time> time_of(std::string_view key, Plist::Node value) {
    if (value.type() == Plist::Type::date) return value.date();
    auto number = value.real();
    if (!number) return std::nullopt;
    const std::string name = lower(key);
    if (!name.contains("date") && !name.contains("timestamp")) return std::nullopt;
    if (*number > 1e11) return to_time(*number, Epoch::unix_millis);
    if (*number > 1.2e9) return to_time(*number, Epoch::unix_seconds);  // in Apple's count 2039
    return *number > 1e8 ? to_time(*number, Epoch::cocoa) : std::nullopt;
}

std::vector<Time> times_in(Plist::Node dictionary) {
    std::vector<Time> times;
    std::string scratch;
    for (auto [key, value] : dictionary.members()) {
        if (times.size() == kTimesAtMost) break;
        if (auto time = time_of(key.text(scratch), value)) times.push_back(*time);
    }
    return times;
}

namespace {

bool is_list(Plist::Node node) {
    return node.type() == Plist::Type::array || node.type() == Plist::Type::set;
}

class Walk {
public:
    explicit Walk(const std::function<Result<Further>(const PlistPlace&)>& visit) : visit_(visit) {}

    Result<void> into(Plist::Node node, std::size_t depth) {  // NOLINT(misc-no-recursion)
        if (++visited_ > kNodes)
            return fail(Errc::limit, "more entries than such a list plausibly has");
        if (depth > kPathDepth) return {};
        const bool dictionary = node.type() == Plist::Type::dictionary;
        if (dictionary || depth == 0) {
            Further further = TRY(visit_({path_, node}));
            if (further == Further::done) return {};
        }
        if (!dictionary && !is_list(node)) return {};
        for (std::size_t i = 0; i < node.size(); i++) {
            const std::size_t before = path_.size();
            if (before) path_ += '/';
            if (dictionary)
                path_ += front(node.key(i).text(scratch_), kKeyShown);
            else
                path_ += std::to_string(i);
            auto done = into(node.at(i), depth + 1);
            path_.resize(before);
            if (!done) return done;
        }
        return {};
    }

private:
    const std::function<Result<Further>(const PlistPlace&)>& visit_;
    std::string path_, scratch_;
    std::size_t visited_ = 0;
};

}  // namespace

Result<void> each_dictionary(Plist::Node root,
                             const std::function<Result<Further>(const PlistPlace&)>& visit) {
    return Walk(visit).into(root, 0);
}

// What stands in the node itself or in lists below it, down to the next dictionary. False when
// enough has been looked at.
static bool look(Plist::Node node, std::size_t depth,
                 Addresses& addresses,  // NOLINT(misc-no-recursion)
                 LookBudget& budget) {
    if (!budget.spend(1)) return false;
    if (node.is_text()) addresses.find_in(node.text());
    if (node.type() == Plist::Type::data) addresses.find_in_bytes(node.data());
    if (is_list(node) && depth < kPathDepth)
        for (Plist::Node item : node.items())
            if (!look(item, depth + 1, addresses, budget)) return false;
    return true;
}

Result<void> record_addresses(const PlistPlace& place, std::string_view record_type,
                              LookBudget& budget, Output& out) {
    Addresses addresses(budget);
    if (place.node.type() != Plist::Type::dictionary) look(place.node, 0, addresses, budget);
    for (auto [key, value] : place.node.members())
        if (!look(key, 0, addresses, budget) || !look(value, 0, addresses, budget)) break;
    if (addresses.empty()) return {};
    std::vector<Field> fields = {text("record_type", record_type)};
    addresses.append_to(fields, "address");
    for (Time time : times_in(place.node)) fields.push_back(when("noted", time));
    return out.record(at_key(place.path), fields);
}

}  // namespace bridle
