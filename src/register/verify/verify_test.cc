#include "register/verify/verify.h"

#include <algorithm>
#include <filesystem>

#include "base/hash.h"
#include "base/host_file.h"
#include "base/text.h"
#include "register/log/proof_file.h"
#include "register/model/envelope.h"
#include "register/verify/own_policy.h"
#include "support/loopback_server.h"
#include "support/register_parts.h"
#include "support/witness_server.h"

namespace bridle::registry::verify_test {

namespace {

using namespace bridle::registry::test;

// Twelve records, a takedown and a trail, published in five steps, and cosigned once.
class Verify : public testing::Test {
protected:
    Verify() {
        Settings settings = register_settings();
        settings.witnesses = {witness_.setting("one")};
        must(Register::create(place_, settings));
        auto registry = must(Register::open(place_, Register::Mode::write));
        witness_.trust(registry->vkey());
        std::vector<NewVersion> versions;
        for (int i = 0; i < 8; i++) versions.push_back(company(fmt::format("company-{}", i)));
        publish(*registry, versions);
        must(registry->ask_witnesses());
        early_ = public_files(*registry).files["log/checkpoint"];
        publish(*registry, {correction("company-3", "Anew"), company("company-8")});
        must(registry->change([](Store&) { return Result<void>(); },
                              {{"something", "account-x", "filer", "", ""}}));
        must(registry->take_down({"company-4", {}, "Law", "Court", "Privacy", "administrator"}));
        must(registry->ask_witnesses());
        files_ = public_files(*registry);
        policy_ = registry->policy();
        auto store = must(registry->readers().lend());
        receipt_ = must(receipt_of(*store, "company-3", 2));
    }

    std::string verified_with(std::string_view path, std::string text) {
        PublicFiles changed = files_;
        changed.files[std::string(path)] = std::move(text);
        return verified(changed);
    }
    std::string replaced(std::string_view path, std::string_view from, std::string_view to) {
        std::string text = files_.files.at(std::string(path));
        text.replace(text.find(from), from.size(), to);
        return verified_with(path, std::move(text));
    }
    std::string line_of(std::string_view path, std::size_t number) {
        return std::string(split(files_.files.at(std::string(path)), '\n')[number]) + "\n";
    }

