#include "cli/indicator_store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "base/host_file.h"
#include "base/text.h"
#include "support/harness.h"
#include "support/https_server.h"

namespace bridle::indicator_store_test {

namespace fs = std::filesystem;

namespace {

// A bundle that differs from others by its one domain.
std::string bundle(const std::string& domain) {
    return R"({"type": "bundle", "id": "bundle--4d1c2f6e-90a1-4b6c-8a27-2f1f4dd5a0e1", "objects": [
    {"type": "indicator", "id": "indicator--6d3c7c2e-8d3f-4a64-9b8a-1f6b3e0c9d11", "pattern_type": "stix",
     "pattern": "[domain-name:value = ')" +
           domain + R"(']"}]})";
}

const char* word(SetChange::What what) {
    constexpr const char* kWords[] = {"added", "replaced", "unchanged", "removed", "failed"};
    return kWords[static_cast<std::size_t>(what)];
}

class IndicatorStoreTest : public testing::Test {
protected:
    IndicatorStoreTest() {
        setenv("no_proxy", "*", 1);
        fs::remove_all(root);
        fs::create_directories(root);
        options.index = server.url("/index.yaml");
        options.https.ca_file = server.ca_file();
    }
    ~IndicatorStoreTest() override { fs::remove_all(root); }

    // An index of sets at these paths of the server; a set is named by its path.
    void publish(const std::vector<std::string>& paths) {
        std::string yaml = "indicators:\n";
        for (const std::string& path : paths)
            yaml += "- {type: download, name: " + path + ", download_url: \"" +
                    server.url("/" + path) + "\"}\n";
        server.serve("/index.yaml", {yaml});
    }

    std::string without_places(std::string text) {
        return test::without(std::move(text), {server.url(), root});
    }

    std::string said(const Result<SetChanges>& changes) {
        if (!changes) return "refused: " + without_places(changes.error().what);
        std::string out = "\n";
        for (const SetChange& each : changes->sets) {
            out += word(each.what) + (" " + each.name);
            if (!each.reason.empty()) out += ": " + each.reason;
            out += each.kept ? " (the old one stays)\n" : "\n";
        }
        return without_places(out);
    }
    std::string updated() { return said(store.update(options)); }

    // Every installed set with what it holds, and every problem.
    std::string installed() {
        Result<InstalledSets> sets = store.list();
        if (!sets) return "refused: " + without_places(sets.error().what);
        std::string out = "\n";
        for (const IndicatorSet& each : sets->sets) {
            std::string json = read_text_file(each.path, 1 << 20).value_or("gone");
            std::size_t start = json.find("= '") + 3;
            out += each.name + " from " + each.origin + ": " +
                   json.substr(start, json.find('\'', start) - start) + "\n";
        }
        for (const std::string& each : sets->problems) out += "problem: " + each + "\n";
        return without_places(out);
    }

    void write(const std::string& path, const std::string& contents) {
        fs::create_directories(fs::path(root + path).parent_path());
        std::ofstream(root + path) << contents;
    }
    std::size_t files_in_store() {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(store.folder()), fs::directory_iterator()));
    }

    const std::string root = testing::TempDir() + "bridle-store-" + std::to_string(::getpid());
    test::HttpsServer server;
    IndicatorStore store{root + "/data/indicators"};
    UpdateOptions options;
};

}  // namespace

TEST_F(IndicatorStoreTest, IsEmptyWhereThereIsNoFolder) {
    EXPECT_EQ(installed(), "\n");
    EXPECT_FALSE(fs::exists(store.folder()));
}

TEST_F(IndicatorStoreTest, InstallsWhatTheIndexLists) {
    publish({"one", "two"});
    server.serve("/one", {bundle("a.example")});
    server.serve("/two", {bundle("b.example")});
    EXPECT_EQ(updated(), "\nadded one\nadded two\n");
    EXPECT_EQ(installed(), "\none from /one: a.example\ntwo from /two: b.example\n");
}

TEST_F(IndicatorStoreTest, SaysOfEachSetWhereItIsFromAndWhen) {
    publish({"one"});
    server.serve("/one", {bundle("a.example")});
    ASSERT_EQ(updated(), "\nadded one\n");
    Result<InstalledSets> sets = store.list();
    ASSERT_TRUE(sets);
    const IndicatorSet& set = sets->sets.at(0);
    EXPECT_EQ(set.origin, server.url("/one"));
    EXPECT_TRUE(set.published);
    EXPECT_EQ(set.size, bundle("a.example").size());
    EXPECT_EQ(set.sha256, hex(sha256(as_bytes(bundle("a.example")))));
    EXPECT_EQ(set.age_in_days(now()), 0);
    EXPECT_EQ(set.age_in_days(now() + std::chrono::days(9)), 9);
    EXPECT_EQ(sets->index, options.index);
    EXPECT_EQ(sets->updated, set.fetched);
}

