#include "register/service/witnesses.h"

#include <filesystem>

#include "base/host_file.h"
#include "support/register_parts.h"
#include "support/witness_server.h"

namespace bridle::registry::witnesses_test {

namespace {

using namespace bridle::registry::test;
namespace fs = std::filesystem;

class Witnesses : public testing::Test {
protected:
    // A register that names this witness, and of whose checkpoints so many must be cosigned.
    std::unique_ptr<Register> make(unsigned needed = 0) {
        Settings settings = register_settings();
        settings.witnesses = {witness_.setting("one")};
        settings.cosigners_to_publish = needed;
        must(Register::create(place_, settings));
        witness_.trust(must(read_vkey()));
        return open();
    }
    Result<std::string> read_vkey() {
        auto store = TRY(Store::open(place_ + "/register.db", Access::read));
        auto vkey = TRY(store->fact("log.vkey"));
        return vkey.value_or("");
    }
    std::unique_ptr<Register> open() { return must(Register::open(place_, Register::Mode::write)); }

    static std::string ask(Register& registry) {
        std::string out;
        for (const auto& report : must(registry.ask_witnesses()))
            out += report.name + (report.cosigned ? " +: " : " -: ") + report.outcome + "\n";
        return out;
    }
    // Size of what readers see, and who cosigned it.
    static std::string shown(Register& registry) {
        auto store = must(registry.readers().lend());
        auto latest = must(store->log.latest_published());
        if (!latest) return "nothing";
        auto policy = must(Policy::parse(registry.policy()));
        auto verdict = must(policy.verify(latest->note));
        return fmt::format("{} by {}", verdict.checkpoint.size, verdict.cosigners);
    }