    TemporaryFolder folder_;
    std::string place_ = folder_ / "register";
    WitnessServer witness_;
    PublicFiles files_;
    std::string early_, policy_, receipt_;
};

const std::string kBodiesPath = "bulk/records/000000.jsonl";
const std::string kFine = "9 records, 1 withheld, 1 restricted, 5 checkpoints\n";

}  // namespace

TEST_F(Verify, FindsNothingWrongWithWhatIsRight) {
    VerifyReport report = must(verify_register(files_, {}));
    EXPECT_EQ(report.origin, "register.example/log");
    EXPECT_EQ(report.size, 12U);
    EXPECT_EQ(report.cosigners, 1U);
    EXPECT_EQ(report.notes.size(), 1U);
    EXPECT_EQ(verified(files_), kFine);
    VerifyOptions options;
    options.policy = policy_;
    EXPECT_TRUE(must(verify_register(files_, options)).notes.empty());
}

// Of every fifth byte, for the time it takes; BRIDLE_FLIPS=1 tries every one.
TEST_F(Verify, NamesEveryFlippedBit) {
    const std::size_t step = std::getenv("BRIDLE_FLIPS") ? 1 : 5;
    VerifyOptions options;
    options.policy = policy_;
    for (auto& [path, text] : files_.files) {
        for (std::size_t i = path.size() % step; i < text.size(); i += step) {
            const char kept = text[i];
            text[i] = static_cast<char>(kept ^ (1 << (i * 5 % 8)));
            VerifyReport report = must(verify_register(files_, options));
            bool named = std::ranges::any_of(
                report.defects, [&](const Defect& defect) { return defect.path == path; });
            EXPECT_TRUE(named) << path << ", byte " << i << ": " << verified(files_, options);
            text[i] = kept;
            if (HasFailure()) return;
        }
    }
}

TEST_F(Verify, NamesEveryFileThatIsMissing) {
    for (const auto& [path, text] : PublicFiles(files_).files) {
        if (path == "log/checkpoint") continue;
        PublicFiles changed = files_;
        changed.files.erase(path);
        EXPECT_NE(verified(changed).find("\n" + path), std::string::npos) << verified(changed);
    }
    files_.files.erase("log/checkpoint");
    EXPECT_EQ(verified(files_), "log/checkpoint: no such file");
}

TEST_F(Verify, NamesEveryFileThatEndsEarly) {
    for (const auto& [path, text] : PublicFiles(files_).files) {
        std::string said = verified_with(path, text.substr(0, text.size() - 1));
        EXPECT_NE(said.find("\n" + path), std::string::npos) << said;
    }
}

TEST_F(Verify, HoldsTheFilesOfSourceDocumentsAgainstWhatTheRecordsSay) {
    auto registry = must(Register::open(place_, Register::Mode::write));
    const std::string hash = hex(sha256(as_bytes(std::string_view("the text"))));
    publish(*registry, {document("source-document-a", hash)});
    files_ = public_files(*registry);
    const std::string path = "files/" + hash;
    EXPECT_EQ(must(verify_register(files_, {})).files, 0U);  // it is kept elsewhere
    files_.files[path] = "the text";
    VerifyReport report = must(verify_register(files_, {}));
    EXPECT_EQ(report.files, 1U);
    EXPECT_TRUE(report.fine());
    EXPECT_TRUE(verified_with(path, "the test")
                    .ends_with("checkpoints\n" + path + ": is another file, whose SHA-256 is " +
                               hex(sha256(as_bytes(std::string_view("the test")))) + "\n"));
}

TEST_F(Verify, NamesABodyThatIsNotInTheLog) {
    EXPECT_EQ(replaced(kBodiesPath, "Anew", "Aold"),
              "8 records, 1 withheld, 1 restricted, 5 checkpoints\n" + kBodiesPath +
                  ": leaf 8: not the body and salt of version 2 of company-3 whose hash is in the "
                  "log\n");
}

TEST_F(Verify, NamesABodyThatIsMissingWithoutATakedown) {
    EXPECT_EQ(replaced(kBodiesPath, line_of(kBodiesPath, 0), ""),
              "8 records, 1 withheld, 1 restricted, 5 checkpoints\n" + kBodiesPath +
                  ": the body of leaf 0 is missing, and no takedown says why\n");
    EXPECT_EQ(verified_with(kBodiesPath, ""),
              "0 records, 1 withheld, 1 restricted, 5 checkpoints\n" + kBodiesPath +
                  ": the body of leaf 0 and of 8 more is missing, and no takedown says why\n");
}

TEST_F(Verify, NamesABodyThatIsPublishedAfterItsTakedown) {
    std::string line = line_of(kBodiesPath, 3);
    std::string again = line;
    again.replace(again.find("\"index\":3"), 9, "\"index\":4");
    std::string said = replaced(kBodiesPath, line, line + again);
    EXPECT_NE(said.find("log/tile/entries/000.p/12: leaf 11: company-4 was taken down, and is "
                        "still published"),
              std::string::npos)
        << said;
}

TEST_F(Verify, NamesABodyWhereThereIsNone) {
    std::string said = verified_with(
        kBodiesPath, files_.files.at(kBodiesPath) + body_line(10, std::string(32, 's'), "{}"));
    EXPECT_NE(said.find(kBodiesPath + ": leaf 10: has a body here, and none that is public"),
              std::string::npos)
        << said;
}

TEST_F(Verify, NamesLinesThatAreNone) {
    for (const char* line :
         {"\n", "{}\n", "rubbish\n", "{\"index\":11,\"salt\":\"\",\"body\":{}}\n",
          "{\"index\":99999,\"salt\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\",\"body\":{}}"
          "\n",
          "{\"index\":1,\"salt\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\",\"body\":{}}\n",
          "{\"index\":11,\"salt\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\",\"body\":[]}"
          "\n"}) {
        std::string said = verified_with(kBodiesPath, files_.files.at(kBodiesPath) + line);
        EXPECT_NE(said.find("\n" + kBodiesPath + ": line 10: "), std::string::npos) << said;
    }
}

TEST_F(Verify, PassesOverBodiesThatCameAfterTheCheckpoint) {
    EXPECT_EQ(verified_with(kBodiesPath, files_.files.at(kBodiesPath) +
                                             body_line(12, std::string(32, 's'), "{}")),
              kFine);
}

TEST_F(Verify, HoldsCheckpointsSeenEarlierAgainstTheRegister) {
    VerifyOptions options;
    options.checkpoints = {early_, files_.files["log/checkpoint"]};
    EXPECT_EQ(verified(files_, options), "9 records, 1 withheld, 1 restricted, 7 checkpoints\n");
    Signer key = must(Signer::parse(contents(place_ + "/log.key")));
    auto sign = [&](std::uint64_t size, std::string_view leaf) {
        Note note = must(
            sign_checkpoint({"register.example/log", size, leaf_hash(as_bytes(leaf)), {}}, key));
        return note.serialise();
    };
    options.checkpoints = {sign(8, "another history"), sign(13, "the future"), "rubbish"};
    std::string said = verified(files_, options);
    EXPECT_NE(said.find("checkpoint 1 of those given: two histories: "), std::string::npos) << said;
    EXPECT_NE(said.find("checkpoint 2 of those given: is of 13 leaves, and the register shows only "
                        "12"),
              std::string::npos)
        << said;
    EXPECT_NE(said.find("checkpoint 3 of those given: "), std::string::npos) << said;

    // The same in the register's own list, which is in order and properly signed.
    std::string history = files_.files["bulk/checkpoints.jsonl"];
    std::string forged = checkpoint_line(9, sign(9, "another history"));
    history.insert(history.find("{\"size\":10"), forged);
    said = verified_with("bulk/checkpoints.jsonl", history);
    EXPECT_NE(said.find("bulk/checkpoints.jsonl: line 3: two histories: "), std::string::npos)
        << said;
}

TEST_F(Verify, NamesASignatureOfAStranger) {
    Note note = must(Note::parse(files_.files["log/checkpoint"]));
    Signer stranger = must(Signer::generate("stranger.example", KeyType::cosignature));
    note.signatures.push_back(must(stranger.cosign(note.text, 1)));
    std::string said = verified_with("log/checkpoint", note.serialise());
    EXPECT_NE(said.find("log/checkpoint: has a signature of stranger.example with the key "),
              std::string::npos)
        << said;
}

TEST_F(Verify, BelievesOnlyThePolicyThatIsGiven) {
    Signer other = must(Signer::generate("register.example/log"));
    VerifyOptions options;
    options.policy = "log " + other.vkey() + "\nquorum none\n";
    std::string said = verified(files_, options);
    EXPECT_NE(said.find("log/checkpoint: no log of the policy has signed"), std::string::npos)
        << said;
    options.policy = "rubbish";
    EXPECT_TRUE(verified(files_, options).starts_with("the policy given: "))
        << verified(files_, options);
}

TEST_F(Verify, SaysHowManyDefectsItDoesNotName) {
    files_.files.erase(kBodiesPath);
    files_.files.erase("policy.txt");
    VerifyOptions options;
    options.policy = policy_;
    options.most_defects = 1;
    VerifyReport report = must(verify_register(files_, options));
    EXPECT_EQ(report.defects.size(), 1U);
    EXPECT_EQ(report.notes.back(), "there are more defects than are named here");
}

TEST_F(Verify, ReadsAFolderAndAnAddressAlike) {
    std::string folder = folder_ / "public";
    for (const auto& [path, text] : files_.files) {
        std::filesystem::create_directories(
            std::filesystem::path(folder + "/" + path).parent_path());
        must(write_file(folder + "/" + path, text));
    }
    auto from_folder = must(open_resources(folder + "/"));
    EXPECT_EQ(verified(*from_folder), kFine);
    LoopbackServer server([&](const HttpSeen& seen) {
        auto found = files_.files.find(seen.path.substr(1));
        return found == files_.files.end() ? http_answer(404, "", "")
                                           : http_answer(200, "text/plain", found->second);
    });
    auto from_address = must(open_resources(server.url("/")));
    EXPECT_EQ(verified(*from_address), kFine);
    EXPECT_EQ(server.connections(), 1);
    EXPECT_EQ(error_of(open_resources(folder_ / "nowhere")),
              (folder_ / "nowhere") + ": neither a folder nor an http(s) address");
}

TEST_F(Verify, BeginsAnewWhenTheRegisterGrowsMeanwhile) {
    // The body is gone already, and the checkpoint that was read does not yet tell of its takedown.
    auto registry = must(Register::open(place_, Register::Mode::write));
    PublicFiles before = public_files(*registry);
    must(registry->take_down({"company-5", {}, "Law", "Court", "Privacy", "administrator"}));
    class Growing : public Resources {
    public:
        PublicFiles files;
        std::string older;
        Result<std::string> get(const std::string& path) override {
            if (path == "log/checkpoint" && asked_++ == 0) return older;
            return files.get(path);
        }

    private:
        int asked_ = 0;
    } growing;
    growing.files = public_files(*registry);
    for (const auto& [path, text] : before.files) growing.files.files.emplace(path, text);
    growing.older = before.files["log/checkpoint"];
    EXPECT_EQ(verified(growing), "8 records, 2 withheld, 1 restricted, 6 checkpoints\n");
}

TEST_F(Verify, RefusesAReceiptWithAnyFlippedBit) {
    ASSERT_TRUE(verify_receipt(receipt_, policy_).has_value());
    for (std::size_t i = 0; i < receipt_.size(); i++) {
        std::string flipped = receipt_;
        flipped[i] = static_cast<char>(flipped[i] ^ (1 << (i * 3 % 8)));
        auto report = verify_receipt(flipped, policy_);
        // An unknown signature is nobody's, and says nothing; all else must hold.
        EXPECT_TRUE(!report || report->cosigners == 0) << "byte " << i << " of\n" << flipped;
    }
}

TEST_F(Verify, RefusesAReceiptWithSomethingElseInIt) {
    ProofFile proof = must(ProofFile::parse(receipt_));
    auto with = [&](const std::function<void(Json&)>& change) {
        ProofFile changed = proof;
        Json extra = must(Json::parse(*proof.extra));
        change(extra);
        changed.extra = extra.canonical();
        return error_of(verify_receipt(changed.serialise(), policy_));
    };
    EXPECT_EQ(with([](Json&) {}), "no error");
    EXPECT_EQ(with([](Json& extra) { extra.erase("body"); }), "no error");
    EXPECT_EQ(with([](Json& extra) { extra.erase("reason"); }), "no error");
    EXPECT_EQ(with([](Json& extra) { extra.set("reason", "A whim"); }),
              "the receipt has another reason of the correction than its leaf says");
    EXPECT_EQ(with([](Json& extra) { extra.erase("salt"); }),
              "the receipt has a body without the salt of its hash");
    EXPECT_EQ(with([](Json& extra) { extra.find("body")->set("name", "Other"); }),
              "the receipt has another record than its leaf says");
    EXPECT_EQ(with([](Json& extra) { extra.set("note", "all is well"); }),
              "the receipt has something in it that no receipt has: note");
    EXPECT_NE(with([](Json& extra) { extra.set("leaf", "{}"); }), "no error");
    proof.extra = std::nullopt;
    EXPECT_EQ(error_of(verify_receipt(proof.serialise(), policy_)),
              "the receipt does not say of which leaf it is");
}

TEST(OwnPolicy, EndsInADigestThatNoticesDamage) {
    std::string policy = with_digest_line("log x\nquorum none\n");
    EXPECT_TRUE(check_digest_line(policy).has_value());
    for (std::size_t i = 0; i < policy.size(); i++) {
        std::string flipped = policy;
        flipped[i] = static_cast<char>(flipped[i] ^ 1);
        EXPECT_FALSE(check_digest_line(flipped).has_value()) << flipped;
    }
    for (const char* text : {"", "\n", "\n\n", "quorum none\n"})
        EXPECT_FALSE(check_digest_line(text).has_value()) << text;
}

TEST(GrowingRoot, IsThatOfTheTreeAtEverySize) {
    GrowingRoot growing;
    std::vector<Hash> leaves;
    TreeHasher hasher;
    EXPECT_EQ(growing.root(), empty_root());
    for (int i = 0; i < 70; i++) {
        leaves.push_back(leaf_hash(as_bytes(std::to_string(i))));
        growing.add(leaves.back());
        EXPECT_EQ(growing.root(), hasher.root(leaves)) << i;
    }
}

}  // namespace bridle::registry::verify_test
