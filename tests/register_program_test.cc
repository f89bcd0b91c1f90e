// bridle-register as its keeper runs it, from the command line to the files that others verify.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/host_file.h"
#include "support/postgres.h"
#include "support/program.h"
#include "support/register_parts.h"

namespace bridle::registry::register_program_test {

namespace {

using namespace bridle::registry::test;

using Files = std::map<std::string, std::string>;

class RegisterProgram : public testing::Test {
protected:
    RegisterProgram() {
        run({"init", place_, "--name", "A register", "--keeper", "Nobody", "--contact",
             "nobody@register.example", "--url", "https://register.example"});
        std::string lines;
        for (const char* id : {"company-a", "company-b", "company-c"}) {
            Json line = Json::object();
            line.set("type", "company");
            line.set("id", id);
            line.set("body", company_body(id));
            lines += line.dump() + "\n";
        }
        must(write_file(folder_ / "lines.jsonl", lines));
        run({"import", place_, folder_ / "lines.jsonl"});
        run({"takedown", place_, "company-b", "--basis", "Act 1", "--authority", "A court",
             "--reason", "So ordered"});
    }

    static std::string run(const std::vector<std::string>& arguments) {
        Ran ran = bridle_register(arguments);
        EXPECT_EQ(ran.code, 0) << arguments[0] << ": " << ran.err << ran.out;
        return ran.out;
    }
    // All that is published, and verified with the policy that was there from the start.
    Files published(const std::string& name) {
        const std::string out = folder_ / name;
        run({"publish", place_, out});
        EXPECT_TRUE(run({"verify", out, "--policy", place_ + "/policy.txt"})
                        .ends_with(": everything fits\n"));
        Files files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(out))
            // What the publisher itself notes down knows of the store.
            if (entry.is_regular_file() && entry.path().filename() != ".bridle-published")
                files[entry.path().lexically_relative(out)] = contents(entry.path());
        return files;
    }
    static std::string differences(const Files& before, const Files& after) {
        std::string out;
        for (const auto& [path, text] : before) {
            auto found = after.find(path);
            if (found == after.end())
                out += path + " is missing\n";
            else if (found->second != text)
                out += path + " differs\n";
        }
        for (const auto& [path, text] : after)
            if (!before.contains(path)) out += path + " is new\n";
        return out;
    }

