#include "base/hash.h"
#include "register/service/sign_in.h"
#include "support/register_site.h"

namespace bridle::registry::api_filings_test {

namespace {

using namespace bridle::registry::test;

class ApiFilingsTest : public SiteTest {
protected:
    ApiFilingsTest() {
        filer_ = token("account-filer", Role::filer);
        registrar_ = token("account-registrar", Role::registrar);
    }

    std::string token(std::string_view id, Role role) {
        Account account;
        account.id = id;
        account.name = id;
        account.role = role;
        account.created = request("/").now;
        must(registry_->change([&](Store& store) { return store.accounts.put(account); }));
        return must(create_token(*registry_, id, "test", 30, request("/").now));
    }
    Response ask(Method method, std::string_view target, std::string_view token,
                 std::string body = "", std::string_view if_match = "") {
        Request asked = request(target, method);
        if (!token.empty()) asked.headers["authorization"] = "Bearer " + std::string(token);
        if (!if_match.empty()) asked.headers["if-match"] = if_match;
        asked.body = std::move(body);
        Response response = site_->handle(asked);
        EXPECT_EQ(response.max_age, Response::kPrivate);
        return response;
    }
    static Json document(const Response& response) {
        return Json::parse(*response.body).value_or(Json());
    }
    // A draft of a company; its address.
    std::string drafted() {
        Json filing;
        filing.set("type", "company");
        filing.set("body", company_body("Acme"));
        Response response = ask(Method::post, "/v1/filings", filer_, filing.dump());
        EXPECT_EQ(response.status, 201) << *response.body;
        EXPECT_EQ(response.headers.at(0).first, "Location");
        return response.headers.at(0).second;
    }
    Response after(const std::string& address, std::string_view step, std::string_view token,
                   std::string body = "") {
        std::string seen = ask(Method::get, address, token).etag;
        return ask(Method::post, address + "/" + std::string(step), token, std::move(body), seen);
    }

    std::string filer_, registrar_;
};

}  // namespace

TEST_F(ApiFilingsTest, OpenToNobodyWithoutAToken) {
    for (std::string_view token : {"", "bridle_wrong"}) {
        Response response = ask(Method::get, "/v1/filings", token);
        EXPECT_EQ(response.status, 401);
        EXPECT_EQ(response.headers.at(0).second, "Bearer");
    }
}

TEST_F(ApiFilingsTest, GoTheWholeWayFromDraftToReceipt) {
    std::string address = drafted();
    Json draft = document(ask(Method::get, address, filer_));
    EXPECT_EQ(draft["state"].text(), "draft");
    EXPECT_EQ(draft["faults"].dump(), "[]");
    EXPECT_EQ(document(after(address, "submit", filer_))["state"].text(), "submitted");
    Json waiting = document(ask(Method::get, "/v1/filings?state=submitted", registrar_));
    ASSERT_EQ(waiting["filings"].size(), 1u);
    Json returned = document(after(address, "return", registrar_, R"({"reasons":"Say more."})"));
    EXPECT_EQ(returned["state"].text(), "returned");
    EXPECT_EQ(returned["answer"].text(), "Say more.");
    std::string seen = ask(Method::get, address, filer_).etag;
    Response saved = ask(Method::put, address, filer_, company_body("Acme Ltd").dump(), seen);
    EXPECT_EQ(saved.status, 200) << *saved.body;
    EXPECT_EQ(after(address, "submit", filer_).status, 200);
    Response accepted = after(address, "accept", registrar_);
    ASSERT_EQ(accepted.status, 200) << *accepted.body;
    Json done = document(accepted);
    EXPECT_EQ(done["state"].text(), "accepted");
    std::string receipt(done["links"]["receipt"].text());
    std::string version(done["links"]["version"].text());
    ASSERT_TRUE(receipt.starts_with("https://register.example/v1/records/")) << *accepted.body;
    EXPECT_TRUE(body(receipt.substr(24)).starts_with("c2sp.org/tlog-proof@v1\n"));
    EXPECT_EQ(json(version.substr(24))["body"]["name"].text(), "Acme Ltd");
}

TEST_F(ApiFilingsTest, AreChangedByWhoHasSeenThem) {
    std::string address = drafted();
    std::string body = company_body("Other").dump();
    EXPECT_EQ(ask(Method::put, address, filer_, body).status, 428);
    std::string seen = ask(Method::get, address, filer_).etag;
    EXPECT_EQ(ask(Method::put, address, filer_, body, seen).status, 200);
    EXPECT_EQ(ask(Method::put, address, filer_, body, seen).status, 412);
    EXPECT_EQ(ask(Method::put, address, filer_, "[]", seen).status, 400);
}

TEST_F(ApiFilingsTest, SayWhatStandsBeforeASubmission) {
    Response response = ask(Method::post, "/v1/filings", filer_, R"({"type":"company","body":{}})");
    Json draft = document(response);
    EXPECT_GT(draft["faults"].size(), 5u);
    EXPECT_EQ(after("/v1/filings/" + std::string(draft["id"].text()), "submit", filer_).status,
              422);
}

TEST_F(ApiFilingsTest, BelongToTheirFilers) {
    std::string address = drafted();
    std::string other = token("account-other", Role::filer);
    EXPECT_EQ(ask(Method::get, address, other).status, 404);
    EXPECT_EQ(document(ask(Method::get, "/v1/filings", other))["filings"].size(), 0u);
    EXPECT_EQ(after(address, "submit", filer_).status, 200);
    EXPECT_EQ(after(address, "accept", filer_).status, 403);
}

TEST_F(ApiFilingsTest, RefuseAttachmentsThatEverybodyCouldRead) {
    std::string address = drafted();
    Response response = ask(Method::post, address + "/attachments?name=a.pdf&mediaType=text/plain",
                            filer_, "plain text");
    EXPECT_GE(response.status, 400);
    EXPECT_EQ(document(ask(Method::get, address, filer_))["attachments"].size(), 0u);
}

TEST_F(ApiFilingsTest, TakeRecordsDown) {
    publish(*registry_, {company("company-a")});
    std::string order = R"({"record":"company-a","basis":"Article 17","authority":"A court",
        "reason":"An order"})";
    EXPECT_EQ(ask(Method::post, "/v1/takedowns", filer_, order).status, 403);
    Response done = ask(Method::post, "/v1/takedowns", registrar_, order);
    EXPECT_EQ(done.status, 201) << *done.body;
    EXPECT_EQ(get("/v1/records/company-a.json").status, 410);
    EXPECT_EQ(ask(Method::post, "/v1/takedowns", registrar_,
                  R"({"record":"company-z","basis":"a","authority":"b","reason":"c"})")
                  .status,
              404);
}