TEST_F(IndicatorStoreTest, FindsTheFilesOfGithubRepositories) {
    options.github = server.url();
    server.serve("/index.yaml", {"indicators: [{type: github, name: g, github: {owner: o, repo: r, "
                                 "path: p/q.stix2}}]"});
    server.serve("/o/r/main/p/q.stix2", {bundle("a.example")});
    EXPECT_EQ(updated(), "\nadded g\n");
}

TEST_F(IndicatorStoreTest, TellsHowFarItIs) {
    publish({"one", "two"});
    server.serve("/one", {bundle("a.example")});
    std::string seen;
    options.progress = [&](const std::string& name, std::size_t number, std::size_t count) {
        seen += name + ' ' + std::to_string(number) + '/' + std::to_string(count) + '\n';
    };
    updated();
    EXPECT_EQ(seen, "one 1/2\ntwo 2/2\n");
}

TEST_F(IndicatorStoreTest, ReplacesOnlyWhatChanged) {
    publish({"one", "two"});
    server.serve("/one", {bundle("a.example")});
    server.serve("/two", {bundle("b.example")});
    updated();
    server.serve("/two", {bundle("c.example")});
    EXPECT_EQ(updated(), "\nunchanged one\nreplaced two\n");
    EXPECT_EQ(installed(), "\none from /one: a.example\ntwo from /two: c.example\n");
    EXPECT_EQ(files_in_store(), 4U);  // two sets, the ledger, the lock
}

TEST_F(IndicatorStoreTest, RemovesWhatTheIndexDropped) {
    publish({"one", "two"});
    server.serve("/one", {bundle("a.example")});
    server.serve("/two", {bundle("b.example")});
    updated();
    publish({"two"});
    EXPECT_EQ(updated(), "\nunchanged two\nremoved one\n");
    EXPECT_EQ(installed(), "\ntwo from /two: b.example\n");
    EXPECT_EQ(files_in_store(), 3U);
}

TEST_F(IndicatorStoreTest, KeepsTheOldVersionOfWhatFails) {
    publish({"one", "two", "new"});
    server.serve("/one", {bundle("a.example")});
    server.serve("/two", {bundle("b.example")});
    updated();
    server.forget("/one");
    server.serve("/two", {bundle("c.example")});
    EXPECT_EQ(updated(),
              "\nfailed one: /one: the server answered 404 (the old one stays)\n"
              "replaced two\n"
              "failed new: /new: the server answered 404\n");
    EXPECT_EQ(installed(), "\none from /one: a.example\ntwo from /two: c.example\n");
}

TEST_F(IndicatorStoreTest, DoesNotStampAPartialUpdateAsComplete) {
    publish({"one"});
    server.serve("/one", {bundle("a.example")});
    updated();
    auto before = store.list();
    publish({"one", "gone"});
    Result<SetChanges> changes = store.update(options);
    ASSERT_TRUE(changes);
    EXPECT_FALSE(changes->complete());
    EXPECT_EQ(store.list()->updated, before->updated);

    IndicatorStore fresh(root + "/fresh");
    ASSERT_TRUE(fresh.update(options));
    EXPECT_EQ(fresh.list()->updated, std::nullopt);
}

TEST_F(IndicatorStoreTest, RefusesWhatIsNotABundle) {
    publish({"set"});
    server.serve("/set", {bundle("a.example")});
    updated();
    for (const std::string& bad : {std::string("<html>moved</html>"), std::string(),
                                   std::string("[1, 2]"), bundle("a.example").substr(0, 200),
                                   std::string(R"({"type": "bundle", "objects": []})")}) {
        server.serve("/set", {bad});
        Result<SetChanges> changes = store.update(options);
        ASSERT_TRUE(changes);
        EXPECT_EQ(changes->sets.at(0).what, SetChange::What::failed) << bad;
        EXPECT_TRUE(changes->sets.at(0).kept) << bad;
        EXPECT_EQ(installed(), "\nset from /set: a.example\n") << bad;
    }
}

TEST_F(IndicatorStoreTest, RefusesASetBehindAnotherScheme) {
    publish({"set"});
    server.serve("/set", {"", 302, "http://localhost:1/set"});
    EXPECT_EQ(updated(), "\nfailed set: /set: leads to an address that is not https\n");
}

