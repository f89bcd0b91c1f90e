// What a register does when it was interrupted, and when its files are not the newest.

#include "register/service/tree_keeper.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>
#include <thread>

#include "base/host_file.h"
#include "base/text.h"
#include "register/service/version_maker.h"
#include "support/harness.h"
#include "support/register_parts.h"

namespace bridle::registry::tree_keeper_test {

namespace {

using namespace bridle::registry::test;
namespace fs = std::filesystem;

class Interrupted : public testing::Test {
protected:
    Interrupted() {
        new_register(place_).reset();
        publish(*open(), {company("company-a"), company("company-b")});
    }

    std::unique_ptr<Register> open() { return must(Register::open(place_, Register::Mode::write)); }
    std::string refusal() { return error_of(Register::open(place_, Register::Mode::write)); }
    std::string latest() {
        auto registry = must(Register::open(place_, Register::Mode::read));
        auto store = must(registry->readers().lend());
        return must(store->log.latest_published()).value().note;
    }
    void with_store(const std::function<void(Store&)>& work) {
        auto store = must(Store::open(place_ + "/register.db", Access::write));
        work(*store);
    }
    // Versions and leaves, and nothing of what follows.
    void store_only(std::vector<NewVersion> versions) {
        with_store([&](Store& store) {
            Transaction transaction = must(Transaction::begin(store.database()));
            VersionMaker maker(store, false, now());
            must(maker.add(versions));
            must(maker.store());
            must(transaction.commit());
        });
    }
    void forget_checkpoint(std::int64_t size) {
        with_store([&](Store& store) {
            must(store.database().run("DELETE FROM checkpoints WHERE size = $1", {size}));
        });
    }
    std::string verified_now() {
        auto registry = open();
        PublicFiles files = public_files(*registry);
        return verified(files);
    }
    void copy(const std::string& from, const std::string& to) {
        fs::remove_all(to);
        fs::copy(from, to, fs::copy_options::recursive);
    }

