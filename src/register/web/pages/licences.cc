// Licences on a line of time: a bar for each, in the colours of what held when, and the same in
// words. A moratorium that covers a licence shows as such.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "register/web/pages/type_parts.h"

namespace bridle::registry {

namespace {

constexpr int kWidth = 720, kLeft = 10, kBar = 18, kRow = 46, kTop = 30;

struct Spell {
    std::string status, from;  // YYYY-MM-DD
};
struct Line {
    Head head;
    std::vector<Spell> spells;
    LicenceStatus today;
};

// A date that is less exact counts from its first day.
std::string whole_date(std::string_view partial) {
    std::string date(partial.substr(0, 10));
    while (date.size() >= 4 && date.size() < 10) date += "-01";
    return date;
}

// Days since 1900, roughly enough to draw with.
double day_of(std::string_view date) {
    auto part = [&](std::size_t at, std::size_t size) {
        int value = 0;
        for (char c : date.substr(at, size)) value = value * 10 + (is_digit(c) ? c - '0' : 0);
        return value;
    };
    return (part(0, 4) - 1900) * 365.25 + (part(5, 2) - 1) * 30.44 + part(8, 2);
}

void draw(Page& page, const std::vector<Line>& lines) {
    double first = 1e9, last = day_of(page.reading.today);
    for (const Line& line : lines)
        for (const Spell& spell : line.spells) first = std::min(first, day_of(spell.from));
    first = std::min(first, last - 365);
    auto x = [&](double day) {
        return kLeft + static_cast<int>((std::clamp(day, first, last) - first) / (last - first) *
                                        (kWidth - 2 * kLeft));
    };
    const int height = kTop + static_cast<int>(lines.size()) * kRow;
    Html& html = page.html;
    html.open("svg", {{"class", "time"},
                      {"role", "img"},
                      {"aria-label", page.say("licences.drawing")},
                      {"width", std::to_string(kWidth)},
                      {"height", std::to_string(height)},
                      {"viewBox", fmt::format("0 0 {} {}", kWidth, height)}});
    const int first_year = 1900 + static_cast<int>(first / 365.25);
    const int last_year = 1900 + static_cast<int>(last / 365.25);
    const int step = std::max(1, (last_year - first_year) / 8);
    for (int year = first_year + 1; year <= last_year; year += step) {
        const std::string at = std::to_string(x((year - 1900) * 365.25));
        html.element("line",
                     {{"class", "year"},
                      {"x1", at},
                      {"x2", at},
                      {"y1", "18"},
                      {"y2", std::to_string(height)}},
                     "");
        html.element("text", {{"x", at}, {"y", "13"}}, std::to_string(year));
    }
    int y = kTop;
    for (const Line& line : lines) {
        html.element(
            "text",
            {{"class", "start"}, {"x", std::to_string(kLeft)}, {"y", std::to_string(y + 12)}},
            front(visible(line.head.title), 90));
        for (std::size_t i = 0; i < line.spells.size(); i++) {
            const Spell& spell = line.spells[i];
            const int from = x(day_of(spell.from));
            const int until =
                i + 1 < line.spells.size() ? x(day_of(line.spells[i + 1].from)) : kWidth - kLeft;
            html.element(
                "rect",
                {{"class", "spell " + spell.status},
                 {"x", std::to_string(from)},
                 {"y", std::to_string(y + 18)},
                 {"width", std::to_string(std::max(2, until - from))},
                 {"height", std::to_string(kBar)}},
                [&] { html.element("title", page.code(spell.status) + " " + spell.from); });
        }
        y += kRow;
    }
    html.close("svg");
}

void list(Page& page, const std::vector<Line>& lines) {
    page.html.element("ul", {{"class", "records"}}, [&] {
        for (const Line& line : lines)
            page.html.element("li", [&] {
                page.head_link(line.head);
                page.html.text(" ");
                page.status(line.today.status);
                for (const Spell& spell : line.spells) {
                    page.html.text(" · ").text(page.code(spell.status)).text(" ");
                    page.date(spell.from);
                }
                for (const std::string& moratorium : line.today.moratoria) {
                    page.html.text(" · ");
                    page.record_link(moratorium);
                }
            });
    });
}

}  // namespace

Result<void> show_licences(Page& page, const std::vector<Head>& licences) {
    Moratoria moratoria = TRY(Moratoria::load(page.reading.store));
    std::vector<Line> lines;
    for (const Head& head : licences) {
        auto version = TRY(page.reading.store.records.current(head.id));
        if (!version || !version->body) continue;
        Json body = TRY(Json::parse(*version->body));
        Line line{head, {}, moratoria.status_of(body, page.reading.today)};
        for (const Json& decision : body["history"].items())
            line.spells.push_back(
                {std::string(decision["status"].text()), whole_date(decision["date"].text())});
        if (!line.spells.empty() && line.today.status != line.spells.back().status &&
            !line.today.since.empty())
            line.spells.push_back({line.today.status, whole_date(line.today.since)});
        lines.push_back(std::move(line));
    }
    if (lines.empty()) return {};
    page.html.element("div",
                      {{"class", "scroll"},
                       {"role", "region"},
                       {"tabindex", "0"},
                       {"aria-label", page.say("types.licence")}},
                      [&] { draw(page, lines); });
    list(page, lines);
    return {};
}

}  // namespace bridle::registry
