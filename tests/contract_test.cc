// Promises that every artifact keeps, asked of each one on each of the files
// that the fabricator makes for it, good and damaged.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "cli/catalogue.h"
#include "fabricate/seeds.h"
#include "support/harness.h"

namespace bridle::contract_test {
namespace {

struct Fixture {
    std::string file, wal;
};
using Fixtures = std::map<std::string, Fixture>;  // by name, of one artifact

const std::map<std::string, Fixtures>& all_fixtures() {
    static const std::map<std::string, Fixtures> all = [] {
        std::map<std::string, Fixtures> found;
        auto keep = [&](std::string_view name, std::string_view bytes) -> Result<void> {
            std::size_t slash = name.find('/');
            Fixtures& of = found[std::string(name.substr(0, slash))];
            std::string_view rest = name.substr(slash + 1);
            if (rest.ends_with("-wal"))
                of[std::string(rest.substr(0, rest.size() - 4))].wal = bytes;
            else
                of[std::string(rest)].file = bytes;
            return {};
        };
        auto made = fabricate::make_seeds(keep);
        return made ? found : std::map<std::string, Fixtures>();
    }();
    return all;
}

class Contract : public testing::TestWithParam<const Artifact*> {
protected:
    void each_fixture(const std::function<void(const Fixture&)>& check) {
        auto found = all_fixtures().find(std::string(GetParam()->name));
        ASSERT_NE(found, all_fixtures().end()) << "no fixture for " << GetParam()->name;
        for (const auto& [name, fixture] : found->second) {
            SCOPED_TRACE(name);
            check(fixture);
        }
    }
    std::string parse(std::string_view file, std::string_view wal) {
        MemoryFile bytes(as_bytes(file)), log(as_bytes(wal));
        return test::parse(*GetParam(), Input{bytes, wal.empty() ? nullptr : &log, "/contract"});
    }
};

constexpr std::size_t kSteps = 60;

TEST_P(Contract, SaysSomethingOfAtLeastOneFixture) {
    std::size_t said = 0;
    each_fixture(
        [&](const Fixture& fixture) { said += parse(fixture.file, fixture.wal).size() > 1; });
    EXPECT_GT(said, 0u);
}

TEST_P(Contract, SurvivesTruncation) {
    each_fixture([&](const Fixture& fixture) {
        std::size_t step = std::max<std::size_t>(1, fixture.file.size() / kSteps);
        for (std::size_t size = 0; size < fixture.file.size(); size += step)
            parse(std::string(fixture.file, 0, size),
                  fixture.wal);  // a copy, so that ASan sees the end
    });
}

TEST_P(Contract, SurvivesFlippedBytes) {
    each_fixture([&](const Fixture& fixture) {
        std::string file = fixture.file;
        // The front of a file says how to read the rest: every byte of it.
        for (std::size_t i = 0; i < file.size();
             i += i < 200 ? 5 : std::max<std::size_t>(1, file.size() / kSteps)) {
            file[i] = static_cast<char>(~file[i]);
            parse(file, fixture.wal);
            file[i] = static_cast<char>(~file[i]);
        }
    });
}

TEST_P(Contract, SurvivesADamagedLog) {
    each_fixture([&](const Fixture& fixture) {
        std::string wal = fixture.wal;
        for (std::size_t i = 0; i < wal.size();
             i += i < 60 ? 3 : std::max<std::size_t>(1, wal.size() / 20)) {
            wal[i] = static_cast<char>(~wal[i]);
            parse(fixture.file, wal);
            parse(fixture.file, std::string_view(wal).substr(0, i));
            wal[i] = static_cast<char>(~wal[i]);
        }
    });
}

TEST_P(Contract, SaysTheSameAtAnyAlignment) {
    each_fixture([&](const Fixture& fixture) {
        std::string shifted = "x" + fixture.file;
        EXPECT_EQ(parse(fixture.file, fixture.wal),
                  parse(std::string_view(shifted).substr(1), fixture.wal));
    });
}

TEST_P(Contract, SaysTheSameTwice) {
    each_fixture([&](const Fixture& fixture) {
        EXPECT_EQ(parse(fixture.file, fixture.wal), parse(fixture.file, fixture.wal));
    });
}

TEST_P(Contract, SaysThatAnotherFormatIsAnother) {
    for (std::string_view other : {"\x89PNG\r\n\x1a\n0000", "bplist00", "SQLite format 3"})
        EXPECT_TRUE(parse(other, "").starts_with("\nproblem: ")) << other;
    // The system may have begun the log of shutdowns anew: that it is empty is said, and no damage.
    const bool ordinary = GetParam()->name == "shutdown_log";
    EXPECT_TRUE(parse("", "").starts_with(ordinary ? "\nremark: " : "\nproblem: "));
}

// What the fields are called, those without a value too.
class FieldNames : public Sink {
public:
    void accept(const Record& record) override {
        for (const Field& field : record.fields) names.emplace(field.name);
    }
    void accept(const Problem&) override {}
    std::set<std::string> names;
};

TEST_P(Contract, HasEveryFieldInTheCatalogue) {
    const ArtifactFields& listed = fields_of(GetParam()->name);
    std::set<std::string> missing;
    each_fixture([&](const Fixture& fixture) {
        MemoryFile bytes(as_bytes(fixture.file)), log(as_bytes(fixture.wal));
        FieldNames said;
        run(*GetParam(), Input{bytes, fixture.wal.empty() ? nullptr : &log, "/contract"}, said);
        for (const std::string& name : said.names) {
            const bool of_the_file = fixture.file.contains(name) || fixture.wal.contains(name) ||
                                     fixture.file.starts_with("\x1f\x8b");  // it is packed
            if (name != "record_type" && !listed.has(name) && !(listed.others && of_the_file))
                missing.insert(name);
        }
    });
    EXPECT_EQ(joined(missing), "") << "CMakeLists.txt does not find them in the source";
}

INSTANTIATE_TEST_SUITE_P(Every, Contract,
                         testing::ValuesIn(all_artifacts().begin(), all_artifacts().end()),
                         [](const auto& each) { return std::string(each.param->name); });

}  // namespace
}  // namespace bridle::contract_test