    TemporaryFolder folder_;
    std::string place_ = folder_ / "register";
};

}  // namespace

TEST_F(Interrupted, FinishesWhatWasStoredAndHasNoTiles) {
    store_only({company("company-c"), correction("company-a", "A")});
    EXPECT_EQ(verified_now(), "4 records, 0 withheld, 0 restricted, 3 checkpoints\n");
    EXPECT_EQ(must(SignedCheckpoint::parse(latest())).checkpoint.size, 4U);
}

TEST_F(Interrupted, FinishesWhatHasTilesAndNoSignature) {
    store_only({company("company-c")});
    with_store([](Store& store) {
        std::vector<Hash> leaves{leaf_hash(as_bytes(must(store.log.leaf(2))))};
        must(store.log.put_tiles(must(grow(2, leaves, store.log)).tiles));
    });
    store_only({company("company-d")});
    EXPECT_EQ(verified_now(), "4 records, 0 withheld, 0 restricted, 3 checkpoints\n");
}

TEST_F(Interrupted, TakesTheSignatureThatIsNotYetInTheStore) {
    std::string note = latest();
    forget_checkpoint(2);
    EXPECT_EQ(must(SignedCheckpoint::parse(latest())).checkpoint.size, 0U);
    open().reset();
    EXPECT_EQ(latest(), note);
}

TEST_F(Interrupted, SignsBeyondTheSignatureThatIsNotYetInTheStore) {
    forget_checkpoint(2);
    store_only({company("company-c")});
    EXPECT_EQ(verified_now(), "3 records, 0 withheld, 0 restricted, 2 checkpoints\n");
}

TEST_F(Interrupted, IsNotConfusedByAHalfWrittenSignedFile) {
    must(write_file(place_ + "/signed.new", "register.exam"));
    publish(*open(), {company("company-c")});
    EXPECT_FALSE(fs::exists(place_ + "/signed.new"));
    EXPECT_EQ(contents(place_ + "/signed"), latest());
}

TEST_F(Interrupted, RefusesAnOlderCopyOfTheStore) {
    fs::copy_file(place_ + "/register.db", folder_ / "backup");
    publish(*open(), {company("company-c")});
    fs::copy_file(folder_ / "backup", place_ + "/register.db",
                  fs::copy_options::overwrite_existing);
    std::string error = refusal();
    EXPECT_TRUE(
        error.starts_with("the store has 2 leaves, and a checkpoint of 3 was signed: the "
                          "store is an older copy. Nothing will be signed"))
        << error;
    EXPECT_EQ(must(SignedCheckpoint::parse(contents(place_ + "/signed"))).checkpoint.size, 3U);
}

TEST_F(Interrupted, RefusesAnotherHistoryOfTheSameSize) {
    copy(place_, folder_ / "twin");
    publish(*open(), {company("company-c")});
    publish(*must(Register::open(folder_ / "twin", Register::Mode::write)), {company("company-d")});
    fs::copy_file(folder_ / "twin/register.db", place_ + "/register.db",
                  fs::copy_options::overwrite_existing);
    std::string error = refusal();
    EXPECT_TRUE(
        error.starts_with("the first 3 leaves in the store are not those of the checkpoint "
                          "that was signed: the store is another history"))
        << error;
}

TEST_F(Interrupted, RefusesAnotherHistoryThatWentFurther) {
    copy(place_, folder_ / "twin");
    publish(*open(), {company("company-c")});
    publish(*must(Register::open(folder_ / "twin", Register::Mode::write)),
            {company("company-d"), company("company-e")});
    fs::copy_file(folder_ / "twin/register.db", place_ + "/register.db",
                  fs::copy_options::overwrite_existing);
    EXPECT_NE(refusal().find("the store is another history"), std::string::npos);
}

TEST_F(Interrupted, RefusesAnotherHistoryBehindAnUnsignedTail) {
    copy(place_, folder_ / "twin");
    publish(*open(), {company("company-c")});
    fs::copy_file(folder_ / "twin/register.db", place_ + "/register.db",
                  fs::copy_options::overwrite_existing);
    store_only({company("company-d")});
    EXPECT_NE(refusal().find("the store is another history"), std::string::npos);
    EXPECT_EQ(must(SignedCheckpoint::parse(contents(place_ + "/signed"))).checkpoint.size, 3U);
}

TEST_F(Interrupted, CatchesUpAnOlderSignedFile) {
    fs::copy_file(place_ + "/signed", folder_ / "signed");
    publish(*open(), {company("company-c")});
    fs::copy_file(folder_ / "signed", place_ + "/signed", fs::copy_options::overwrite_existing);
    open().reset();
    EXPECT_EQ(contents(place_ + "/signed"), latest());
}

TEST_F(Interrupted, RefusesToGuessWhatWasSigned) {
    fs::remove(place_ + "/signed");
    EXPECT_TRUE(refusal().starts_with(place_ + "/signed is missing")) << refusal();
    must(write_file(place_ + "/signed", "rubbish\n"));
    EXPECT_TRUE(refusal().starts_with(place_ + "/signed: ")) << refusal();
}

TEST_F(Interrupted, RefusesTilesThatAreNotThoseOfTheCheckpoint) {
    with_store([](Store& store) {
        must(store.database().run("UPDATE tiles SET hashes = $1",
                                  {Blob{std::string_view("\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7"
                                                         "\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7"
                                                         "\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7"
                                                         "\0\1\2\3\4\5\6\7\0\1\2\3\4\5\6\7",
                                                         64)}}));
    });
    EXPECT_TRUE(refusal().starts_with("the tiles in the store are not those of its own checkpoint"))
        << refusal();
}

namespace {

// Publishes until it is killed. Each line that it writes was promised to somebody.
[[noreturn]] void publish_forever(const std::string& place, int pipe, unsigned seed) {
    auto registry = must(Register::open(place, Register::Mode::write));
    std::mt19937 random(seed);
    auto say = [&](const std::string& line) {
        if (::write(pipe, line.data(), line.size()) < 0) ::_exit(3);
    };
    registry->when_published([&](std::uint64_t) {
        auto store = must(registry->readers().lend());
        std::string note = must(store->log.latest_published()).value().note;
        say("checkpoint " + base64(as_bytes(note)) + "\n");
    });
    while (true) {
        std::vector<NewVersion> versions(1 + random() % 3, company(""));
        for (const Accepted& each : must(registry->publish(versions)))
            say("accepted " + each.record_id + " " + std::to_string(each.index) + "\n");
    }
}

// Killed so long after it has written so many lines: counted in lines it comes to the same on a
// slow machine.
std::string lines_of_killed(const std::string& place, unsigned seed, std::ptrdiff_t lines_first,
                            std::chrono::microseconds after) {
    int pipe[2];
    if (::pipe(pipe) != 0) throw std::runtime_error("pipe");
    pid_t child = ::fork();
    if (child == 0) {
        ::close(pipe[0]);
        publish_forever(place, pipe[1], seed);
    }
    ::close(pipe[1]);
    std::string lines;
    char buffer[65536];
    auto read_some = [&] {
        ssize_t got = ::read(pipe[0], buffer, sizeof buffer);
        if (got > 0) lines.append(buffer, static_cast<std::size_t>(got));
        return got > 0;
    };
    while (std::ranges::count(lines, '\n') < lines_first && read_some()) {
    }
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    while (read_some()) {
    }
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
        throw std::runtime_error("the child ended by itself");
    return lines;
}

}  // namespace

TEST_F(Interrupted, LosesNothingWhenKilledAtAnyMoment) {
    const char* asked = std::getenv("BRIDLE_KILLS");
    const int kills = asked ? std::atoi(asked) : 40;
    std::mt19937 random(4);
    std::map<std::string, std::uint64_t> accepted;
    std::set<std::string> checkpoints;
    for (int i = 0; i < kills; i++) {
        // Every fourth while it opens the register, or hardly has.
        std::ptrdiff_t first = i % 4 == 0 ? 0 : 1 + static_cast<std::ptrdiff_t>(random() % 12);
        auto delay = std::chrono::microseconds(random() % (first == 0 ? 60'000 : 8'000));
        std::string lines = lines_of_killed(place_, static_cast<unsigned>(random()), first, delay);
        for (std::string_view line : split(lines, '\n')) {
            auto words = split(line, ' ');
            if (words[0] == "accepted")
                accepted.emplace(words[1], std::strtoull(words[2].data(), nullptr, 10));
            else if (words[0] == "checkpoint")
                checkpoints.emplace(as_text(from_base64(words[1]).value()));
        }
        auto registry = open();  // finishes what was begun
        auto store = must(registry->readers().lend());
        auto size = must(store->log.size());
        ASSERT_EQ(must(store->log.latest_published()).value().size, size);
        for (const auto& [id, index] : accepted) {
            auto head = must(store->records.head(id));
            ASSERT_TRUE(head && head->index == index) << id << " was accepted, and is lost";
        }
    }
    EXPECT_GT(accepted.size(), static_cast<std::size_t>(kills)) << "the test tests nothing";
    auto registry = open();
    PublicFiles files = public_files(*registry);
    VerifyOptions options;
    options.checkpoints.assign(checkpoints.begin(), checkpoints.end());
    VerifyReport report = must(verify_register(files, options));
    for (const Defect& defect : report.defects) ADD_FAILURE() << defect.text();
    EXPECT_GE(report.records, accepted.size());
}

}  // namespace bridle::registry::tree_keeper_test
