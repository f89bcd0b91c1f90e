// bridle check --register, from the command line to the case.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "base/text.h"
#include "fabricate/backup.h"
#include "format/json_value.h"
#include "support/harness.h"
#include "support/program.h"

namespace bridle::test::register_check_test {
namespace {

namespace fs = std::filesystem;

class CheckWithRegister : public testing::Test {
protected:
    CheckWithRegister() {
        EXPECT_TRUE(fabricate::write_backup({}, folder / "backup"));
        put("set.stix2", set_);
    }
    std::string put(const std::string& name, std::string_view text) {
        std::ofstream(folder / name) << text;
        return folder / name;
    }
    std::string digest_of_set() const { return hex(sha256(as_bytes(set_))); }
    std::string register_of(std::string_view digest) {
        return put("attribution.json", R"({"format": "bridle-register-attribution/1",
            "register": {"name": "Made-up register", "keeper": "Nobody", "origin": "r.example",
                         "size": 3, "on": "2026-03-05"},
            "attributions": [{"id": "attribution-f", "title": "Fiction", "asOf": "2026-03-01",
                "confidence": "confirmed", "citation": "Made-up report", "citations": [],
                "indicatorSet": {"repository": "lab/sets", "path": "f.stix2",
                    "malwareName": "FICTIONAL family", "sha256": ")" +
                                           std::string(digest) + R"("},
                "product": {"id": "product-f", "name": "Fictional Eye", "citations": []},
                "vendor": {"id": "company-f", "name": "Fictional <b>Vendor</b>", "citations": []},
                "licences": [{"id": "licence-f", "title": "Made-up licence", "status": "granted"}],
                "contracts": [{"id": "contract-f", "title": "Made-up contract"}],
                "measures": [{"id": "measure-f", "title": "Made-up measure"}]}]})");
    }
    Ran check(std::vector<std::string> more) {
        std::vector<std::string> arguments = {"check", folder / "backup",   "-o", out(),
                                              "-i",    folder / "set.stix2"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return bridle(arguments);
    }
    void expect_refused(const std::string& file, std::string_view words) {
        Ran ran = check({"--register", file});
        EXPECT_EQ(ran.code, 2) << ran.err;
        EXPECT_TRUE(ran.err.contains(words)) << ran.err;
        EXPECT_TRUE(ran.err.contains(file)) << ran.err;
        EXPECT_FALSE(fs::exists(out()) || fs::exists(out() + ".incomplete"));
    }
    std::string out() const { return folder / "case"; }
    std::string report() const { return contents(out() + "/report.html"); }
    Json json(const std::string& name) const {
        return Json::parse(contents(out() + "/" + name)).value();
    }
    // Of the first finding that the set picked.
    static Json on_record(const Json& findings) {
        for (const Json& each : findings["findings"].items())
            if (each.at("/indicator/sources/0/name")) return each["on_record"];
        return {};
    }

    TemporaryFolder folder;
    std::string set_ = fabricate::stix_bundle(fabricate::fictional_indicators());
};

TEST_F(CheckWithRegister, NamesWhatIsOnRecordOfTheVeryFile) {
    const std::string file = register_of(digest_of_set());
    Ran ran = check({"--register", file});
    EXPECT_EQ(ran.code, 10) << ran.err;
    EXPECT_TRUE(ran.out.contains("On record: Fictional Eye, Fictional <b>Vendor</b>")) << ran.out;
    for (std::string_view name : {"Made-up licence", "Made-up contract", "Made-up measure"}) {
        EXPECT_TRUE(ran.out.contains(name)) << name;
        EXPECT_TRUE(report().contains(name)) << name;
    }
    EXPECT_TRUE(report().contains("The register names this very file"));
    EXPECT_TRUE(report().contains("Fictional &lt;b&gt;Vendor&lt;/b&gt;"));
    EXPECT_FALSE(report().contains("<b>"));
    EXPECT_EQ(on_record(json("findings.json"))[0]["known_by"].text(), "file");
    EXPECT_EQ(on_record(json("findings.json"))[0]["confidence"].text(), "confirmed");
    EXPECT_EQ(json("manifest.json").at("/register/file/sha256")->text(),
              hex(sha256(as_bytes(contents(file)))));
    EXPECT_EQ(bridle({"show", out()}).out, ran.out.substr(0, ran.out.find("\nReport: ")));
}

TEST_F(CheckWithRegister, KnowsAnotherFileByTheNameOfTheFamilyAlone) {
    Ran ran = check({"--register", register_of(std::string(64, '0')), "--json"});
    EXPECT_EQ(ran.code, 10) << ran.err;
    const Json printed = Json::parse(ran.out).value();
    EXPECT_EQ(on_record(printed)[0]["known_by"].text(), "name");
    EXPECT_EQ(on_record(printed)[0]["confidence"].text(), "moderate");
    EXPECT_TRUE(report().contains("By name alone."));
}

TEST_F(CheckWithRegister, FindsTheSameWithAndWithout) {
    check({});
    const Json without = json("findings.json");
    EXPECT_FALSE(without.find("register"));
    fs::remove_all(out());
    check({"--register", register_of(digest_of_set())});
    Json with = json("findings.json");
    EXPECT_TRUE(with.erase("register"));
    Json findings = Json::array();
    for (Json each : with["findings"].items()) {
        each.erase("on_record");
        findings.push(std::move(each));
    }
    with.set("findings", std::move(findings));
    EXPECT_EQ(with.dump(1), without.dump(1));
}

TEST_F(CheckWithRegister, RefusesAWrongFileBeforeAnythingIsMade) {
    expect_refused(folder / "nowhere.json", "No such file");
    expect_refused(folder / "backup", "");
    expect_refused(put("a.json", "no JSON"), "");
    expect_refused(folder / "set.stix2", "not the attribution export of a public register");
    expect_refused(put("b.json", R"({"format": "bridle-register-attribution/9"})"),
                   "which this version of bridle does not know");
    expect_refused(put("c.json", std::string(17 << 20, ' ')), "");
}

TEST_F(CheckWithRegister, TheShippedFileIsGood) {
    const fs::path shipped = fs::path(__FILE__).parent_path() / ".." / "data" / "attribution.json";
    Ran ran = check({"--register", shipped.string()});
    EXPECT_EQ(ran.code, 10) << ran.err;
    EXPECT_TRUE(report().contains("The register has nothing on record about what was found."));
}

}  // namespace
}  // namespace bridle::test::register_check_test
