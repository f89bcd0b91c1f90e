#include "register/web/pages/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "register/web/api_search.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostColumns = 6;

bool is_web_address(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

bool is_money(const Json& value) {
    return value.size() == 2 && value["amount"].is_number() && value["currency"].is_text();
}

bool is_plain(const Json& value) {
    return !value.is_array() && (!value.is_object() || is_money(value) || withheld_reason(value));
}

std::string number_text(const Json& value) {
    if (auto whole = value.integer())
        return *whole < 0 ? "-" + grouped(static_cast<std::uint64_t>(-*whole))
                          : grouped(static_cast<std::uint64_t>(*whole));
    return value.canonical();
}

class Fields {
public:
    // Of a whole body of the type, or of one value alone.
    Fields(Page& page, const RecordType* type, const Json& body)
        : page_(page), html_(page.html), type_(type) {
        for (const Json& each : body["differing"].items()) differing_.push_back(&each);
    }

    void show_object(const SchemaView& view, const Json& value, const std::string& pointer,
                     const std::set<std::string_view>& leave_out = {}) {
        html_.element("dl", [&] {
            for (const auto& [name, property] : view.properties()) {
                const Json* there = value.find(name);
                if (!there || leave_out.contains(name)) continue;
                html_.element("dt", page_.schema_text(property.title()));
                html_.element("dd", [&] { show(property, *there, pointer + pointer_step(name)); });
            }
        });
    }

    void show(const SchemaView& property, const Json& value, const std::string& pointer) {
        SchemaView view = property.of_value(value);
        if (auto reason = withheld_reason(value)) {
            html_.element("span", {{"class", "withheld"}}, page_.say("value.withheld")).text(" ");
            page_.filed(*reason);
        } else if (is_none(value) && property.allows_none()) {
            html_.element("span", {{"class", "none"}}, page_.say("value.none"));
        } else if (value.is_array()) {
            show_list(view, value, pointer, property.title());
        } else if (is_money(value)) {
            html_.text(number_text(value["amount"])).text(" ").text(value["currency"].text());
        } else if (value.is_object()) {
            show_object(view, value, pointer);
        } else {
            show_plain(property, view, value);
        }
        show_differing(property, pointer);
    }

private:
    void show_plain(const SchemaView& property, const SchemaView& view, const Json& value) {
        if (value.is_bool())
            html_.text(page_.say(value.truth() ? "value.yes" : "value.no"));
        else if (value.is_number())
            html_.text(number_text(value));
        else
            show_text(property, view, value.text());
    }

    void show_text(const SchemaView& property, const SchemaView& view, std::string_view text) {
        auto says = [&](std::string_view name) -> const Json& {
            const Json& here = property.keyword(name);
            return here.is_null() ? view.keyword(name) : here;
        };
        std::string_view format = view.text("format");
        if (type_ && !says("x-at").is_null())
            page_.filed(place_in_words(page_, *type_, text));
        else if (!says("x-record").is_null())
            page_.record_link(text);
        else if (!says("x-source").is_null())
            page_.link("#source-" + std::string(text), text);
        else if (!view.keyword("enum").is_null())
            status_or_code(view, text);
        else if (format == "country" || view.text("$ref").ends_with("/jurisdiction"))
            page_.country(text);
        else if (format == "language")
            html_.text(language_name(page_.words.language(), text));
        else if (format == "date" || format == "partial-date" || format == "date-time")
            page_.date(text);
        else if (is_web_address(text))
            html_.element("a", {{"href", std::string(text)}, {"rel", "nofollow noopener"}},
                          [&] { page_.filed(text); });
        else if (format == "sha256")
            html_.element("code", text);
        else if (view.keyword("x-form")["widget"].text() == "textarea")
            html_.element("div", {{"class", "prose"}, {"dir", "auto"}}, visible_lines(text));
        else
            page_.filed(text);
    }

    // Line ends stay, to be shown as such.
    static std::string visible_lines(std::string_view text) {
        std::vector<std::string> lines;
        for (std::string_view line : split(text, '\n')) lines.push_back(visible(line));
        return joined(lines, "\n");
    }

    void status_or_code(const SchemaView& view, std::string_view text) {
        if (view.title() == "Status")
            page_.status(text);
        else
            html_.text(page_.code(text));
    }

    void show_list(const SchemaView& view, const Json& list, const std::string& pointer,
                   std::string_view title) {
        const auto& items = list.items();
        const SchemaView item = view.items();
        auto each = [&](std::size_t i) { show(item, items[i], fmt::format("{}/{}", pointer, i)); };
        if (std::ranges::all_of(items, [](const Json& value) { return !value.is_object(); })) {
            if (items.size() == 1) return each(0);
            html_.element("ul", [&] {
                for (std::size_t i = 0; i < items.size(); i++)
                    html_.element("li", [&] { each(i); });
            });
            return;
        }
        if (show_table(view, list, pointer, title)) return;
        html_.element("ol", {{"class", "items"}}, [&] {
            for (std::size_t i = 0; i < items.size(); i++) html_.element("li", [&] { each(i); });
        });
    }

    // Items whose fields are all short, and that have few of them.
    bool show_table(const SchemaView& view, const Json& list, const std::string& pointer,
                    std::string_view title) {
        std::vector<SchemaView::Property> columns;
        const SchemaView item = view.items();
        for (const auto& property : item.properties()) {
            bool used = false;
            for (const Json& row : list.items())
                if (const Json* cell = row.find(property.name)) {
                    if (!is_plain(*cell)) return false;
                    used = true;
                }
            if (used) columns.push_back(property);
        }
        if (columns.empty() || columns.size() > kMostColumns) return false;
        const std::string label = page_.schema_text(title);
        html_.element("div",
                      {{"class", "scroll"},
                       {"role", "group"},  // no landmark: a record has many of them
                       {"tabindex", "0"},
                       {"aria-label", label.empty() ? page_.say("value.table") : label}},
                      [&] { write_table(columns, list, pointer); });
        return true;
    }

    void write_table(const std::vector<SchemaView::Property>& columns, const Json& list,
                     const std::string& pointer) {
        html_.element("table", [&] {
            html_.element("thead", [&] {
                html_.element("tr", [&] {
                    for (const auto& column : columns)
                        html_.element("th", {{"scope", "col"}},
                                      page_.schema_text(column.view.title()));
                });
            });
            html_.element("tbody", [&] {
                for (std::size_t i = 0; i < list.size(); i++)
                    html_.element("tr", [&] {
                        for (const auto& column : columns)
                            html_.element("td", [&] {
                                if (const Json* cell = list[i].find(column.name))
                                    show(column.view, *cell,
                                         fmt::format("{}/{}{}", pointer, i,
                                                     pointer_step(column.name)));
                            });
                    });
            });
        });
    }

    void show_differing(const SchemaView& property, const std::string& pointer) {
        for (const Json* other : differing_) {
            if ((*other)["at"].text() != pointer) continue;
            html_.element("div", {{"class", "differing"}}, [&] {
                html_.element("span", page_.say("value.differing")).text(" ");
                show_value(page_, property, (*other)["value"]);
                html_.text(" (");
                std::string_view source = (*other)["source"].text();
                page_.link("#source-" + std::string(source), source);
                html_.text(page_.say("mark.comma")).text(page_.say("value.as_of")).text(" ");
                page_.date((*other)["asOf"].text());
                html_.text(")");
                if (std::string_view note = (*other)["note"].text(); !note.empty()) {
                    html_.text(" ");
                    page_.filed(note);
                }
            });
        }
    }

    Page& page_;
    Html& html_;
    const RecordType* type_;
    std::vector<const Json*> differing_;
};

}  // namespace

