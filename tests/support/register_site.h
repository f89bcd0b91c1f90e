// A register with a site around it, for the tests of what it answers.

#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "register/web/site.h"
#include "support/register_parts.h"

namespace bridle::registry::test {

class SiteTest : public testing::Test {
protected:
    static Request request(std::string_view target, Method method = Method::get) {
        Request out;
        out.method = method;
        out.path = target.substr(0, target.find('?'));
        if (out.path.size() < target.size())
            out.query = parse_form(target.substr(out.path.size() + 1)).value();
        out.now = from_iso("2026-03-05T12:00:00Z").value();
        return out;
    }
    Response get(std::string_view target) { return site_->handle(request(target)); }
    std::string body(std::string_view target) {
        Response response = get(target);
        EXPECT_EQ(response.status, 200) << target << ": " << *response.body;
        return *response.body;
    }
    Json json(std::string_view target) {
        auto parsed = Json::parse(body(target));
        EXPECT_TRUE(parsed) << target << ": " << parsed.error().what;
        return parsed.value_or(Json());
    }
    // "404 There is no such record."
    std::string refusal(std::string_view target) {
        Response response = get(target);
        auto problem = Json::parse(*response.body);
        return fmt::format("{} {}", response.status,
                           problem ? (*problem)["detail"].text() : "no problem document");
    }
    Json post(std::string_view target, std::string body, int status = 200) {
        Request asked = request(target, Method::post);
        asked.body = std::move(body);
        Response response = site_->handle(asked);
        EXPECT_EQ(response.status, status) << *response.body;
        return Json::parse(*response.body).value_or(Json());
    }
    // The records of a list, in its order.
    static std::string ids(const Json& list) {
        std::string out;
        for (const Json& each : list.items()) {
            if (!out.empty()) out += ' ';
            out += each["id"].text();
        }
        return out;
    }
    std::unique_ptr<Site> anew() { return std::make_unique<Site>(*registry_); }

    TemporaryFolder folder_;
    std::string place_ = folder_ / "register";
    std::unique_ptr<Register> registry_ = new_register(place_);
    std::unique_ptr<Site> site_ = anew();
};

inline NewVersion licence(std::string_view id, std::string_view status = "granted") {
    Json body = must(Json::parse(R"({"title":"A licence","asOf":"2025-06-02","kind":"individual",
        "holder":"company-a","authority":{"name":"Ministry","country":"IL"},
        "destinations":["MX"],"items":"none","history":[{"status":"granted","date":"2024-01-01"}],
        "sources":[]})"));
    body.find("history")->push(Json::object()).set("status", status);
    body.at("/history/1")->set("date", "2024-02-01");
    return record("licence", id, std::move(body));
}
inline NewVersion moratorium(std::string_view id, std::string_view from) {
    Json body = must(Json::parse(R"({"title":"Stop","asOf":"2025-06-02","effect":"both",
        "authority":{"name":"Ministry","country":"IL"},"scope":{"issuedBy":["IL"]},
        "until":"none","sources":[]})"));
    body.set("from", from);
    return record("moratorium", id, std::move(body));
}
inline Takedown takedown(std::string_view id, std::optional<std::int64_t> seq = {}) {
    Takedown out;
    out.record_id = id;
    out.seq = seq;
    out.basis = "Article 17";
    out.authority = "A court";
    out.reason = "An order";
    out.actor = "registrar";
    return out;
}

}  // namespace bridle::registry::test
