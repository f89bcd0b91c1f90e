#include "report/html_register.h"

#include <algorithm>
#include <functional>
#include <set>
#include <span>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::size_t kRecordsShown = 200, kFamiliesShown = 200;

// Only what nobody can mistake for anything else becomes a link: a register's file may come from
// anywhere.
bool is_plain_address(std::string_view url) {
    return url.starts_with("https://") && url.size() <= 2'000 &&
           std::ranges::all_of(url, [](char c) {
               return c > ' ' && c <= '~' && !std::string_view("\"'<>\\^`{|}").contains(c);
           });
}

std::string anchor(std::size_t number) {
    return "product-" + std::to_string(number);
}

class RegisterPart {
public:
    RegisterPart(Html& html, const Words& words) : html_(html), words_(words) {}

    void put_about(const CaseRegister& from);
    void put_product(const ProductOnRecord& product, std::size_t number);

private:
    void put_attribution(const Attribution& attribution, std::span<const FamilyOnRecord> families);
    void put_family_rows(const AttributedFamily& family, const Attribution& attribution);
    void put_table(std::string_view caption, const RegisterRecord& record);
    void put_records(std::string_view kind, const std::vector<const RegisterRecord*>& records);
    void put_record_row(const RegisterRecord& record);
    void put_record_rows(const RegisterRecord& record);
    void put_citations(const std::vector<Citation>& citations);
    void put_record_place(const RegisterRecord& record);
    void put_address(const std::string& url);

    void rows(std::string_view caption, const std::function<void()>& contents) {
        html_.element("div", {{"class", "scroll"}}, [&] {
            html_.element("table", {{"class", "facts"}}, [&] {
                html_.element("caption", caption);
                html_.element("tbody", contents);
            });
        });
    }
    void row(std::string_view label, const std::function<void()>& contents) {
        html_.element("tr", [&] {
            html_.element("th", {{"scope", "row"}}, words_.text(label));
            html_.element("td", contents);
        });
    }
    void fact(std::string_view label, std::string_view value) {
        if (!value.empty()) row(label, [&] { said(value); });
    }
    // In a direction of writing of its own.
    void said(std::string_view text) { html_.element("bdi", register_text(text)); }

    Html& html_;
    const Words& words_;
};

void RegisterPart::put_about(const CaseRegister& from) {
    const RegisterAbout& about = from.about;
    html_.element("p",
                  words_.text(about.keeper.empty() ? "register.about.nobody" : "register.about",
                              {{"name", register_text(about.name)},
                               {"keeper", register_text(about.keeper)},
                               {"day", register_text(about.day)}}));
    html_.element("p", words_.text("register.limit"));
    if (about.demonstration) html_.element("p", words_.text("register.demonstration"));
    rows(words_.text("label.register"), [&] {
        fact("label.register_file", from.path);
        row("label.file_sha256", [&] { html_.evidence(from.sha256, "evidence digest"); });
        if (!about.origin.empty())
            fact("label.register_log",
                 words_.text("label.register_log.value",
                             {{"origin", about.origin}, {"size", grouped(about.size)}}));
        if (!about.url.empty()) row("label.register", [&] { put_address(about.url); });
        if (!about.licence.empty()) row("label.data_licence", [&] { put_address(about.licence); });
    });
}

void RegisterPart::put_address(const std::string& url) {
    if (is_plain_address(url))
        html_.element("a", {{"href", url}, {"rel", "noreferrer"}}, url);
    else
        html_.evidence(front(url, 600));
}

void RegisterPart::put_citations(const std::vector<Citation>& citations) {
    html_.element("ul", [&] {
        for (const Citation& each : citations)
            html_.element("li", [&] {
                said(each.title);
                for (const std::string* more : {&each.publisher, &each.published})
                    if (!more->empty()) html_.text(", ").element("bdi", register_text(*more));
                if (each.url.empty()) return;
                html_.text(" ");
                put_address(each.url);
            });
    });
}

void RegisterPart::put_record_place(const RegisterRecord& record) {
    html_.element("small", [&] {
        html_.text(words_.text("register.record", {{"id", register_text(record.id)},
                                                   {"day", register_text(record.as_of)}}));
        if (record.url.empty()) return;
        html_.text(" · ");
        put_address(record.url);
    });
}

void RegisterPart::put_record_rows(const RegisterRecord& record) {
    row("label.name", [&] {
        said(record.title);
        put_record_place(record);
    });
    for (const RegisterAnswer& answer : record.answers)
        row("answer." + answer.name, [&] { said(answer_in_words(answer, words_)); });
    if (record.citations.empty()) return;
    row("label.citations", [&] { put_citations(record.citations); });
}

void RegisterPart::put_table(std::string_view caption, const RegisterRecord& record) {
    rows(caption, [&] { put_record_rows(record); });
}