TEST_F(IndicatorStoreTest, ChangesNothingWithoutAnIndex) {
    publish({"one"});
    server.serve("/one", {bundle("a.example")});
    updated();
    server.forget("/index.yaml");
    EXPECT_EQ(updated(), "refused: /index.yaml: the server answered 404");
    server.serve("/index.yaml", {"indicators: []"});
    EXPECT_EQ(updated(), "refused: /index.yaml: lists no indicator sets");
    server.serve("/index.yaml", {std::string(2 << 20, '#')});
    EXPECT_EQ(updated(), "refused: /index.yaml: more than 1048576 bytes");
    EXPECT_EQ(installed(), "\none from /one: a.example\n");
}

TEST_F(IndicatorStoreTest, ChangesNothingBehindABadCertificate) {
    test::HttpsServer other;
    options.https.ca_file = other.ca_file();
    publish({"one"});
    EXPECT_EQ(updated(), "refused: /index.yaml: the server's certificate does not hold");
}

TEST_F(IndicatorStoreTest, KeepsASetWhoseEntryBroke) {
    publish({"one", "two"});
    server.serve("/one", {bundle("a.example")});
    server.serve("/two", {bundle("b.example")});
    updated();
    server.serve("/index.yaml", {"indicators: [{type: torrent, name: one}]"});
    EXPECT_EQ(updated(),
              "\nfailed one: its type is neither github nor download (the old one stays)\n"
              "removed two\n");
    EXPECT_EQ(installed(), "\none from /one: a.example\n");
}

TEST_F(IndicatorStoreTest, DropsNothingWhenABrokenEntryMayMeanAnySet) {
    publish({"one", "two"});
    server.serve("/one", {bundle("a.example")});
    server.serve("/two", {bundle("b.example")});
    updated();
    server.serve("/index.yaml", {"indicators: [{type: torrent}, {type: download, name: two, "
                                 "download_url: \"" +
                                 server.url("/two") + "\"}]"});
    server.serve("/two", {bundle("c.example")});
    updated();
    EXPECT_EQ(installed(), "\none from /one: a.example\ntwo from /two: c.example\n");
}

