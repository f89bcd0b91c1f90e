// The matcher against one that is obviously right: it compares every
// indicator with every field, text by text.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "indicator/host.h"
#include "indicator/links.h"
#include "support/indicators.h"

namespace bridle::test::matcher_property_test {

namespace {

using Seen = std::optional<How>;

Seen domain_in_host(std::string_view domain, std::string host) {
    std::string scratch;
    std::string known(without_www(domain));
    host = canonical_host(host, scratch);
    bool exact_only = is_public_suffix(known);
    if (host == known) return How::exact;
    if (exact_only) return {};
    if (host == "www." + known) return How::exact;
    if (host.ends_with("." + known)) return How::parent_domain;
    return {};
}

Seen domain_in_url(std::string_view domain, std::string_view text) {
    auto url = parse_url(text);
    if (!url) return {};
    return domain_in_host(domain, std::string(url->host));
}

Seen domain_in_message(std::string_view domain, std::string_view text) {
    std::vector<std::string_view> links;
    find_links(text, links);
    Seen best;
    for (std::string_view link : links)
        if (Seen seen = domain_in_url(domain, link)) best = best ? std::min(*best, *seen) : *seen;
    return best;
}

std::string full_path(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (path == "/private/tmp" || path.starts_with("/private/tmp/")) path.erase(0, 8);
    if (path == "/tmp" || path.starts_with("/tmp/")) path = "/private/var" + path;
    if (path == "/var" || path.starts_with("/var/")) path = "/private" + path;
    return path;
}

Seen path_in_path(std::string_view known, std::string_view seen) {
    std::string folder = full_path(std::string(known)), path = full_path(std::string(seen));
    if (path == folder) return How::exact;
    if (path.starts_with(folder + "/")) return How::path_prefix;
    return {};
}

Seen process_in_process(std::string_view known, std::string_view seen) {
    Seen best;
    for (std::string_view component : split(seen, '/')) {
        if (component == known) return How::exact;
        bool cut = component.size() == 15 || component.size() == 16;
        if (cut && known.starts_with(component)) best = How::truncated_name;
    }
    return best;
}

Seen compare(const Indicator& indicator, const Field& field) {
    using enum IndicatorKind;
    std::string_view known = indicator.value, seen = field.string();
    bool host = indicator.kind == domain;
    if (host && field.kind == Kind::url) return domain_in_url(known, seen);
    if (host && field.kind == Kind::domain) return domain_in_url(known, seen);
    if (host && field.kind == Kind::message) return domain_in_message(known, seen);
    if (indicator.kind == file_path && field.kind == Kind::file_path)
        return path_in_path(known, seen);
    if (indicator.kind == file_name && field.kind == Kind::file_path)
        return seen.substr(seen.rfind('/') + 1) == known ? Seen(How::exact) : Seen();
    if (indicator.kind == process && field.kind == Kind::process)
        return process_in_process(known, seen);
    if (indicator.kind == email && field.kind == Kind::handle)
        return equals_ignoring_case(known, seen) ? Seen(How::exact) : Seen();
    return {};
}

class Dice {
public:
    explicit Dice(unsigned seed) : random_(seed) {}
    std::size_t below(std::size_t limit) { return random_() % limit; }
    std::string_view one_of(std::initializer_list<std::string_view> all) {
        return all.begin()[below(all.size())];
    }
    std::string several(std::size_t most, std::string_view between, auto part) {
        std::string out(part());
        for (std::size_t more = below(most); more > 0; more--) out.append(between).append(part());
        return out;
    }

    std::string host() {
        return several(4, ".", [&] { return one_of({"a", "www", "evil", "cdn", "co", "b-c"}); }) +
               std::string(one_of({".com", ".uk", ".co.uk", ".github.io", ".local", ""}));
    }
    std::string path() {
        return std::string(one_of({"", "/private/var/tmp", "/var", "/tmp", "/private"})) + "/" +
               several(3, "/", [&] { return one_of({"a", "b", "ab", "var", "tmp", "a.b"}); });
    }
    std::string process() {
        std::string name(13 + below(6), 'x');
        name.back() = one_of({"x", "y"})[0];
        return below(3) ? name : std::string(one_of({"bh", "a", "b"}));
    }
    std::string email() { return std::string(one_of({"a", "B", "joe"})) + "@" + host(); }

    std::string pattern() {
        switch (below(5)) {
            case 0:
                return "[domain-name:value='" + host() + "']";
            case 1:
                return "[file:path='" + path() + std::string(one_of({"", "/"})) + "']";
            case 2:
                return "[process:name='" + process() + "']";
            case 3:
                return "[email-addr:value='" + email() + "']";
            default:
                return "[file:name='" + std::string(one_of({"a", "b", "ab", "a.b", "tmp"})) + "']";
        }
    }
    std::pair<Kind, std::string> field() {
        switch (below(6)) {
            case 0:
                return {Kind::domain, host()};
            case 1:
                return {Kind::file_path, path()};
            case 2:
                return {Kind::process, several(3, "/", [&] { return process(); })};
            case 3:
                return {Kind::handle, email()};
            case 4:
                return {
                    Kind::message, several(6, " ", [&] {
                        return std::string(one_of({"", "see ", "(", "http://", "hxxp://", "x@"})) +
                               host() + std::string(one_of({"", "/x", ")", ".", ":80/"}));
                    })};
            default:
                return {Kind::url, std::string(one_of({"http://", "HTTPS://u@", "", "ftp://"})) +
                                       host() +
                                       std::string(one_of({"", "/", ":8080/x", "./?y", "#z"}))};
        }
    }

private:
    std::mt19937 random_;
};

using Found = std::map<std::pair<std::size_t, const Indicator*>, How>;

std::string show(const Found& found) {
    std::string out;
    for (const auto& [where, how] : found)
        out += std::to_string(where.first) + ": " + std::string(name_of(how)) + " " +
               std::string(name_of(where.second->kind)) + " " + std::string(where.second->value) +
               "\n";
    return out;
}

void check_round(unsigned seed) {
    Dice dice(seed);
    Indicators all;
    for (int i = 0; i < 25; i++) {
        std::string set = bundle({dice.pattern()});
        ASSERT_TRUE(all.add(as_bytes(set), "test.stix2", Time()));
    }
    all.compile();
    Matcher matcher(all);
    for (int record = 0; record < 10; record++) {
        std::vector<std::pair<Kind, std::string>> values;
        for (int i = 0; i < 4; i++) values.push_back(dice.field());
        std::vector<Field> fields;
        for (const auto& [kind, value] : values) fields.push_back(text("x", value, kind));

        Found expected, actual;
        for (const Indicator& indicator : all.all())
            for (std::size_t i = 0; i < fields.size(); i++)
                if (Seen seen = compare(indicator, fields[i])) expected[{i, &indicator}] = *seen;
        for (const Match& match : matcher.match(fields)) {
            bool is_new = actual.try_emplace({match.field, match.indicator}, match.how).second;
            EXPECT_TRUE(is_new) << "reported twice";
        }
        std::string what;
        for (const auto& [kind, value] : values) what += value + "\n";
        ASSERT_EQ(show(actual), show(expected)) << "seed " << seed << "\n" << what;
    }
}

}  // namespace

TEST(MatcherProperty, FindsWhatTheObviousMatcherFinds) {
    for (unsigned seed = 0; seed < 300 && !HasFatalFailure(); seed++) check_round(seed);
}

}  // namespace bridle::test::matcher_property_test