TEST_F(ApiFilingsTest, AddTheFileOfASourceDocument) {
    const std::string hash = hex(sha256(as_bytes(std::string_view("the text"))));
    publish(*registry_, {test::document("source-a", hash), company("company-a")});
    const std::string there = "/v1/records/source-a/file";
    EXPECT_FALSE(body("/v1/records/source-a.json").contains("/files/"));
    Response added = ask(Method::post, there, registrar_, "the text");
    EXPECT_EQ(added.status, 201);
    EXPECT_EQ(added.headers.at(0).first + ": " + added.headers.at(0).second,
              "Location: /files/" + hash);
    EXPECT_EQ(*added.body, R"({"id":"source-a","sha256":")" + hash +
                               R"(","size":8,"links":{"file":"https://register.example/files/)" +
                               hash + R"(","record":"https://register.example/v1/records/)" +
                               "source-a.json\"}}\n");
    EXPECT_EQ(body("/files/" + hash), "the text");
    EXPECT_EQ(json("/v1/records/source-a.json")["links"]["file"].text(),
              "https://register.example/files/" + hash);
    EXPECT_EQ(ask(Method::post, there, registrar_, "the text").status, 200);
}

TEST_F(ApiFilingsTest, RefuseAFileOfWhichNoRecordSpeaks) {
    const std::string hash = hex(sha256(as_bytes(std::string_view("the text"))));
    publish(*registry_, {test::document("source-a", hash), company("company-a")});
    auto refused = [&](std::string_view id, std::string_view token, std::string bytes) {
        Response response =
            ask(Method::post, "/v1/records/" + std::string(id) + "/file", token, std::move(bytes));
        EXPECT_EQ(response.type, "application/problem+json");
        return fmt::format("{} {}\n", response.status, document(response)["detail"].text());
    };
    std::string all =
        refused("source-a", "", "the text") + refused("source-a", filer_, "the text") +
        refused("source-a", registrar_, "another") + refused("source-a", registrar_, "") +
        refused("company-a", registrar_, "the text") + refused("source-b", registrar_, "the text");
    must(registry_->take_down(takedown("source-a")));
    all += refused("source-a", registrar_, "the text");
    EXPECT_EQ(all, R"(401 Give a token of yours that is valid: "Authorization: Bearer …".
403 a registrar or administrator adds the file of a source document
422 the record source-a speaks of another file: this one has the SHA-256 )" +
                       hex(sha256(as_bytes(std::string_view("another")))) + R"(
422 the file of a source document has 1 to 67,108,864 bytes
422 the record company-a is no source document: it has no file
404 There is no such record.
410 The record was taken down.
)");
    EXPECT_EQ(get("/files/" + hash).status, 404);
}

TEST_F(ApiFilingsTest, TellWhichMethodsThereAre) {
    EXPECT_EQ(ask(Method::get, "/v1/records/source-a/file", filer_).headers.at(0).second,
              "POST, OPTIONS");
    EXPECT_EQ(ask(Method::del, "/v1/filings", filer_).headers.at(0).second,
              "GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(ask(Method::get, "/v1/takedowns", registrar_).status, 405);
    EXPECT_EQ(ask(Method::get, "/v1/filings/filing-a/nothing", filer_).status, 404);
}

}  // namespace bridle::registry::api_filings_test
