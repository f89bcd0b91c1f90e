// How registrars add the file of a source document at the desk.

#include "base/hash.h"
#include "register/service/sign_in.h"
#include "support/register_site.h"

namespace bridle::registry::source_file_desk_test {

namespace {

using namespace bridle::registry::test;

constexpr std::string_view kKey = "the-key-of-the-session-has-43-characters-xx";

class SourceFileDesk : public SiteTest {
protected:
    SourceFileDesk() { publish(*registry_, {document("source-a", hash_)}); }

    // Signs in, with both factors.
    void be(Role role) {
        Account account;
        account.id = account.name = "account-" + std::string(kRoles.of(role));
        account.role = role;
        Session session;
        session.key_hash = as_text(sha256(as_bytes(kKey)));
        session.account_id = account.id;
        session.csrf = "the word";
        session.created = session.last_used = request("/").now;
        session.expires = session.created + std::chrono::hours(1);
        session.second_factor = true;
        must(registry_->change([&](Store& store) -> Result<void> {
            TRY(store.accounts.put(account));
            return store.accounts.put_session(session);
        }));
    }
    Response ask(Request asked) {
        asked.headers["cookie"] = "bridle=" + std::string(kKey);
        return site_->handle(asked);
    }
    static std::string part(std::string_view name, std::string_view content) {
        return fmt::format("--b\r\nContent-Disposition: form-data; name=\"{}\"{}\r\n\r\n{}\r\n",
                           name, name == "file" ? "; filename=\"a.txt\"" : "", content);
    }
    Response send(std::string_view record, std::string_view bytes, std::string_view csrf,
                  std::string_view language = "en") {
        Request asked = request(fmt::format("/{}/desk/source-file/", language), Method::post);
        asked.headers["host"] = "register.example";
        asked.headers["origin"] = "https://register.example";
        asked.headers["content-type"] = "multipart/form-data; boundary=b";
        asked.body =
            part("csrf", csrf) + part("record", record) + part("file", bytes) + "--b--\r\n";
        return ask(asked);
    }
    // "422 what is wrong"
    static std::string fault(const Response& response) {
        std::string html = *response.body;
        std::erase(html, '\n');
        std::size_t at = html.find("role=\"alert\">");
        std::string_view text = at == html.npos ? "none" : std::string_view(html).substr(at + 13);
        if (text.starts_with("<p>")) text.remove_prefix(3);
        return fmt::format("{} {}", response.status, text.substr(0, text.find('<')));
    }

    const std::string hash_ = hex(sha256(as_bytes(std::string_view("the text"))));
};

}  // namespace

TEST_F(SourceFileDesk, AddsAFileAndLinksToItAndToItsRecord) {
    be(Role::registrar);
    EXPECT_FALSE(ask(request("/en/desk/source-file/?record=source-a")).body->contains("/files/"));
    Response sent = send(" source-a ", "the text", "the word");
    ASSERT_EQ(sent.status, 303);
    EXPECT_EQ(sent.headers.at(0).second, "/en/desk/source-file/?record=source-a");
    EXPECT_EQ(body("/files/" + hash_), "the text");
    std::string html = *ask(request(sent.headers.at(0).second)).body;
    std::erase(html, '\n');
    EXPECT_TRUE(
        html.contains("<p class=\"done\" role=\"status\">The file is kept here: <a "
                      "href=\"/en/record/source-a.html\"><bdi>Rule</bdi></a> · <a href=\"/"
                      "files/" +
                      hash_ + "\">The file</a></p>"));
}

TEST_F(SourceFileDesk, SaysWhatIsWrongInTheLanguageOfThePage) {
    be(Role::administrator);
    EXPECT_EQ(fault(send("source-b", "the text", "the word")),
              "422 there is no source document source-b");
    EXPECT_EQ(fault(send("source-b", "the text", "the word", "es")),
              "422 no hay ningún documento fuente source-b");
    EXPECT_EQ(fault(send("source-a", "", "the word")),
              "422 the file of a source document has 1 to 67,108,864 bytes");
    EXPECT_EQ(fault(send("source-a", "another", "the word", "fr")),
              "422 la fiche source-a parle d’un autre fichier : celui-ci a l’empreinte SHA-256 " +
                  hex(sha256(as_bytes(std::string_view("another")))));
    Response again = send("source-z\"", "the text", "the word");
    EXPECT_TRUE(again.body->contains("value=\"source-z&quot;\"")) << *again.body;
    EXPECT_EQ(get("/files/" + hash_).status, 404);
}

TEST_F(SourceFileDesk, IsForRegistrarsAndAdministratorsAlone) {
    EXPECT_EQ(send("source-a", "the text", "the word").status, 303);  // to sign in
    be(Role::filer);
    EXPECT_EQ(fault(send("source-a", "the text", "the word")), "403 Your account may not do this.");
    EXPECT_EQ(ask(request("/en/desk/source-file/")).status, 403);
    EXPECT_FALSE(ask(request("/en/desk/")).body->contains("/desk/source-file/"));
    EXPECT_EQ(get("/files/" + hash_).status, 404);
}

TEST_F(SourceFileDesk, TakesNoFormThatAnotherSiteMade) {
    be(Role::registrar);
    EXPECT_TRUE(ask(request("/en/desk/")).body->contains("/desk/source-file/"));
    EXPECT_EQ(send("source-a", "the text", "another word").status, 403);
    EXPECT_EQ(send("source-a\xFF", "the text", "the word").status, 400);
    EXPECT_EQ(get("/files/" + hash_).status, 404);
}

}  // namespace bridle::registry::source_file_desk_test