// Why the indicators are thought to be of this product, and how sure that is of each set that was
// used.
void RegisterPart::put_attribution(const Attribution& attribution,
                                   std::span<const FamilyOnRecord> families) {
    rows(words_.text("label.attribution"), [&] {
        for (const FamilyOnRecord& each : families)
            if (each.attribution == &attribution) put_family_rows(*each.family, attribution);
        row("label.named_file", [&] {
            said(attribution.repository + ", " + attribution.path);
            html_.element("small", [&] { html_.evidence(attribution.sha256, "evidence digest"); });
        });
        put_record_rows(attribution.record);
    });
}

void RegisterPart::put_family_rows(const AttributedFamily& family, const Attribution& attribution) {
    row("label.attributed_set", [&] {
        said(words_.text("register.set", {{"family", family.family}, {"set", family.set}}));
        const std::string stated = "attribution." + std::string(name_of(attribution.confidence));
        html_.element("small", words_.text("known_by." + std::string(name_of(family.by)),
                                           {{"stated", lower(words_.text(stated))}}));
    });
    row("label.confidence", [&] { html_.text(how_sure(family, words_)); });
}

void RegisterPart::put_record_row(const RegisterRecord& record) {
    html_.element("tr", [&] {
        html_.element("th", {{"scope", "row"}}, [&] {
            said(record.title);
            put_record_place(record);
        });
        html_.element("td", [&] {
            for (const RegisterAnswer& answer : record.answers)
                if (answer.name == "status") said(answer_in_words(answer, words_));
        });
        html_.element("td", [&] {
            html_.element("ul", [&] {
                for (const RegisterAnswer& answer : record.answers)
                    if (answer.name != "status")
                        html_.element("li", [&] {
                            html_.text(words_.text("answer." + answer.name)).text(": ");
                            said(answer_in_words(answer, words_));
                        });
            });
        });
        html_.element("td", [&] { put_citations(record.citations); });
    });
}

void RegisterPart::put_records(std::string_view kind,
                               const std::vector<const RegisterRecord*>& records) {
    const std::string_view caption = words_.text("label." + std::string(kind));
    if (records.empty()) {
        html_.element("h4", caption).element("p", words_.text("none.records"));
        return;
    }
    html_.element("div", {{"class", "scroll"}}, [&] {
        html_.element("table", [&] {
            html_.element("caption", caption);
            html_.element("thead", [&] {
                html_.element("tr", [&] {
                    for (std::string_view label :
                         {"label.what", "answer.status", "label.more", "label.citations"})
                        html_.element("th", {{"scope", "col"}}, words_.text(label));
                });
            });
            html_.element("tbody", [&] {
                for (const RegisterRecord* record :
                     std::span(records).first(std::min(records.size(), kRecordsShown)))
                    put_record_row(*record);
            });
        });
    });
    if (records.size() > kRecordsShown)
        html_.element(
            "p", words_.text("more.records", {{"count", grouped(records.size() - kRecordsShown)}}));
}

void RegisterPart::put_product(const ProductOnRecord& product, std::size_t number) {
    html_.element("article", {{"class", "card info"}, {"id", anchor(number)}}, [&] {
        html_.element("header",
                      [&] { html_.element("h3", register_text(product.product->title)); });
        const auto families =
            std::span(product.families).first(std::min(product.families.size(), kFamiliesShown));
        std::set<const Attribution*> done;
        for (const FamilyOnRecord& each : families)
            if (done.insert(each.attribution).second) put_attribution(*each.attribution, families);
        put_table(words_.text("label.product"), *product.product);
        if (product.vendor)
            put_table(words_.text("label.vendor"), *product.vendor);
        else
            html_.element("p", words_.text("register.no_vendor"));
        put_records("licences", product.licences);
        put_records("contracts", product.contracts);
        put_records("sales", product.sales);
        put_records("measures", product.measures);
    });
}

}  // namespace

void put_register(Html& html, const CaseRegister& from, const OnRecord& on_record,
                  const Words& words) {
    RegisterPart part(html, words);
    part.put_about(from);
    const std::vector<ProductOnRecord>& products = on_record.products();
    if (products.empty()) html.element("p", words.text("none.on_record"));
    for (std::size_t i = 0; i < products.size(); i++) part.put_product(products[i], i + 1);
}

void put_products(Html& html, const std::vector<FamilyOnRecord>& families,
                  const OnRecord& on_record, const Words& words) {
    if (families.empty()) {
        html.text(words.text("none.attribution"));
        return;
    }
    std::set<std::pair<std::string, std::string_view>> done;
    html.element("ul", [&] {
        for (const FamilyOnRecord& each : families) {
            std::string product = products_in_short({each}, words);
            const std::string place = "#" + anchor(on_record.number_of(each));
            if (!done.emplace(product, each.family->set).second) continue;
            html.element("li", [&] {
                html.element("a", {{"href", place}}, product);
                html.element("small", words.text("register.set",
                                                 {{"family", register_text(each.family->family)},
                                                  {"set", register_text(each.family->set)}}));
            });
        }
    });
}

}  // namespace bridle