    TemporaryFolder folder_;
    std::string place_ = folder_ / "register";
};

TEST_F(RegisterProgram, MovesToPostgresAndBackWithoutAByteOfDifference) {
    const Files first = published("first");
    ASSERT_TRUE(first.contains("v1/records/company-a/1.tlog-proof"));
    ASSERT_TRUE(first.contains("log/checkpoint"));
    const std::string address = new_postgres_database();
    run({"migrate", place_, "--to", address});
    EXPECT_EQ(differences(first, published("moved")), "");
    // What is new goes into the new store, and the old one stays as it was.
    must(write_file(folder_ / "more.jsonl", R"({"type":"company","id":"company-d","body":)" +
                                                company_body("D").canonical() + "}\n"));
    run({"import", place_, folder_ / "more.jsonl"});
    const Files second = published("second");
    EXPECT_NE(second.at("log/checkpoint"), first.at("log/checkpoint"));
    run({"migrate", place_, "--to", "back.db"});
    EXPECT_EQ(differences(second, published("back")), "");
    // Receipts from before both moves still hold.
    for (const char* receipt :
         {"/first/v1/records/company-a/1.tlog-proof", "/back/v1/records/company-d/1.tlog-proof"})
        run({"verify", folder_ / receipt, "--policy", place_ + "/policy.txt"});
}

TEST_F(RegisterProgram, RefusesToMoveIntoAStoreThatHoldsSomething) {
    std::filesystem::copy_file(place_ + "/register.db", place_ + "/other.db");
    Ran ran = bridle_register({"migrate", place_, "--to", "other.db"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.err, "bridle-register: the store to copy into is not empty: it has facts\n");
    run({"status", place_});
}

TEST_F(RegisterProgram, SaysWhichLineOfAnImportIsWrong) {
    must(write_file(folder_ / "wrong.jsonl",
                    R"({"type":"company","id":"company-d","body":)" +
                        company_body("D").canonical() + "}\n\n" +
                        R"({"type":"company","id":"company-e","body":{"name":"E"}})" + "\n"));
    Ran ran = bridle_register({"import", place_, folder_ / "wrong.jsonl"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_TRUE(
        ran.err.starts_with("bridle-register: " + (folder_ / "wrong.jsonl") + ", line 3: /"))
        << ran.err;
}

TEST_F(RegisterProgram, SaysWhatIsNoRegister) {
    const std::string place = folder_ / "nothing";
    Ran ran = bridle_register({"status", place});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.err, "bridle-register: " + place +
                           " holds no register: there is no register.json in it; "
                           "`bridle-register init` makes a new one\n");
    std::filesystem::create_directory(place);
    Ran verified = bridle_register({"verify", place});
    EXPECT_EQ(verified.code, 10);
    EXPECT_EQ(verified.out,
              "note: nothing else was checked: no policy says whose signatures to believe\n"
              "WRONG: policy.txt: " +
                  place + "/policy.txt: No such file or directory\n" + place + ": does not hold\n");
}

TEST_F(RegisterProgram, SaysWhatAReceiptProves) {
    published("out");
    auto verified = [&](const std::string& name) {
        std::string receipt = folder_ / "out/v1/records/" + name + ".tlog-proof";
        std::string out = run({"verify", receipt, "--policy", place_ + "/policy.txt"});
        out.erase(0, receipt.size());
        std::string said = out.substr(0, out.find("\nleaf: ") + 1);
        std::size_t time = said.find("accepted at ") + 12;
        return said.replace(time, 20, "TIME");
    };
    EXPECT_EQ(verified("company-a/1"),
              R"( holds: it proves that
- the log register.example/log had 4 leaves or more, and number 0 of them is
  version 1 of company-a, a record of type company
- it was accepted at TIME by this register, in the role of registrar
- what that version says is the record below, word for word: its hash is in the leaf
It does not prove that what the record says is true.
cosigned by 0 of the witnesses of the policy; its quorum is met
)");
    EXPECT_EQ(verified("company-b/1"),
              R"( holds: it proves that
- the log register.example/log had 4 leaves or more, and number 1 of them is
  version 1 of company-b, a record of type company
- it was accepted at TIME by this register, in the role of registrar
- the receipt carries no record: what that version said, it does not prove
It does not prove that what the record says is true.
cosigned by 0 of the witnesses of the policy; its quorum is met
)");
    EXPECT_EQ(verified("company-b/2"),
              R"( holds: it proves that
- the log register.example/log had 4 leaves or more, and number 3 of them is
  that all of company-b was taken down (basis: Act 1; ordered by: A court)
- it was accepted at TIME by this register, in the role of administrator
- such a leaf has no record
It does not prove that what the record says is true.
cosigned by 0 of the witnesses of the policy; its quorum is met
)");
}

TEST_F(RegisterProgram, AllowsAFilerACompanyThatIsOnRecord) {
    must(write_file(folder_ / "password", "a goat that no one else keeps\n"));
    run({"account", "add", place_, "ada", "--role", "filer", "--password-file",
         folder_ / "password"});
    run({"account", "allow", place_, "ada", "company-a"});
    run({"account", "allow", place_, "ada", "company-a"});  // twice is once
    Ran ran = bridle_register({"account", "allow", place_, "ada", "company-z"});
    EXPECT_EQ(ran.code, 1);
    EXPECT_EQ(ran.err, "bridle-register: there is no such company on record\n");
    auto registry = must(Register::open(place_, Register::Mode::read));
    auto store = must(registry->readers().lend());
    auto ada = must(store->accounts.by_name("ada"));
    ASSERT_TRUE(ada);
    EXPECT_EQ(ada->companies, std::vector<std::string>{"company-a"});
}

}  // namespace

}  // namespace bridle::registry::register_program_test