std::string place_in_words(const Page& page, const RecordType& type, std::string_view pointer) {
    SchemaView view = SchemaView::of(type);
    std::vector<std::string> names;
    for (std::string_view step : split(pointer, '/')) {
        if (step.empty()) continue;
        if (auto index = plain_number(step); index && !names.empty()) {
            names.back() += " " + std::to_string(*index + 1);
            view = view.answer().items();
        } else if (auto property = view.answer().property(step)) {
            names.push_back(page.schema_text(property->title()));
            view = *property;
        } else {
            names.emplace_back(step);
        }
    }
    return names.empty() ? page.say("filing.title") : joined(names, " › ");
}

void show_value(Page& page, const SchemaView& view, const Json& value) {
    Fields(page, nullptr, Json()).show(view, value, "");
}

void show_body(Page& page, const RecordType& type, const Json& body) {
    static const std::set<std::string_view> kElsewhere = {"sources", "differing", "demonstration"};
    Fields(page, &type, body).show_object(SchemaView::of(type), body, "", kElsewhere);
}

void show_sources(Page& page, const Json& body) {
    Html& html = page.html;
    html.element("ol", {{"class", "sources"}}, [&] {
        for (const Json& source : body["sources"].items()) {
            const std::string id(source["id"].text());
            html.element("li", {{"id", "source-" + id}}, [&] {
                html.element("strong", id).text(" ");
                std::string_view url = source["url"].text();
                if (is_web_address(url))
                    html.element("a", {{"href", std::string(url)}, {"rel", "nofollow noopener"}},
                                 [&] { page.filed(source["title"].text()); });
                else
                    page.filed(source["title"].text());
                html.text(" (").text(page.code(source["kind"].text())).text(")");
                for (const char* name : {"published", "retrieved"})
                    if (std::string_view date = source[name].text(); !date.empty()) {
                        html.text(page.say("mark.comma"))
                            .text(page.say("source." + std::string(name)))
                            .text(" ");
                        page.date(date);
                    }
                if (std::string_view document = source["document"].text(); !document.empty()) {
                    html.text(page.say("mark.comma"));
                    page.record_link(document);
                }
                if (std::string_view note = source["note"].text(); !note.empty()) {
                    html.text(". ");
                    page.filed(note);
                }
            });
        }
    });
}

}  // namespace bridle::registry
