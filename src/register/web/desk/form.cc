#include "register/web/desk/form.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "register/web/pages/values.h"

namespace bridle::registry {

namespace {

// The answer to a question that may be answered by "none", or why not: radio buttons and a line.
constexpr std::string_view kAnswer = "answer:", kBecause = "because:";
constexpr std::size_t kMostLines = 500;

std::string id_of(std::string_view name) {
    std::string id = "f";
    for (char c : name) id += is_letter(c) || is_digit(c) ? c : '-';
    return id;
}

bool is_code_list(const SchemaView& items) {
    return !items.keyword("enum").is_null();
}

// Lists of words, countries, codes: a line for each.
bool is_list_of_lines(const SchemaView& view) {
    return view.text("type") == "array" && view.items().answer().text("type") == "string";
}

class FormWriter {
public:
    FormWriter(Page& page, std::span<const SchemaFault> faults)
        : page_(page), html_(page.html), faults_(faults) {}

    void object(const SchemaView& view, const Json& value, const std::string& pointer) {
        for (const auto& [name, property] : view.properties()) {
            const Json* there = value.find(name);
            field(property, there ? *there : Json(), pointer + pointer_step(name),
                  view.requires_(name));
        }
    }

private:
    void field(const SchemaView& view, const Json& value, const std::string& pointer,
               bool required) {
        if (view.allows_none() || view.allows_withheld())
            return question(view, value, pointer, required);
        std::string_view type = view.answer().text("type");
        const bool is_large =
            type == "object" || (type == "array" && !is_list_of_lines(view.answer()));
        if (!is_large) return plain(view, value, pointer, required);
        if (required || value.size() > 0 || has_fault(pointer)) return large(view, value, pointer);
        html_.element("details", [&] {
            html_.element("summary", page_.schema_text(view.title()));
            large(view, value, pointer);
        });
    }

    void group(const SchemaView& view, const std::string& pointer, const auto& contents) {
        html_.open("fieldset", {{"id", id_of(pointer)}});
        html_.element("legend", page_.schema_text(view.title()));
        hint(view, pointer);
        fault(pointer);
        contents();
        html_.close("fieldset");
    }

    void question(const SchemaView& view, const Json& value, const std::string& pointer,
                  bool required) {
        group(view, pointer, [&] {
            auto reason = withheld_reason(value);
            const bool none = is_none(value), given = !value.is_null() && !none && !reason;
            html_.element("p", [&] {
                choice(pointer, "given", given, page_.say("form.given"));
                if (view.allows_none()) choice(pointer, "none", none, page_.say("form.none"));
                if (view.allows_withheld())
                    choice(pointer, "withheld", reason.has_value(), page_.say("form.withheld"));
            });
            contents(view.answer(), given ? value : Json(), pointer, required);
            if (!view.allows_withheld()) return;
            const std::string name = std::string(kBecause) + pointer;
            html_.element("p", [&] {
                html_.element("label", {{"for", id_of(name)}}, page_.say("form.because"));
                text_input(name, reason.value_or(""), "text", "");
            });
        });
    }

    void choice(const std::string& pointer, const char* value, bool chosen,
                std::string_view label) {
        html_.element("label", {{"class", "choice-line"}}, [&] {
            const std::string name = std::string(kAnswer) + pointer;
            if (chosen)
                html_.open("input",
                           {{"type", "radio"}, {"name", name}, {"value", value}, {"checked", ""}});
            else
                html_.open("input", {{"type", "radio"}, {"name", name}, {"value", value}});
            html_.text(" ").text(label);
        });
    }

    // Of a question: its field without a label of its own would have no name.
    void contents(const SchemaView& view, const Json& value, const std::string& pointer,
                  bool required) {
        std::string_view type = view.text("type");
        if (type == "object") return object(view, value, pointer);
        if (type == "array" && !is_list_of_lines(view)) return items(view, value, pointer);
        labelled(view, value, pointer, required, page_.say("form.answer"));
    }

    void large(const SchemaView& view, const Json& value, const std::string& pointer) {
        SchemaView answer = view.answer();
        group(view, pointer, [&] {
            if (answer.text("type") == "array")
                items(answer, value, pointer);
            else
                object(answer, value, pointer);
        });
    }

    void items(const SchemaView& view, const Json& value, const std::string& pointer) {
        const SchemaView item = view.items();
        for (std::size_t i = 0; i < value.size(); i++) {
            const std::string at = fmt::format("{}/{}", pointer, i);
            html_.open("fieldset", {{"class", "item"}, {"id", id_of(at)}});
            html_.element("legend", fmt::format("{} {}", page_.schema_text(item.title()), i + 1));
            html_.open("input", {{"type", "hidden"}, {"name", at}, {"value", "item"}});
            fault(at);
            contents(item.answer(), value[i], at, true);
            button(kRemoveButton, at, page_.say("form.remove"));
            html_.close("fieldset");
        }
        button(kAddButton, pointer,
               page_.say("form.add", {{"what", page_.schema_text(item.title())}}));
    }

