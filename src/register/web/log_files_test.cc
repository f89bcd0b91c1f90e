#include "base/hash.h"
#include "register/log/tile.h"
#include "register/verify/verify.h"
#include "support/register_site.h"

namespace bridle::registry::log_files_test {

namespace {

using namespace bridle::registry::test;

class LogFilesTest : public SiteTest {};

// What a site answers, for whoever verifies it.
class OfSite : public Resources {
public:
    OfSite(Site& site, Request request) : site_(site), request_(std::move(request)) {}
    Result<std::string> get(const std::string& path) override {
        request_.path = "/" + path;
        Response response = site_.handle(request_);
        if (response.status != 200) return fail(Errc::io, path + ": no such file");
        return *response.body;
    }

private:
    Site& site_;
    Request request_;
};

}  // namespace

TEST_F(LogFilesTest, AreWhatVerifies) {
    publish(*registry_, {company("company-a"), company("company-b"), correction("company-a", "B")});
    must(registry_->take_down(takedown("company-b")));
    OfSite resources(*site_, request("/"));
    EXPECT_EQ(verified(resources), "2 records, 1 withheld, 0 restricted, 3 checkpoints\n");
}

TEST_F(LogFilesTest, NeverChangeOnceTheyAreThere) {
    std::vector<NewVersion> many;
    for (int i = 0; i < 300; i++) many.push_back(company(fmt::format("company-{}", i)));
    publish(*registry_, many);
    for (std::string_view path : {"/log/tile/0/000", "/log/tile/0/001.p/44", "/log/tile/1/000.p/1",
                                  "/log/tile/entries/000", "/log/tile/entries/001.p/44"}) {
        Response response = get(path);
        EXPECT_EQ(response.status, 200) << path;
        EXPECT_EQ(response.max_age, Response::kForever) << path;
        EXPECT_EQ(response.type, "application/octet-stream") << path;
    }
    EXPECT_EQ(body("/log/tile/0/001.p/7"), body("/log/tile/0/001.p/44").substr(0, 7 * 32));
    EXPECT_EQ(get("/log/tile/0/001").status, 404);
    EXPECT_EQ(get("/log/tile/0/001.p/45").status, 404);
    EXPECT_EQ(get("/log/tile/entries/002.p/1").status, 404);
    EXPECT_EQ(get("/log/tile/0/0").status, 404);
}

TEST_F(LogFilesTest, AreThePolicyAndTheCheckpoint) {
    EXPECT_EQ(body("/policy.txt"), registry_->policy());
    EXPECT_TRUE(body("/log/checkpoint").starts_with("register.example/log\n0\n"));
}

TEST_F(LogFilesTest, HoldTheFilesOfSourceDocumentsAndRunNone) {
    std::string digest = hex(sha256(as_bytes("<script>")));
    must(registry_->change(
        [&](Store& store) { return store.filings.put_file(digest, "text/html", "<script>"); }));
    Response response = get("/files/" + digest);
    EXPECT_EQ(*response.body, "<script>");
    EXPECT_EQ(response.type, "application/octet-stream");
    EXPECT_EQ(get("/files/" + std::string(64, '0')).status, 404);
}

}  // namespace bridle::registry::log_files_test
