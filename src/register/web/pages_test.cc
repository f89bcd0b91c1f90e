// What pages say in the words of their readers.

#include <gtest/gtest.h>

#include "base/hash.h"
#include "register/service/source_file.h"
#include "register/web/desk/form.h"
#include "support/register_site.h"

namespace bridle::registry::pages_test {

namespace {

using namespace bridle::registry::test;

class Pages : public SiteTest {
protected:
    // As one line, so that the breaks between elements do not matter.
    std::string page(std::string_view path) {
        std::string html = body(path);
        std::erase(html, '\n');
        return html;
    }
};

}  // namespace

TEST_F(Pages, SayWhichTextATranslationIsOfAndInWhichLanguage) {
    Json body = company_body("One");
    body.set("translations",
             must(Json::parse(R"([{"at":"/addresses/0/address","language":"fr","text":"Rue"}])")));
    publish(*registry_, {record("company", "company-a", body)});
    EXPECT_TRUE(page("/en/record/company-a.html")
                    .contains("<td><bdi>Offices 1 › Address</bdi></td><td>French</td>"));
    EXPECT_TRUE(page("/es/record/company-a.html").contains("<td>francés</td>"));
}

TEST_F(Pages, NameAPlaceByItsNumberHoweverLargeThatIs) {
    Json body = company_body("One");
    body.set("translations", must(Json::parse(R"([
        {"at":"/addresses/2147483647/address","language":"fr","text":"Rue"},
        {"at":"/addresses/99999999999999999999/address","language":"fr","text":"Rue"}])")));
    NewVersion damaged = record("company", "company-a", body);
    damaged.check = false;
    publish(*registry_, {damaged});
    std::string shown = page("/en/record/company-a.html");
    EXPECT_TRUE(shown.contains("<td><bdi>Offices 2147483648 › Address</bdi></td>"));
    EXPECT_TRUE(shown.contains("<td><bdi>Offices › 99999999999999999999 › address</bdi></td>"));
}

TEST_F(Pages, SayThatTheDateOfASourceIsUnknown) {
    Json body = company_body("One");
    body.at("/sources/0")->set("published", "unknown");
    publish(*registry_, {record("company", "company-a", body)});
    EXPECT_TRUE(page("/en/record/company-a.html").contains(", published unknown</li>"));
    EXPECT_TRUE(page("/fr/record/company-a.html").contains(" inconnu</li>"));
}

TEST_F(Pages, SayInListsWhatAStatusIsAbout) {
    Json company = company_body("One"), attribution = Json::object();
    company.set("status", "unknown");
    attribution.set("title", "Indicators");
    attribution.set("confidence", "high");
    publish(*registry_, {record("company", "company-a", company),
                         record("attribution", "attribution-a", attribution)});
    EXPECT_TRUE(page("/en/type/company/").contains(">status unknown</span>"));
    EXPECT_TRUE(page("/en/type/attribution/").contains(">confidence: high</span>"));
    EXPECT_TRUE(page("/es/type/attribution/").contains(">certeza: alta</span>"));
}

TEST_F(Pages, KeepADateInOrderBetweenArabicWords) {
    EXPECT_TRUE(page("/ar/overdue/").contains("\u20662026-03-05\u2069"));
}

TEST_F(Pages, NameWhatACompanyHasNotFiledBelowAHeadingOfItsOwn) {
    publish(*registry_,
            {record("company", "company-a", company_body("One")), licence("licence-a")});
    EXPECT_TRUE(page("/en/record/company-a.html")
                    .contains("Nothing on record of these kinds</h2><p>Products and services · "
                              "Contracts · "));
}

TEST_F(Pages, SayOfADownloadWhatItIsBeforeItsFormat) {
    EXPECT_TRUE(
        page("/en/data/")
            .contains(
                "<a href=\"/bulk/bods.json\">Companies and who owns them (Beneficial Ownership"));
}

TEST_F(Pages, LinkASourceDocumentToItsFileOnceItIsThere) {
    const std::string hash = hex(sha256(as_bytes(std::string_view("the text"))));
    publish(*registry_, {document("source-a", hash)});
    EXPECT_FALSE(page("/en/record/source-a.html").contains("/files/"));
    Actor registrar;
    registrar.role = Role::registrar;
    must(add_source_file(*registry_, registrar, "source-a", "the text"));
    EXPECT_TRUE(page("/en/record/source-a.html")
                    .contains("<p><a href=\"/files/" + hash + "\">The file</a></p>"));
}

TEST_F(Pages, OfAFormNameThePlaceOfAFaultInTheirLanguage) {
    auto store = must(registry_->readers().lend());
    const SchemaFault faults[] = {{"/addresses/0/country", "required", "is missing"}};
    auto form = [&](std::string_view language) {
        Page page({*store, *registry_, request("/"), "2026-03-05"}, *SiteWords::find(language),
                  {.path = "", .title = ""});
        show_form(page, *find_type("company"), company_body("One"), faults);
        std::string html = *page.done().body;
        std::erase(html, '\n');
        return html;
    };
    EXPECT_TRUE(form("en").contains(
        "<li><a href=\"#f-addresses-0-country\">Offices 1 › Country</a>: is missing</li>"));
    EXPECT_TRUE(
        form("es").contains("<a href=\"#f-addresses-0-country\">Domicilio social y "
                            "establecimientos 1 › País</a>: falta"));
    EXPECT_FALSE(form("es").contains(">Country<"));
}

}  // namespace bridle::registry::pages_test