    void button(std::string_view name, const std::string& value, std::string_view text) {
        html_.element("button",
                      {{"type", "submit"},
                       {"class", "second"},
                       {"name", std::string(name)},
                       {"value", value}},
                      text);
    }

    void plain(const SchemaView& view, const Json& value, const std::string& pointer,
               bool required) {
        html_.open("div", {{"class", "field"}});
        SchemaView answer = view.answer();
        if (answer.text("type") == "boolean")
            checkbox(view, value, pointer);
        else
            labelled(answer, value, pointer, required, page_.schema_text(view.title()), &view);
        html_.close("div");
    }

    void labelled(const SchemaView& view, const Json& value, const std::string& pointer,
                  bool required, std::string_view label, const SchemaView* described = nullptr) {
        html_.element("label", {{"for", id_of(pointer)}}, [&] {
            html_.text(label);
            if (required) html_.text(" ").text(page_.say("form.required"));
        });
        if (described) {
            hint(*described, pointer);
            fault(pointer);
        }
        control(view, value, pointer);
    }

    void checkbox(const SchemaView& view, const Json& value, const std::string& pointer) {
        html_.element("label", {{"class", "choice-line"}}, [&] {
            if (value.truth())
                html_.open(
                    "input",
                    {{"type", "checkbox"}, {"name", pointer}, {"value", "true"}, {"checked", ""}});
            else
                html_.open("input", {{"type", "checkbox"}, {"name", pointer}, {"value", "true"}});
            html_.text(" ").text(page_.schema_text(view.title()));
        });
        hint(view, pointer);
    }

    void control(const SchemaView& view, const Json& value, const std::string& pointer) {
        if (!view.keyword("enum").is_null()) return select(view, value, pointer);
        if (view.text("type") == "array") return lines(view, value, pointer);
        std::string text = value.is_text()   ? std::string(value.text())
                           : value.is_null() ? std::string()
                                             : value.canonical();
        if (view.keyword("x-form")["widget"].text() == "textarea") return text_area(pointer, text);
        std::string_view format = view.text("format"), type = view.text("type");
        const bool numeric = type == "number" || type == "integer";
        text_input(pointer, text,
                   format == "date"  ? "date"
                   : format == "uri" ? "url"
                                     : "text",
                   numeric ? "decimal" : "");
    }

    void lines(const SchemaView& view, const Json& value, const std::string& pointer) {
        std::vector<std::string_view> all;
        for (const Json& item : value.items()) all.push_back(item.text());
        if (is_code_list(view.items().answer()))
            html_.element("p", {{"class", "hint"}},
                          page_.say("form.codes", {{"codes", codes_of(view.items().answer())}}));
        else
            html_.element("p", {{"class", "hint"}}, page_.say("form.lines"));
        text_area(pointer, joined(all, "\n"));
    }

    static std::string codes_of(const SchemaView& view) {
        std::vector<std::string_view> codes;
        for (const Json& code : view.keyword("enum").items()) codes.push_back(code.text());
        return joined(codes);
    }

    void select(const SchemaView& view, const Json& value, const std::string& pointer) {
        html_.element("select", described(pointer, {}), [&] {
            html_.element("option", {{"value", ""}}, page_.say("form.choose"));
            for (const Json& code : view.keyword("enum").items()) {
                const std::string text(code.text());
                if (value.text() == text)
                    html_.element("option", {{"value", text}, {"selected", ""}}, page_.code(text));
                else
                    html_.element("option", {{"value", text}}, page_.code(text));
            }
        });
    }

    void text_input(const std::string& name, std::string_view value, std::string type,
                    std::string_view mode) {
        std::vector<Html::Attribute> attributes = {{"type", std::move(type)},
                                                   {"value", std::string(value)}};
        if (!mode.empty()) attributes.push_back({"inputmode", std::string(mode)});
        html_.open("input", described(name, std::move(attributes)));
    }

    void text_area(const std::string& name, std::string_view value) {
        // The first line end behind the tag is not part of the text.
        html_.element("textarea", described(name, {{"rows", "5"}}), "\n" + std::string(value));
    }

    // What every control has: its name and id, and what explains it.
    std::vector<Html::Attribute> described(const std::string& name,
                                           std::vector<Html::Attribute> more) {
        more.push_back({"name", name});
        more.push_back({"id", id_of(name)});
        more.push_back({"dir", "auto"});
        std::string by;
        if (described_ == name) by = id_of(name) + "-hint";
        if (has_fault_at(name)) {
            by += (by.empty() ? "" : " ") + id_of(name) + "-fault";
            more.push_back({"aria-invalid", "true"});
        }
        if (!by.empty()) more.push_back({"aria-describedby", by});
        return more;
    }

