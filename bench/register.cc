// The figures of the register at two sizes, so that growth shows, beside floors measured in the
// same run; docs/architecture.md says which of them we hold. Times are given by the clock and by
// the processor: on a busy machine only the latter says something.

#include "register/service/register.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "register/cli/import.h"
#include "register/log/tile.h"
#include "register/service/tree_keeper.h"
#include "register_lines.h"

namespace bridle::registry {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void give_up(std::string_view what) {
    fmt::print(stderr, "bridle-register-bench: {}\n", what);
    std::exit(1);
}

template <class T>
T need(Result<T> result) {
    if (!result) give_up(result.error().what);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

struct Took {
    double wall = 0, cpu = 0;
    long peak_mb = 0;  // of a process of its own
    void operator+=(const Took& more) { wall += more.wall, cpu += more.cpu; }
};

double clock_of(clockid_t clock) {
    timespec time;
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

Took timed(auto&& work) {
    double wall = clock_of(CLOCK_MONOTONIC), cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
    work();
    return {clock_of(CLOCK_MONOTONIC) - wall, clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu};
}

std::string said(const Took& took) {
    return fmt::format("{:.2f} s, cpu {:.2f} s", took.wall, took.cpu);
}

// One process of ours, as a user starts it.
class Child {
public:
    Child(const std::string& program, std::vector<std::string> words) {
        words.insert(words.begin(), program);
        std::vector<char*> arguments;
        for (std::string& word : words) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) give_up("no pipe");
        begun_ = clock_of(CLOCK_MONOTONIC);
        child_ = fork();
        if (child_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGTERM);  // when this gives up
            dup2(ends[1], STDOUT_FILENO);
            execv(program.c_str(), arguments.data());
            _exit(127);
        }
        close(ends[1]);
        out_ = fdopen(ends[0], "r");
    }
    ~Child() { std::fclose(out_); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    std::string line() {
        char buffer[4096];
        return std::fgets(buffer, sizeof buffer, out_) ? buffer : "";
    }
    std::string memory(const std::string& name) const {
        std::ifstream status(fmt::format("/proc/{}/status", child_));
        for (std::string line; std::getline(status, line);)
            if (line.starts_with(name)) return std::string(trimmed(line.substr(name.size())));
        return "unknown";
    }
    void stop() const { kill(child_, SIGTERM); }
    Took end() {
        while (!line().empty()) {
        }
        int status = 0;
        rusage usage{};
        wait4(child_, &status, 0, &usage);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            give_up(fmt::format("bridle-register ended with status {}", status));
        auto time = [](const timeval& each) {
            return static_cast<double>(each.tv_sec) + static_cast<double>(each.tv_usec) / 1e6;
        };
        return {clock_of(CLOCK_MONOTONIC) - begun_, time(usage.ru_utime) + time(usage.ru_stime),
                usage.ru_maxrss / 1024};
    }

private:
    pid_t child_ = 0;
    double begun_ = 0;
    std::FILE* out_ = nullptr;
};

struct Bench {
    std::string folder = "build/bench/register", store, program;
    double seconds = 3;  // of each run of wrk
    Fabricated fabricated;
    void size(std::size_t entries);
    void publication(std::size_t records);

private:
    std::unique_ptr<Register> made(const std::string& place);
    void load(Register& registry, std::size_t entries);
    Took floor_of_load(Register& registry, std::size_t entries);
    Took log_alone(Register& registry, std::size_t entries);
    void proofs(Register& registry, std::size_t entries);
    void acceptance(Register& registry);
    void questions(Register& registry);
    void reads(const std::string& place, const std::string& id);
    Took told(std::vector<std::string> words) const {
        return Child(program, std::move(words)).end();
    }
};

constexpr std::size_t kBatch = 100'000;  // lines made at once

std::unique_ptr<Register> Bench::made(const std::string& place) {
    fs::remove_all(place);
    Settings settings;
    settings.name = "Register of the benchmark";
    settings.keeper = "Nobody";
    settings.origin = "register.example/log";
    settings.url = "https://register.example";
    settings.store = store;
    need(Register::create(place, settings));
    return need(Register::open(place, Register::Mode::write));
}

void execute(sqlite3* db, const char* sql) {
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) give_up(sqlite3_errmsg(db));
}

// The same leaves hashed, and the same bytes in plain rows of a database of their own.
Took Bench::floor_of_load(Register& registry, std::size_t entries) {
    const std::string file = folder + "/floor.db";
    fs::remove(file);
    sqlite3* db = nullptr;
    sqlite3_stmt* insert = nullptr;
    sqlite3_open(file.c_str(), &db);
    execute(db,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE plain (leaf INTEGER PRIMARY KEY, entry BLOB, body TEXT)");
    sqlite3_prepare_v2(db, "INSERT INTO plain VALUES (?, ?, ?)", -1, &insert, nullptr);
    auto lease = need(registry.readers().lend());
    TreeHasher hasher;
    Took all;
    for (std::size_t from = 0; from < entries; from += kBatch) {
        const std::size_t to = std::min(entries, from + kBatch);
        std::vector<std::string> leaves, bodies;
        need(lease->log.each_leaf(from, to, [&](std::string_view leaf) -> Result<bool> {
            leaves.emplace_back(leaf);
            return true;
        }));
        need(lease->records.each_version(from, to, [&](const Version& version) -> Result<bool> {
            bodies.push_back(version.body.value_or(""));
            return true;
        }));
        all += timed([&] {
            execute(db, "BEGIN");
            for (std::size_t i = 0; i < leaves.size(); i++) {
                Hash hash = hasher.leaf(as_bytes(leaves[i]));
                static_cast<void>(hash);
                auto bind = [&](int at, const std::string& text) {
                    sqlite3_bind_blob(insert, at, text.data(), static_cast<int>(text.size()),
                                      nullptr);
                };
                sqlite3_bind_int64(insert, 1, static_cast<sqlite3_int64>(from + i));
                bind(2, leaves[i]);
                bind(3, bodies[i]);
                sqlite3_step(insert);
                sqlite3_reset(insert);
            }
            execute(db, "COMMIT");
        });
    }
    sqlite3_finalize(insert);
    sqlite3_close(db);
    fs::remove(file);
    return all;
}

// The same leaves into a log without a register: stored, tiled, signed and published in batches.
Took Bench::log_alone(Register& registry, std::size_t entries) {
    constexpr std::size_t kLeaves = 20'000;  // in a batch
    const std::string place = folder + "/log";
    fs::remove_all(place);
    fs::create_directories(place);
    auto signer = need(Signer::generate("log.example"));
    auto policy = need(Policy::parse(fmt::format("log {}\nquorum none\n", signer.vkey())));
    auto log = need(Store::open(place + "/log.db", Access::create));
    TreeKeeper tree(*log, place, signer, std::move(policy));
    need(tree.begin());
    auto lease = need(registry.readers().lend());
    Took all;
    for (std::size_t from = 0; from < entries; from += kLeaves) {
        std::vector<std::string> leaves;
        need(lease->log.each_leaf(from, std::min(entries, from + kLeaves),
                                  [&](std::string_view leaf) -> Result<bool> {
                                      leaves.emplace_back(leaf);
                                      return true;
                                  }));
        all += timed([&] {
            Transaction transaction = need(Transaction::begin(log->database()));
            need(log->log.append(leaves));
            need(transaction.commit());
            need(tree.catch_up());
        });
    }
    fs::remove_all(place);
    return all;
}

void Bench::load(Register& registry, std::size_t entries) {
    Took all;
    for (std::size_t done = 0; done < entries; done += kBatch) {
        std::string lines = fabricated.lines(std::min(kBatch, entries - done));
        all += timed([&] { need(import_lines(registry, lines, "made up")); });
    }
    auto count = static_cast<double>(entries);
    Took log = log_alone(registry, entries), floor = floor_of_load(registry, entries);
    fmt::print("  log       {}: {:.0f} entries integrated/s = {:.1f} x floor\n", said(log),
               count / log.wall, log.cpu / floor.cpu);
    fmt::print("  load      {}: {:.0f} records/s, checked, stored, indexed = {:.1f} x floor ({})\n",
               said(all), count / all.wall, all.cpu / floor.cpu, said(floor));
}

void Bench::proofs(Register& registry, std::size_t entries) {
    constexpr int kProofs = 1000;
    auto lease = need(registry.readers().lend());
    Took bare = timed([&] {
        for (int i = 0; i < kProofs; i++) {
            TileHashReader hashes(entries, lease->log);
            need(inclusion_proof(fabricated.below(entries), entries, hashes));
        }
    });
    Took whole = timed([&] {
        for (int i = 0; i < kProofs; i++) {
            auto version = need(lease->records.by_index(fabricated.below(entries)));
            need(receipt_of(*lease, version->record_id, version->seq));
        }
    });
    fmt::print(
        "  proof     {:.3f} ms, cpu {:.3f} ms; with record and checkpoint, as a receipt: "
        "{:.3f} ms, cpu {:.3f} ms\n",
        bare.wall, bare.cpu, whole.wall, whole.cpu);  // 1,000 of them: seconds are ms
}

void Bench::acceptance(Register& registry) {
    Took worst;
    for (int i = 0; i < 20; i++) {
        std::string line = fabricated.line();
        Took took = timed([&] { need(import_lines(registry, line, "made up")); });
        if (took.wall > worst.wall) worst = took;
    }
    fmt::print("  accepted  and under a published checkpoint in {}, the slowest of 20\n",
               said(worst));
}

void Bench::questions(Register& registry) {
    auto lease = need(registry.readers().lend());
    auto ask = [&](std::string_view what, auto make) {
        constexpr std::size_t kTimes = 200;
        std::vector<double> wall, cpu;
        std::size_t found = 0;
        for (std::size_t i = 0; i < kTimes; i++) {
            SearchQuery query = make();
            Took took = timed([&] { found += need(lease->search.search(query)).heads.size(); });
            wall.push_back(took.wall * 1000);
            cpu.push_back(took.cpu * 1000);
        }
        std::ranges::sort(wall);
        std::ranges::sort(cpu);
        auto at = [&](const std::vector<double>& sorted, std::size_t percent) {
            return sorted[kTimes * percent / 100];
        };
        fmt::print(
            "  search    {:<24} p50 {:6.2f}  p95 {:6.2f} ms   cpu p50 {:6.2f}  p95 {:6.2f}  "
            "worst {:6.2f}   finds {:.1f}\n",
            what, at(wall, 50), at(wall, 95), at(cpu, 50), at(cpu, 95), cpu.back(),
            static_cast<double>(found) / kTimes);
    };
    auto text = [](std::string words) {
        SearchQuery query;
        query.text = std::move(words);
        return query;
    };
    fabricated.begin_questions();
    ask("a frequent word", [&] { return text(fabricated.common() + " "); });
    ask("a rare name", [&] { return text(fabricated.rare() + " "); });
    ask("a name being typed", [&] { return text(fabricated.rare().substr(0, 4)); });
    ask("a misspelt name", [&] { return text(fabricated.misspelt()); });
    ask("misspelt, two words",
        [&] { return text(fabricated.misspelt() + " " + fabricated.common()); });
    ask("two words", [&] { return text(fabricated.word() + " " + fabricated.common()); });
    ask("two words of texts",
        [&] { return text(fabricated.word() + " " + fabricated.word() + " "); });
    ask("three frequent words", [&] {
        return text(fabricated.common() + " " + fabricated.common() + " " + fabricated.common() +
                    " ");
    });
    ask("a word, with filters", [&] {
        auto query = text(fabricated.common() + " ");
        query.type = "company", query.country = fabricated.country(), query.status = "active";
        return query;
    });
    ask("filters alone", [&] {
        auto query = text("");
        query.type = "licence", query.country = fabricated.country(), query.status = "granted";
        return query;
    });
    ask("nothing is found", [&] { return text(fmt::format("zz{}qj", fabricated.below(100000))); });
}

// Those who hold a connection: half of a head, and an answer that nobody reads.
class SlowClients {
public:
    SlowClients(unsigned short port, std::size_t count) {
        for (std::size_t i = 0; i < count; i++) {
            int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            sockaddr_in to{};
            to.sin_family = AF_INET;
            to.sin_port = htons(port);
            to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            if (connect(fd, static_cast<sockaddr*>(static_cast<void*>(&to)), sizeof to) != 0)
                give_up("cannot connect");
            std::string head = "GET /v1/openapi.json HTTP/1.1\r\nHost: register.example\r\n";
            if (i % 2) head += "\r\n";
            if (write(fd, head.data(), head.size()) < 0) give_up("cannot write");
            sockets_.push_back(fd);
        }
    }
    ~SlowClients() {
        for (int fd : sockets_) close(fd);
    }
    SlowClients(const SlowClients&) = delete;
    SlowClients& operator=(const SlowClients&) = delete;

private:
    std::vector<int> sockets_;
};

// Requests a second, by wrk.
double wrk(const std::string& url, double seconds) {
    std::string command = fmt::format("wrk -t1 -c32 -d{:.0f}s '{}'", seconds, url), all;
    std::FILE* out = popen(command.c_str(), "r");
    char buffer[4096];
    while (out && std::fgets(buffer, sizeof buffer, out)) all += buffer;
    if (!out || pclose(out) != 0) give_up("wrk is not there, or fails: apt-get install wrk");
    if (all.contains("Non-2xx")) give_up(url + " is not answered: " + all);
    return std::stod(all.substr(all.find("Requests/sec:") + 13));
}

void Bench::reads(const std::string& place, const std::string& id) {
    Child server(program, {"serve", place, "--port", "0"});
    std::string line = server.line();
    std::size_t at = line.rfind("http://");
    if (at == line.npos) give_up("serve does not say where");
    std::string address(trimmed(line.substr(at)));
    if (address.ends_with('/')) address.pop_back();
    auto port = static_cast<unsigned short>(std::stoi(address.substr(address.rfind(':') + 1)));
    const double floor = wrk(address + "/style.css", seconds);
    fmt::print("  reads     style.css {:.0f}/s", floor);
    const std::pair<const char*, std::string> kPaths[] = {
        {"record page", "/en/record/" + id + ".html"},
        {"API document", "/v1/records/" + id + ".json"}};
    for (const auto& [what, path] : kPaths) {
        double alone = wrk(address + path, seconds);
        SlowClients slow(port, 64);
        double beside = wrk(address + path, seconds);
        fmt::print("; {} {:.0f}/s = {:.2f} x, beside 64 slow clients {:.0f}/s", what, alone,
                   alone / floor, beside);
    }
    fmt::print("\n");
    // Every kind of page once, and the whole log, so that the memory is that of a day's work.
    for (const char* path :
         {"/en/", "/en/recent/", "/en/type/sale/", "/en/country/il/",
          "/en/search?q=surveillance+group", "/en/search?q=misspellt", "/en/overdue/"})
        wrk(address + path, 1);
    Took verified = told({"verify", address});
    fmt::print("  verify    live: {}, peak {} MB\n", said(verified), verified.peak_mb);
    fmt::print("  memory    serving: peak {}, of it {} anonymous now\n", server.memory("VmHWM:"),
               server.memory("RssAnon:"));
    server.stop();
    server.end();
}

void Bench::size(std::size_t entries) {
    fmt::print("{} entries\n", grouped(entries));
    const std::string place = fmt::format("{}/{}", folder, entries);
    std::string id;
    {
        auto registry = made(place);
        fabricated = Fabricated();
        load(*registry, entries);
        proofs(*registry, entries);
        acceptance(*registry);
        questions(*registry);
        auto lease = need(registry->readers().lend());
        id = need(lease->records.by_index(entries / 2))->record_id;
    }
    if (store.empty())
        fmt::print("  store     {} MB\n", fs::file_size(place + "/register.db") >> 20);
    if (seconds > 0) reads(place, id);
    fs::remove_all(place);
}

void Bench::publication(std::size_t records) {
    const std::string place = folder + "/published", out = folder + "/site";
    fs::remove_all(out);
    fabricated = Fabricated();
    auto registry = made(place);
    need(import_lines(*registry, fabricated.lines(records), "made up"));
    Took first = told({"publish", place, out}), again = told({"publish", place, out});
    need(import_lines(*registry, fabricated.line(), "made up"));
    registry.reset();
    Took one = told({"publish", place, out});
    Took verified = told({"verify", out});
    std::uint64_t files = 0, bytes = 0;
    for (const auto& each : fs::recursive_directory_iterator(out))
        if (each.is_regular_file()) files++, bytes += each.file_size();
    const std::string plain = folder + "/plain";
    Took floor = timed([&] { fs::copy(out, plain, fs::copy_options::recursive); });
    fmt::print(
        "{} records published: {} ({} files, {} MB, peak {} MB) = {:.1f} x copying them ({})\n"
        "  again, unchanged: {}; with one record more: {}; verify: {}\n",
        grouped(records), said(first), grouped(files), bytes >> 20, first.peak_mb,
        first.wall / floor.wall, said(floor), said(again), said(one), said(verified));
    for (const std::string& each : {place, out, plain}) fs::remove_all(each);
}

int run(int argc, char** argv) {
    CLI::App app("The figures of the register, beside floors measured in the same run");
    Bench bench;
    std::vector<std::size_t> entries = {50'000, 200'000};
    std::size_t published = 10'000;
    app.add_option("--folder", bench.folder, "Where registers are made, and removed again");
    app.add_option("--entries", entries, "Sizes of registers; 1000000 takes 5 GB of disk");
    app.add_option("--published", published, "Records that are published as files; 0: none");
    app.add_option("--store", bench.store, "postgresql://…, an empty database; one size alone");
    app.add_option("--seconds", bench.seconds, "Of each count of requests; 0: none");
    CLI11_PARSE(app, argc, argv);
    if (!bench.store.empty() && (entries.size() > 1 || published > 0))
        give_up("one database holds one register: give --entries one number, and --published 0");
    fs::create_directories(bench.folder);
    bench.program = fs::read_symlink("/proc/self/exe").parent_path() / "bridle-register";
    for (std::size_t each : entries) bench.size(each);
    if (published > 0) bench.publication(published);
    return 0;
}

}  // namespace
}  // namespace bridle::registry

int main(int argc, char** argv) {
    return bridle::registry::run(argc, argv);
}
