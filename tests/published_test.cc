// The published sets of indicators, one by one: every path, file name and process in them is
// found when it is planted where it would be, in each of its spellings, and what only looks like
// it is not.

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/host_file.h"
#include "base/text.h"
#include "indicator/matcher.h"
#include "support/harness.h"

namespace bridle::test::published_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSets = BRIDLE_SHARED_DATA "/data/indicators/";

// Which indicators the records of a file meet.
class Matched : public Sink {
public:
    explicit Matched(const Indicators& indicators) : matcher_(indicators) {}
    void accept(const Record& record) override {
        for (const Match& match : matcher_.match(record))
            values.insert(std::string(match.indicator->value));
    }
    void accept(const Problem&) override {}
    std::set<std::string> values;

private:
    Matcher matcher_;
};

class Published : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        const std::string path = std::string(kSets) + GetParam() + ".stix2";
        if (!fs::exists(path)) GTEST_SKIP() << "skipped: no shared data";
        auto bytes = read_file(path, 1 << 30);
        ASSERT_TRUE(bytes);
        ASSERT_TRUE(set_.add(*bytes, GetParam(), now()));
        set_.compile();
    }

    std::vector<std::string> of(IndicatorKind kind) const {
        std::vector<std::string> values;
        for (const Indicator& indicator : set_.all())
            if (indicator.kind == kind) values.emplace_back(indicator.value);
        return values;
    }

    // What is met by a file of this path in a list of files.
    std::set<std::string> listed(std::string_view path) const {
        static const Artifact files = {.name = "files", .title = "", .paths = {}, .parse = nullptr};
        const Field field = text("path", path, Kind::file_path);
        Matched matched(set_);
        matched.accept(Record{files, "/", at_row("files", 1), std::span(&field, 1)});
        return std::move(matched.values);
    }
    std::set<std::string> read(std::string_view artifact, std::string_view bytes) const {
        Matched matched(set_);
        MemoryFile file(as_bytes(bytes));
        run(*find_artifact(artifact), Input{file, nullptr, "/test"}, matched);
        return std::move(matched.values);
    }
    std::set<std::string> used_network(std::string_view process) const {
        std::string sql =
            "CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZFIRSTTIMESTAMP REAL, ZTIMESTAMP "
            "REAL, ZBUNDLENAME VARCHAR, ZPROCNAME VARCHAR);"
            "INSERT INTO ZPROCESS VALUES (1, 600000000, 600000000, NULL, '";
        return read("datausage", database(sql + std::string(process) + "')"));
    }
    std::set<std::string> shut_down(std::string_view client) const {
        return read("shutdown_log", "remaining client pid: 7 (" + std::string(client) +
                                        "/0A1B2C3D-0000-4000-8000-000000000001)\n"
                                        "SIGTERM: [1676299041]\n");
    }

    // /private/var/tmp/x is /var/tmp/x is /tmp/x.
    static std::vector<std::string> spellings(std::string path) {
        if (!path.starts_with('/')) path = "/private/var/mobile/" + path;
        while (path.ends_with('/')) path.pop_back();
        std::vector<std::string> all = {path};
        auto add = [&](std::string_view from, std::string_view to) {
            if (path.starts_with(from)) all.push_back(std::string(to) + path.substr(from.size()));
        };
        add("/private/var/", "/var/");
        add("/private/var/tmp/", "/tmp/");
        add("/tmp/", "/private/var/tmp/");
        add("/tmp/", "/var/tmp/");
        return all;
    }

    Indicators set_;
};

TEST_P(Published, EveryPathIsFoundInEachOfItsSpellings) {
    for (const std::string& value : of(IndicatorKind::file_path))
        for (const std::string& path : spellings(value)) {
            EXPECT_TRUE(listed(path).contains(value)) << path;
            if (!value.starts_with('/')) continue;  // known from the home folder on only
            EXPECT_TRUE(listed(path + "/below").contains(value)) << path;
            EXPECT_TRUE(shut_down(path).contains(value)) << path;
        }
}

TEST_P(Published, PathsThatLookLikeThemAreOthers) {
    for (const std::string& value : of(IndicatorKind::file_path))
        for (const std::string& path : spellings(value)) {
            const std::size_t name = path.rfind('/') + 1;
            const std::string folder = path.substr(0, name), file = path.substr(name);
            for (const std::string& other :
                 {path + "zz", folder + "zz" + file, folder + "zz/" + file + "zz"}) {
                // A folder above may be an indicator of its own, as may the name below.
                EXPECT_FALSE(listed(other).contains(value)) << other;
                EXPECT_FALSE(shut_down(other).contains(value)) << other;
            }
            if (!value.starts_with('/')) continue;
            EXPECT_FALSE(listed("/zz" + path).contains(value)) << path;
            EXPECT_FALSE(listed(folder + "zz/" + file).contains(value)) << path;
        }
}

TEST_P(Published, EveryFileNameIsFoundAndNoLongerOne) {
    for (const std::string& value : of(IndicatorKind::file_name)) {
        EXPECT_TRUE(listed("/private/var/mobile/Media/" + value).contains(value));
        EXPECT_TRUE(listed("/private/var/containers/Data/System/X/" + value).contains(value));
        for (const std::string& other : {"lib" + value, value + ".bak", value + "/x", "x." + value})
            EXPECT_FALSE(listed("/private/var/mobile/Media/" + other).contains(value)) << other;
    }
}

TEST_P(Published, EveryProcessIsFoundAndNoLongerOne) {
    for (const std::string& value : of(IndicatorKind::process)) {
        EXPECT_TRUE(used_network(value).contains(value));
        EXPECT_TRUE(used_network(value + "/com.example.app").contains(value));
        EXPECT_TRUE(shut_down("/private/var/db/x/" + value).contains(value));
        EXPECT_TRUE(shut_down("/usr/libexec/" + value).contains(value));
        for (const std::string& other : {value + "zz", "zz" + value, "com.example." + value}) {
            EXPECT_TRUE(used_network(other).empty()) << other;
            EXPECT_TRUE(shut_down("/usr/libexec/" + other).empty()) << other;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Every, Published,
                         testing::Values("coruna", "darksword", "kingspawn", "cytrox", "predator",
                                         "pegasus", "operation_triangulation"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace bridle::test::published_test