    TemporaryFolder folder_;
    std::string place_ = folder_ / "register";
    WitnessServer witness_;
};

}  // namespace

TEST_F(Witnesses, CosignWhatIsPublished) {
    auto registry = make();
    publish(*registry, {company("company-a"), company("company-b")});
    EXPECT_EQ(shown(*registry), "2 by 0");
    EXPECT_EQ(ask(*registry), "one +: cosigned 2 leaves at 2023-11-14T22:13:20Z\n");
    EXPECT_EQ(shown(*registry), "2 by 1");
    EXPECT_EQ(ask(*registry), "one +: has cosigned 2 leaves\n");
    publish(*registry, {company("company-c")});
    EXPECT_EQ(shown(*registry), "3 by 0");
    EXPECT_EQ(ask(*registry), "one +: cosigned 3 leaves at 2023-11-14T22:13:20Z\n");
    PublicFiles files = public_files(*registry);
    EXPECT_EQ(verified(files), "3 records, 0 withheld, 0 restricted, 3 checkpoints\n");
}

TEST_F(Witnesses, AreToldOnlyTheSignatureOfTheLog) {
    auto registry = make();
    publish(*registry, {company("company-a")});
    ask(*registry);
    ask(*registry);
    for (const HttpSeen& seen : witness_.requests())
        EXPECT_EQ(seen.body.find("witness.example"), std::string::npos) << seen.body;
}

TEST_F(Witnesses, ThatRememberAnotherSizeAreAskedOnceMore) {
    auto registry = make();
    publish(*registry, {company("company-a")});
    ask(*registry);
    registry.reset();
    witness_.manner = [](const HttpSeen&) { return http_answer(500, "", ""); };
    registry = open();  // and does not learn what the witness saw
    witness_.manner = {};
    publish(*registry, {company("company-b")});
    std::size_t asked = witness_.requests().size();
    EXPECT_EQ(ask(*registry), "one +: cosigned 2 leaves at 2023-11-14T22:13:20Z\n");
    EXPECT_EQ(witness_.requests().size(), asked + 2);
}

TEST_F(Witnesses, HoldBackWhatThePolicyWantsCosigned) {
    auto registry = make(1);
    EXPECT_EQ(shown(*registry), "0 by 1");  // on opening it was cosigned
    witness_.silent = false;
    publish(*registry, {company("company-a")});
    EXPECT_EQ(shown(*registry), "0 by 1");
    auto store = must(registry->readers().lend());
    EXPECT_EQ(error_of(receipt_of(*store, "company-a", 1)),
              "no published checkpoint covers version 1 of company-a yet; it will within a short "
              "time");
    std::vector<std::uint64_t> told;
    registry->when_published([&](std::uint64_t size) { told.push_back(size); });
    ask(*registry);
    EXPECT_EQ(shown(*registry), "1 by 1");
    EXPECT_EQ(told, (std::vector<std::uint64_t>{1}));
    EXPECT_TRUE(receipt_of(*store, "company-a", 1).has_value());
}

TEST_F(Witnesses, ThatMisbehaveStopNothing) {
    auto registry = make();
    std::uint64_t size = 0;
    Signer stranger = must(Signer::generate("witness.example/w1", KeyType::cosignature));
    auto misbehaving = [&](const WitnessServer::Manner& manner) {
        witness_.manner = manner;
        publish(*registry, {company("")});
        std::string outcome = ask(*registry);
        EXPECT_EQ(shown(*registry), fmt::format("{} by 0", ++size)) << outcome;
        EXPECT_TRUE(outcome.starts_with("one -: ")) << outcome;
    };
    auto says = [](int status, std::string_view type, std::string_view body) {
        std::string answer = http_answer(status, type, body);
        return [answer](const HttpSeen&) { return std::optional(answer); };
    };
    misbehaving(says(500, "text/plain", "oops"));
    misbehaving(says(403, "text/plain", "unknown log"));
    misbehaving(says(404, "", ""));
    misbehaving(says(409, "text/plain", "conflict"));
    misbehaving(says(409, "text/x.tlog.size", "many\n"));
    misbehaving(says(409, "text/x.tlog.size", "99999\n"));
    misbehaving(says(409, "text/x.tlog.size", "0\n"));
    misbehaving(says(422, "text/plain", "bad proof"));
    misbehaving(says(200, "text/plain", ""));
    misbehaving(says(200, "text/plain", "garbage\n"));
    misbehaving(says(200, "text/plain", std::string(100'000, 'x')));
    misbehaving(says(302, "", ""));
    misbehaving(
        [](const HttpSeen&) { return std::optional<std::string>("no HTTP at all\r\n\r\n"); });
    misbehaving([&](const HttpSeen& seen) -> std::optional<std::string> {
        auto asked = must(AddCheckpoint::parse(seen.body));
        auto note = must(Note::parse(asked.checkpoint));
        return http_answer(200, "text/plain", must(stranger.cosign(note.text, 1)).line());
    });
}

TEST_F(Witnesses, ThatSignSomethingElseAreNotBelieved) {
    auto registry = make();
    publish(*registry, {company("company-a")});
    witness_.manner = [&](const HttpSeen&) -> std::optional<std::string> {
        return http_answer(
            200, "text/plain",
            "\xe2\x80\x94 witness.example/w1 " +
                std::string("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n"));
    };
    EXPECT_TRUE(ask(*registry).starts_with("one -: did not cosign: "));
    EXPECT_EQ(shown(*registry), "1 by 0");
}

TEST_F(Witnesses, ThatAreAwayAreNamed) {
    Settings settings = register_settings();
    {
        WitnessServer gone;
        settings.witnesses = {gone.setting("gone")};
    }
    auto registry = new_register(place_, settings);
    publish(*registry, {company("company-a")});
    EXPECT_TRUE(ask(*registry).starts_with("gone -: could not be asked: http://127.0.0.1:"));
    EXPECT_EQ(shown(*registry), "1 by 0");
}

TEST_F(Witnesses, ThatAreSilentAreGivenUpOn) {
    auto registry = make();
    publish(*registry, {company("company-a")});
    auto store = must(registry->readers().lend());
    std::string note = must(store->log.latest_published()).value().note;
    witness_.silent = true;
    std::vector<WitnessQuestion> questions{{witness_.setting("one")}};
    auto talks = ask_witnesses(questions, note, {}, std::chrono::milliseconds(200));
    EXPECT_EQ(talks[0].kind, WitnessTalk::Kind::failed);
    EXPECT_TRUE(talks[0].outcome.ends_with("the server took too long")) << talks[0].outcome;
}

TEST_F(Witnesses, ThatSawMoreStopTheOpeningOfAnOlderStore) {
    make().reset();
    publish(*open(), {company("company-a")});
    fs::copy(place_, folder_ / "backup", fs::copy_options::recursive);
    {
        auto registry = open();
        publish(*registry, {company("company-b")});
        EXPECT_EQ(ask(*registry), "one +: cosigned 2 leaves at 2023-11-14T22:13:20Z\n");
    }
    fs::remove_all(place_);
    fs::rename(folder_ / "backup", place_);  // with its older `signed`
    std::string error = error_of(Register::open(place_, Register::Mode::write));
    EXPECT_TRUE(error.starts_with("the witness one (http://127.0.0.1:")) << error;
    EXPECT_NE(error.find("has seen a tree of 2 leaves, and this log has only 1. Nothing will be "
                         "signed"),
              std::string::npos)
        << error;
    EXPECT_TRUE(Register::open(place_, Register::Mode::read).has_value());
}

TEST_F(Witnesses, ThatSawAnotherTreeStopTheOpening) {
    make().reset();
    fs::copy(place_, folder_ / "twin", fs::copy_options::recursive);
    {
        auto registry = open();
        publish(*registry, {company("company-a")});
        ask(*registry);
    }
    witness_.silent = false;
    fs::remove_all(place_);
    fs::rename(folder_ / "twin", place_);
    // A tail that was stored, but neither signed nor shown to anybody, in the place of the other.
    Settings alone = must(Settings::load(place_));
    Settings with = alone;
    alone.witnesses.clear();
    fs::remove(place_ + "/register.json");
    must(write_file(place_ + "/register.json", alone.text()));
    publish(*open(), {company("company-b")});
    fs::remove(place_ + "/register.json");
    must(write_file(place_ + "/register.json", with.text()));
    std::string error = error_of(Register::open(place_, Register::Mode::write));
    EXPECT_NE(error.find("has seen another tree of 1 leaves. Nothing will be signed"),
              std::string::npos)
        << error;
}

TEST_F(Witnesses, ThatAreRetiredAreNotAskedAndStillKnown) {
    {
        auto registry = make();
        publish(*registry, {company("company-a")});
        ask(*registry);
    }
    Settings settings = must(Settings::load(place_));
    settings.witnesses[0].retired = true;
    fs::remove(place_ + "/register.json");
    must(write_file(place_ + "/register.json", settings.text()));
    std::size_t asked = witness_.requests().size();
    auto registry = open();
    EXPECT_EQ(ask(*registry), "");
    EXPECT_EQ(witness_.requests().size(), asked);
    EXPECT_EQ(shown(*registry), "1 by 1");
    PublicFiles files = public_files(*registry);
    EXPECT_EQ(verified(files), "1 records, 0 withheld, 0 restricted, 2 checkpoints\n");
}

}  // namespace bridle::registry::witnesses_test