TEST_F(IndicatorStoreTest, FetchesASetNamedTwiceOnce) {
    publish({"one", "one"});
    server.serve("/one", {bundle("a.example")});
    EXPECT_EQ(updated(), "\nadded one\n");
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(IndicatorStoreTest, NamesFilesSafely) {
    server.serve("/index.yaml", {"indicators: [{type: download, name: \"../../../Ünd /etc\", "
                                 "download_url: \"" +
                                 server.url("/one") + "\"}]"});
    server.serve("/one", {bundle("a.example")});
    updated();
    std::string digest = hex(sha256(as_bytes(bundle("a.example"))));
    EXPECT_EQ(store.list()->sets.at(0).path,
              store.folder() + "/nd-etc-" + digest.substr(0, 16) + ".stix2");
}

TEST_F(IndicatorStoreTest, ImportsAFile) {
    write("/in/mine.stix2", bundle("a.example"));
    EXPECT_EQ(said(store.import(root + "/in/mine.stix2")), "\nadded mine\n");
    EXPECT_EQ(installed(), "\nmine from /in/mine.stix2: a.example\n");
    EXPECT_EQ(said(store.import(root + "/in/mine.stix2")), "\nunchanged mine\n");
    write("/in/mine.stix2", bundle("b.example"));
    EXPECT_EQ(said(store.import(root + "/in/mine.stix2")), "\nreplaced mine\n");
    EXPECT_EQ(installed(), "\nmine from /in/mine.stix2: b.example\n");
}

TEST_F(IndicatorStoreTest, ImportsAFolderAndNamesWhatIsNoSet) {
    write("/in/a.stix2", bundle("a.example"));
    write("/in/deep/er/b.JSON", bundle("b.example"));
    write("/in/deep/readme.txt", "no");
    write("/in/notes.json", "{}");
    Result<SetChanges> changes = store.import(root + "/in");
    ASSERT_TRUE(changes);
    EXPECT_FALSE(changes->complete());
    EXPECT_EQ(installed(),
              "\na from /in/a.stix2: a.example\nb from /in/deep/er/b.JSON: b.example\n");
    ASSERT_EQ(changes->sets.size(), 3U);
    EXPECT_EQ(changes->sets[2].name, "notes");
    EXPECT_EQ(changes->sets[2].what, SetChange::What::failed);
}

TEST_F(IndicatorStoreTest, RefusesToImportWhatIsNotThere) {
    write("/empty/readme.txt", "no");
    EXPECT_EQ(said(store.import(root + "/none")), "refused: /none: No such file or directory");
    EXPECT_EQ(said(store.import(root + "/empty")),
              "refused: /empty: no .stix2 or .json file in it");
    EXPECT_FALSE(fs::exists(store.folder()));
}

TEST_F(IndicatorStoreTest, DoesNotWaitForAPipe) {
    ASSERT_EQ(::mkfifo((root + "/pipe.stix2").c_str(), 0600), 0);
    EXPECT_EQ(said(store.import(root + "/pipe.stix2")),
              "\nfailed pipe: /pipe.stix2: not a regular file\n");
}

TEST_F(IndicatorStoreTest, LeavesImportsAloneWhenUpdating) {
    write("/in/mine.stix2", bundle("a.example"));
    ASSERT_TRUE(store.import(root + "/in/mine.stix2"));
    publish({"one"});
    server.serve("/one", {bundle("b.example")});
    EXPECT_EQ(updated(), "\nadded one\n");
    EXPECT_EQ(installed(), "\nmine from /in/mine.stix2: a.example\none from /one: b.example\n");
}

TEST_F(IndicatorStoreTest, NoticesASetThatWasAltered) {
    write("/in/mine.stix2", bundle("a.example"));
    ASSERT_TRUE(store.import(root + "/in/mine.stix2"));
    std::string path = store.list()->sets.at(0).path;
    std::ofstream(path, std::ios::app) << ' ';
    EXPECT_EQ(installed(),
              "\nmine from /in/mine.stix2: a.example\nproblem: " + without_places(path) +
                  ": not used, since it was altered after it was fetched from /in/mine.stix2\n");
    fs::remove(path);
    EXPECT_EQ(store.list()->problems.at(0), path + ": No such file or directory");
}

TEST_F(IndicatorStoreTest, MentionsAFileThatWasNotImported) {
    write("/data/indicators/stray.stix2", bundle("a.example"));
    EXPECT_EQ(installed(),
              "\nproblem: /data/indicators/stray.stix2: not installed; use `bridle "
              "indicators import`\n");
    publish({"one"});
    server.serve("/one", {bundle("b.example")});
    updated();
    EXPECT_TRUE(fs::exists(store.folder() + "/stray.stix2"));
}

TEST_F(IndicatorStoreTest, ClearsWhatAnInterruptionLeft) {
    write("/data/indicators/old-0123456789abcdef.stix2", "half");
    write("/data/indicators/old-0123456789abcdef.stix2.new", "ha");
    write("/data/indicators/index.json.new", "{");
    publish({"one"});
    server.serve("/one", {bundle("b.example")});
    EXPECT_EQ(updated(), "\nadded one\n");
    EXPECT_EQ(installed(), "\none from /one: b.example\n");
    EXPECT_EQ(files_in_store(), 3U);
}

TEST_F(IndicatorStoreTest, RefusesADamagedLedger) {
    for (const char* ledger : {"", "{", "[]", R"({"sets": [{}]})",
                               R"({"sets": [{"name": "x", "file": "../x", "origin": "x", "size": 1,
                                   "published": true, "fetched": "2021-07-18T00:00:00Z",
                                   "sha256": "00"}]})"}) {
        write("/data/indicators/index.json", ledger);
        EXPECT_EQ(installed(),
                  "refused: /data/indicators/index.json: damaged; move "
                  "/data/indicators away and run `bridle indicators update`")
            << ledger;
    }
}

TEST_F(IndicatorStoreTest, LetsOneUpdateRunAtATime) {
    publish({"one"});
    server.serve("/one", {bundle("a.example")});
    std::string inner;
    options.progress = [&](const std::string&, std::size_t, std::size_t) {
        UpdateOptions second = options;
        second.progress = {};
        inner = said(store.update(second));
    };
    EXPECT_EQ(updated(), "\nadded one\n");
    EXPECT_EQ(inner, "refused: /data/indicators: another bridle is changing it");
}

TEST_F(IndicatorStoreTest, SaysWhereItCannotWrite) {
    write("/file", "");
    IndicatorStore blocked(root + "/file/indicators");
    EXPECT_EQ(said(blocked.update(options)), "refused: /file/indicators: Not a directory");
}

TEST(IndicatorFolder, FollowsTheEnvironment) {
    unsetenv("BRIDLE_INDICATORS");
    unsetenv("XDG_DATA_HOME");
    setenv("HOME", "/people/she", 1);
    EXPECT_EQ(IndicatorStore::default_folder(), "/people/she/.local/share/bridle/indicators");
    setenv("XDG_DATA_HOME", "/data", 1);
    EXPECT_EQ(IndicatorStore::default_folder(), "/data/bridle/indicators");
    setenv("BRIDLE_INDICATORS", "/sets", 1);
    EXPECT_EQ(IndicatorStore::default_folder(), "/sets");
    unsetenv("BRIDLE_INDICATORS");
    setenv("XDG_DATA_HOME", "relative", 1);
    EXPECT_EQ(IndicatorStore::default_folder(), "/people/she/.local/share/bridle/indicators");
}

}  // namespace bridle::indicator_store_test
