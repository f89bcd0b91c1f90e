#include "register/web/pages/pages.h"

#include <fmt/format.h>

#include "base/text.h"
#include "register/web/api_search.h"

namespace bridle::registry {

std::string record_page_path(std::string_view id) {
    return fmt::format("record/{}.html", id);
}

std::string version_page_path(std::string_view id, std::int64_t seq) {
    return fmt::format("record/{}.{}.html", id, seq);
}

static constexpr std::string_view kRecord = "/record/", kHtml = ".html";

// The best of the languages that the browser asks for.
static const SiteWords& preferred(const Reading& reading) {
    const auto& languages = reading.settings().languages;
    for (std::string_view wanted : split(reading.request.header("accept-language"), ',')) {
        wanted = trimmed(wanted.substr(0, wanted.find(';')));
        const std::string language = lower(wanted.substr(0, wanted.find('-')));
        if (const SiteWords* found = SiteWords::find_offered(languages, language)) return *found;
    }
    return *SiteWords::offered(languages).front();
}

// A page to choose a language, for those whom nothing sends on: a published folder has only this.
static Response choice_of_language(const Reading& reading) {
    const auto offered = SiteWords::offered(reading.settings().languages);
    Page page(reading, *offered.front(),
              {.path = "", .title = reading.settings().name, .searchable = false});
    page.html.element("ul", {{"class", "choice"}}, [&] {
        for (const SiteWords* words : offered) {
            const std::string tag(words->language());
            Html::Attributes attributes = {
                {"href", "/" + tag + "/"}, {"lang", tag}, {"hreflang", tag}};
            page.html.element(
                "li", [&] { page.html.element("a", attributes, words->text("language.name")); });
        }
    });
    return page.done();
}

// "{id}.html" or "{id}.{seq}.html"
static Result<Response> page_of_record(const Reading& reading, const SiteWords& words,
                                       std::string_view name) {
    name.remove_suffix(kHtml.size());
    const std::size_t dot = name.find('.');
    if (dot == name.npos) return record_page(reading, words, name);
    auto seq = plain_number(name.substr(dot + 1));
    if (!seq) return no_such_page(reading, words);
    return version_page(reading, words, name.substr(0, dot), static_cast<std::int64_t>(*seq));
}

static Result<Response> page_at(const Reading& reading, const SiteWords& words,
                                const std::vector<std::string_view>& parts) {
    const std::size_t count = parts.size();
    std::string_view kind = parts[0];
    if (count == 1) {
        if (kind.empty()) return front_page(reading, words);
        if (kind == "search") return search_page(reading, words);
        if (kind == "type") return types_page(reading, words);
        if (kind == "country") return countries_page(reading, words);
        if (kind == "overdue") return overdue_page(reading, words);
        if (kind == "recent") return recent_page(reading, words);
        if (kind == "verify") return verify_page(reading, words);
        if (kind == "data") return data_page(reading, words);
        if (kind == "about") return about_page(reading, words);
    }
    if (kind == "country" && count == 2) return country_page(reading, words, parts[1]);
    if (kind == "type" && (count == 2 || (count == 4 && parts[2] == "page")))
        if (const RecordType* type = find_type(parts[1]))
            if (auto number = count == 2 ? 1 : plain_number(parts[3]); number.value_or(0) > 0)
                return type_page(reading, words, *type, *number);
    return no_such_page(reading, words);
}

Result<std::optional<Response>> page_answer(const Reading& reading) {
    std::string_view path = reading.request.path;
    if (path == "/") {
        if (reading.request.header("accept-language").empty()) return choice_of_language(reading);
        Response choice =
            Response::redirect("/" + std::string(preferred(reading).language()) + "/");
        choice.headers.emplace_back("Vary", "Accept-Language");
        return choice;
    }
    std::string_view language = path.substr(1, path.find('/', 1) - 1);
    const SiteWords* words = SiteWords::find_offered(reading.settings().languages, language);
    if (!words) return std::nullopt;
    std::string_view rest = path.substr(1 + language.size());
    if (rest.starts_with(kRecord) && rest.ends_with(kHtml)) {
        Response page = TRY(page_of_record(reading, *words, rest.substr(kRecord.size())));
        return page;
    }
    if (!rest.ends_with('/'))  // of which a folder of files knows the one form
        return rest.contains('.') ? no_such_page(reading, *words)
                                  : Response::redirect(std::string(path) + "/");
    rest.remove_prefix(1);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    Response response = TRY(page_at(reading, *words, split(rest, '/')));
    return response;
}

}  // namespace bridle::registry