    void hint(const SchemaView& view, const std::string& pointer) {
        if (view.description().empty()) return;
        described_ = pointer;
        html_.element("p", {{"class", "hint"}, {"id", id_of(pointer) + "-hint"}},
                      page_.schema_text(view.description()));
    }

    void fault(const std::string& pointer) {
        if (!has_fault_at(pointer)) return;
        html_.element("p", {{"class", "fault"}, {"id", id_of(pointer) + "-fault"}}, [&] {
            for (const SchemaFault& each : faults_)
                if (each.at == pointer) html_.text(page_.words.said(each.what)).text(" ");
        });
    }

    bool has_fault_at(std::string_view pointer) const {
        return std::ranges::any_of(faults_, [&](const auto& each) { return each.at == pointer; });
    }
    bool has_fault(const std::string& pointer) const {  // there or within
        return std::ranges::any_of(faults_, [&](const auto& each) {
            return each.at == pointer || each.at.starts_with(pointer + "/");
        });
    }

    Page& page_;
    Html& html_;
    std::span<const SchemaFault> faults_;
    std::string described_;  // the pointer that has a hint
};

class FormReader {
public:
    explicit FormReader(const FormFields& fields) : fields_(fields) {
        add_to_ = value_of(kAddButton);
        removed_ = value_of(kRemoveButton);
    }

    Json object(const SchemaView& view, const std::string& pointer) {
        Json body = Json::object();
        for (const auto& [name, property] : view.properties()) {
            Json value = field(property, pointer + pointer_step(name));
            if (!value.is_null()) body.set(name, std::move(value));
        }
        return body;
    }

private:
    Json field(const SchemaView& view, const std::string& pointer) {
        if (view.allows_none() || view.allows_withheld()) {
            std::string_view answer = value_of(std::string(kAnswer) + pointer);
            if (answer == "none") return Json("none");
            if (answer == "withheld") {
                Json withheld = Json::object();
                withheld.set("withheld", trimmed(value_of(std::string(kBecause) + pointer)));
                return withheld;
            }
        }
        return value(view.answer(), pointer);
    }

    Json value(const SchemaView& view, const std::string& pointer) {
        std::string_view type = view.text("type");
        if (type == "object") {
            Json object_there = object(view, pointer);
            return object_there.size() ? object_there : Json();
        }
        if (type == "array") return is_list_of_lines(view) ? lines(pointer) : items(view, pointer);
        std::string text = with_plain_lines(value_of(pointer));
        if (text.empty()) return {};
        if (type == "boolean") return Json(text == "true");
        if (type == "number" || type == "integer")
            if (auto number = Json::parse(text); number && number->is_number()) return *number;
        return Json(std::move(text));
    }

    // Browsers send CR LF; blanks at both ends are nobody's answer.
    static std::string with_plain_lines(std::string_view text) {
        std::string plain;
        for (char c : trimmed(text))
            if (c != '\r') plain += c;
        return plain;
    }

    Json lines(const std::string& pointer) const {
        Json all = Json::array();
        for (std::string_view line : split(value_of(pointer), '\n'))
            if (line = trimmed(line); !line.empty() && all.size() < kMostLines) all.push(line);
        return all.size() ? all : Json();
    }

    Json items(const SchemaView& view, const std::string& pointer) {
        Json all = Json::array();
        const SchemaView item = view.items().answer();
        for (std::size_t i = 0; i < kMostLines; i++) {
            const std::string at = fmt::format("{}/{}", pointer, i);
            if (value_of(at) != "item") break;
            if (at == removed_) continue;
            Json there = value(item, at);
            all.push(there.is_null() ? Json::object() : std::move(there));
        }
        if (add_to_ == pointer) all.push(Json::object());
        return all.size() ? all : Json();
    }

    std::string_view value_of(std::string_view name) const {
        for (const auto& [key, text] : fields_)
            if (key == name) return text;
        return {};
    }

    const FormFields& fields_;
    std::string_view add_to_, removed_;
};

}  // namespace

void show_form(Page& page, const RecordType& type, const Json& body,
               std::span<const SchemaFault> faults) {
    if (!faults.empty()) {
        page.html.element("div", {{"class", "fault"}, {"role", "alert"}}, [&] {
            page.paragraph(page.say("form.faults"));
            page.html.element("ul", [&] {
                for (const SchemaFault& fault : faults)
                    page.html.element("li", [&] {
                        page.link("#" + id_of(fault.at), place_in_words(page, type, fault.at));
                        page.html.text(page.say("mark.colon")).text(page.words.said(fault.what));
                    });
            });
        });
    }
    FormWriter(page, faults).object(SchemaView::of(type), body, "");
}

Json read_form(const RecordType& type, const FormFields& fields) {
    return FormReader(fields).object(SchemaView::of(type), "");
}

}  // namespace bridle::registry
