// The figures, as ratios against a floor measured in the same run: a bare
// SQLite scan of the columns that the examination reads, by one thread, with
// nothing done to them. docs/architecture.md says which figures we hold.

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>

#include "base/crypto.h"
#include "base/hash.h"
#include "base/host_file.h"
#include "base/text.h"
#include "fabricate/backup.h"
#include "fabricate/dump.h"
#include "fabricate/indicators.h"
#include "indicator/indicators.h"

namespace bridle {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds(auto&& work) {
    auto start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void give_up(std::string_view what) {
    fmt::print(stderr, "bridle-bench: {}\n", what);
    std::exit(1);
}

template <class T>
T need(Result<T> result) {
    if (!result) give_up(result.error().what);
    return *std::move(result);
}

// What the artifacts read, table by table; the first column is the file's id in the backup.
struct Scan {
    const char* file;
    const char* sql;
};
constexpr char kVisits[] =
    "SELECT v.id, v.history_item, i.url, v.visit_time, v.title, v.redirect_source, "
    "v.redirect_destination, v.load_successful, d.visit_time, di.url FROM history_visits AS v "
    "LEFT JOIN history_items AS i ON i.id = v.history_item "
    "LEFT JOIN history_visits AS d ON d.id = v.redirect_destination "
    "LEFT JOIN history_items AS di ON di.id = d.history_item";
constexpr Scan kScans[] = {
    {"Manifest.db", "SELECT fileID, domain, relativePath, flags, file FROM Files"},
    {"3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28",
     "SELECT m.*, h.id "
     "FROM message AS m LEFT JOIN handle AS h ON h.ROWID = m.handle_id"},
    {"3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28",
     "SELECT chat_id, message_id FROM chat_message_join"},
    {"3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28", "SELECT * FROM attachment"},
    {"7c/7c7fba66680ef796b916b067077cc246adacf01d",
     "SELECT m.Z_PK, m.ZTEXT, m.ZMESSAGEDATE, m.ZFROMJID, m.ZTOJID, m.ZISFROMME, m.ZCHATSESSION, "
     "m.ZMESSAGETYPE, g.ZMEMBERJID FROM ZWAMESSAGE AS m LEFT JOIN ZWAGROUPMEMBER AS g ON "
     "g.Z_PK = m.ZGROUPMEMBER"},
    {"7c/7c7fba66680ef796b916b067077cc246adacf01d",
     "SELECT i.Z_PK, i.ZMESSAGE, i.ZMEDIAURL, i.ZTITLE, i.ZMEDIALOCALPATH, i.ZVCARDSTRING, "
     "m.ZMESSAGEDATE, m.ZFROMJID, m.ZISFROMME FROM ZWAMEDIAITEM AS i LEFT JOIN ZWAMESSAGE AS m ON "
     "m.Z_PK = i.ZMESSAGE"},
    {"7c/7c7fba66680ef796b916b067077cc246adacf01d",
     "SELECT i.Z_PK, i.ZMESSAGE, i.ZCONTENT1, i.ZCONTENT2, i.ZMATCHEDTEXT, i.ZSUMMARY, i.ZTITLE, "
     "m.ZMESSAGEDATE, m.ZFROMJID, m.ZISFROMME FROM ZWAMESSAGEDATAITEM AS i LEFT JOIN ZWAMESSAGE AS "
     "m "
     "ON m.Z_PK = i.ZMESSAGE"},
    {"1a/1a0e7afc19d307da602ccdcece51af33afe92c53", kVisits},
    {"1a/1a0e7afc19d307da602ccdcece51af33afe92c53",
     "SELECT id, url, visit_count FROM history_items"},
    {"e7/e74113c185fd8297e140cfcf9c99436c5cc06b57", kVisits},
    {"e7/e74113c185fd8297e140cfcf9c99436c5cc06b57",
     "SELECT id, url, visit_count FROM history_items"},
    {"5a/5a4935c78a5255723f707230a451d79c540d2741",
     "SELECT Z_PK, ZDATE, ZDURATION, ZADDRESS, ZORIGINATED, ZANSWERED, ZCALLTYPE, ZNAME, "
     "ZLOCATION, "
     "ZISO_COUNTRY_CODE, ZSERVICE_PROVIDER, ZUNIQUE_ID FROM ZCALLRECORD"},
};

struct Scanned {
    std::uint64_t rows = 0, bytes = 0;
};

void scan(const std::string& file, const char* sql, Scanned& total) {
    if (!fs::exists(file)) return;
    sqlite3* db = nullptr;
    sqlite3_stmt* statement = nullptr;
    std::string uri = "file:" + file + "?immutable=1";
    if (sqlite3_open_v2(uri.c_str(), &db,
                        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK ||
        sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) != SQLITE_OK)
        give_up(file + ": " + sqlite3_errmsg(db));
    const int columns = sqlite3_column_count(statement);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        total.rows++;
        for (int i = 0; i < columns; i++) {
            switch (sqlite3_column_type(statement, i)) {
                case SQLITE_INTEGER:
                    total.bytes += sqlite3_column_int64(statement, i) != 0;
                    break;
                case SQLITE_FLOAT:
                    total.bytes += sqlite3_column_double(statement, i) != 0;
                    break;
                case SQLITE_NULL:
                    break;
                default:
                    if (sqlite3_column_blob(statement, i))
                        total.bytes +=
                            static_cast<std::uint64_t>(sqlite3_column_bytes(statement, i));
            }
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
}

struct Run {
    double wall = 0, cpu = 0;
    long peak_mb = 0;
};

// The program itself, as a user starts it, in a process of its own.
Run check(const std::string& program, const std::string& backup, const std::string& indicators,
          const std::string& out, std::vector<std::string> more = {}) {
    fs::remove_all(out);
    std::vector<std::string> words = {"bridle", "check",    backup,    "-o",        out,
                                      "-i",     indicators, "--quiet", "--consent", "benchmark"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    rusage usage{};
    int status = 0;
    Run run;
    run.wall = seconds([&] {
        pid_t child = fork();
        if (child == 0) {
            execv(program.c_str(), arguments.data());
            _exit(127);
        }
        wait4(child, &status, 0, &usage);
    });
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (code != 0 && code != 10 && code != 11)
        give_up(fmt::format("bridle check ended with status {}", status));
    auto time = [](const timeval& each) {
        return static_cast<double>(each.tv_sec) + static_cast<double>(each.tv_usec) / 1e6;
    };
    run.cpu = time(usage.ru_utime) + time(usage.ru_stime);
    run.peak_mb = usage.ru_maxrss / 1024;
    return run;
}

Run best_of(int times, auto&& work) {
    Run best = work();
    for (int i = 1; i < times; i++)
        if (Run next = work(); next.wall < best.wall) best = next;
    return best;
}

// In a process of its own, whose memory is not counted among that of the next one.
void apart(auto&& work) {
    pid_t child = fork();
    if (child == 0) {
        work();
        _exit(0);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || status != 0) give_up("could not prepare");
}

// Of all that does not depend on when it was made.
std::string digest_of(const std::string& folder) {
    Sha256 hash;
    std::vector<std::byte> buffer(1 << 20);
    for (const char* name : {"/timeline.csv", "/findings.json"}) {
        HostFile file = need(HostFile::open(folder + name));
        for (std::uint64_t at = 0; at < file.size();) {
            std::size_t got = need(file.read_at(at, buffer));
            hash.update(Bytes(buffer).first(got));
            at += got;
        }
    }
    return hex(hash.finish());
}

std::string backup_of(const std::string& folder, double factor, const std::string& indicators) {
    std::string backup = fmt::format("{}/backup-{}", folder, factor);
    if (fs::exists(backup)) return backup;
    auto scaled = [&](double number) { return static_cast<std::size_t>(number * factor); };
    fabricate::BackupPlan plan;
    plan.messages = scaled(200'000);
    plan.visits = scaled(200'000);
    plan.whatsapp = scaled(100'000);
    plan.calls = scaled(20'000);
    plan.manifest_rows = scaled(100'000);
    plan.wal = false;                  // the floor cannot read them
    fs::remove_all(backup + ".part");  // of a run that was interrupted
    apart([&] {
        if (fs::is_directory(indicators))
            plan.indicators = need(fabricate::published_indicators(indicators));
        need(fabricate::write_backup(plan, backup + ".part"));
    });
    fs::rename(backup + ".part", backup);
    return backup;
}

void examination(const std::string& folder, const std::string& program,
                 const std::string& indicators, double factor) {
    std::string backup = backup_of(folder, factor, indicators), out = folder + "/case";
    Scanned scanned;
    double floor = 1e9;
    for (int i = 0; i < 3; i++) {
        scanned = {};
        floor = std::min(floor, seconds([&] {
                             for (const Scan& each : kScans)
                                 scan(backup + "/" + each.file, each.sql, scanned);
                         }));
    }
    Run all = best_of(3, [&] { return check(program, backup, indicators, out); });
    std::string digest = digest_of(out);
    Run one =
        best_of(2, [&] { return check(program, backup, indicators, out, {"--threads", "1"}); });
    if (digest != digest_of(out)) give_up("one thread gives another result");
    fmt::print(
        "{:>6} {:>10} rows   floor {:.3f} s   check {:.3f} s = {:.2f} x floor   cpu {:.2f} s   "
        "one thread {:.3f} s   peak {} MB\n",
        factor, grouped(scanned.rows), floor, all.wall, all.wall / floor, all.cpu, one.wall,
        all.peak_mb);
    fs::remove_all(out);
}

// The same backup with so many indicators as nobody publishes yet.
void many_indicators(const std::string& folder, const std::string& program,
                     const std::string& usual) {
    std::string backup = backup_of(folder, 1, usual), many = folder + "/many.stix2";
    fs::remove(many);
    apart([&] {
        need(write_file(many, fabricate::stix_bundle(fabricate::synthetic_indicators(100'000, 1))));
    });
    std::string out = folder + "/case";
    Run few = best_of(3, [&] { return check(program, backup, usual, out); });
    Run all = best_of(3, [&] { return check(program, backup, many, out); });
    fmt::print("   100,000 indicators: check {:.3f} s = {:.2f} x that with the usual ones\n",
               all.wall, all.wall / few.wall);
    fs::remove_all(out);
}

// Pairs of visits are found by number, so ten times the visits take ten times as long.
void redirects(const std::string& folder, const std::string& program,
               const std::string& indicators) {
    double before = 0;
    for (std::size_t visits : {std::size_t{20'000}, std::size_t{200'000}}) {
        std::string backup = fmt::format("{}/visits-{}", folder, visits), out = folder + "/case";
        if (!fs::exists(backup)) {
            fabricate::BackupPlan plan;
            plan.messages = plan.whatsapp = plan.calls = plan.manifest_rows = 10;
            plan.visits = visits;
            plan.wal = false;
            need(fabricate::write_backup(plan, backup));
        }
        Run run = best_of(3, [&] {
            return check(program, backup, indicators, out, {"--only", "safari_history"});
        });
        fmt::print("{:>10} visits with redirects: check {:.3f} s{}\n", grouped(visits), run.wall,
                   before > 0 ? fmt::format(" = {:.1f} x", run.wall / before) : "");
        before = run.wall;
        fs::remove_all(out);
    }
}

// A command that says nothing, for a peer to be compared with.
Run shell(const std::string& command) {
    Run run;
    run.wall = seconds([&] {
        if (std::system(command.c_str()) != 0) give_up(command + " failed");
    });
    return run;
}

// A dump of so many paths: as a folder against the clock, as .tar.gz against igzip alone,
// and as .zip, of which only what is wanted is unpacked.
void dumps(const std::string& folder, const std::string& program, const std::string& indicators,
           std::size_t paths, std::size_t bytes_of_each) {
    using fabricate::DumpForm;
    constexpr std::pair<DumpForm, const char*> kForms[] = {
        {DumpForm::folder, ""}, {DumpForm::tar_gz, ".tar.gz"}, {DumpForm::zip, ".zip"}};
    for (auto [form, end] : kForms) {
        fabricate::DumpPlan plan{.form = form, .paths = paths, .bytes_of_each = bytes_of_each};
        if (form == DumpForm::folder) plan.bytes_of_each = 64;
        const std::string path = fmt::format("{}/dump-{}{}", folder, paths, end);
        if (!fs::exists(path)) apart([&] { need(fabricate::write_dump(plan, path)); });
        const std::string out = folder + "/case";
        Run run = best_of(3, [&] { return check(program, path, indicators, out); });
        fmt::print("{:>10} paths as {}: check {:.3f} s, peak {} MB", grouped(paths),
                   form == DumpForm::folder ? "folder" : end, run.wall, run.peak_mb);
        if (form == DumpForm::tar_gz) {
            Run peer = best_of(3, [&] { return shell("igzip -dc " + path + " > /dev/null"); });
            fmt::print(" = {:.2f} x igzip -dc ({:.3f} s, {} MB packed)", run.wall / peer.wall,
                       peer.wall, fs::file_size(path) >> 20);
        }
        fmt::print("\n");
        fs::remove_all(out);
    }
}

void indicator_loading() {
    for (std::size_t count : {std::size_t{10'000}, std::size_t{100'000}}) {
        LargeBuffer bundle = need(LargeBuffer::copy(
            as_bytes(fabricate::stix_bundle(fabricate::synthetic_indicators(count, 1)))));
        double best = 1e9;
        for (int i = 0; i < 3; i++)
            best = std::min(best, seconds([&] {
                                Indicators indicators;
                                need(indicators.add(bundle, "bench", now()));
                                indicators.compile();
                            }));
        fmt::print("{:>10} indicators ({} bytes) load in {:.3f} s\n", grouped(count),
                   grouped(Bytes(bundle).size()), best);
    }
}

void key_derivation() {
    constexpr std::uint32_t kRounds = 10'000'000;
    Bytes password = as_bytes("password");
    const std::array<unsigned char, 20> salt = {1, 2, 3};
    std::array<unsigned char, 32> key;
    double peer = seconds([&] {
        PKCS5_PBKDF2_HMAC("password", 8, salt.data(), static_cast<int>(salt.size()), kRounds,
                          EVP_sha256(), 32, key.data());
    });
    double ours = seconds([&] {
        Secret derived = need(pbkdf2_sha256(password, std::as_bytes(std::span(salt)), kRounds, 32));
        if (!std::ranges::equal(derived.bytes(), std::as_bytes(std::span(key))))
            give_up("another key");
    });
    fmt::print("10,000,000 rounds: OpenSSL {:.2f} s, ours {:.2f} s = {:.2f} times as fast\n", peer,
               ours, peer / ours);
}

int run(int argc, char** argv) {
    CLI::App app("The figures of Bridle, beside a floor measured in the same run");
    std::string folder = "build/bench", indicators;
    std::vector<double> factors = {0.1, 1, 10};
    app.add_option("--folder", folder, "Where the made-up backups are kept");
    app.add_option("--indicators", indicators, "Folder of STIX sets; made up without it");
    app.add_option("--factor", factors,
                   "Sizes, in units of 200,000 messages; 10 takes 4 GB of disk");
    std::size_t paths = 168'000, bytes_of_each = 20'000;
    app.add_option("--paths", paths, "Of the dumps; 0: no dumps");
    app.add_option("--bytes", bytes_of_each, "Of each file in the archives");
    CLI11_PARSE(app, argc, argv);
    fs::create_directories(folder);
    if (indicators.empty()) indicators = "../shared/data/indicators";
    if (!fs::exists(indicators)) {
        indicators = folder + "/indicators.stix2";
        fs::remove(indicators);
        need(write_file(indicators,
                        fabricate::stix_bundle(fabricate::synthetic_indicators(5713, 1))));
    }
    std::string program = fs::read_symlink("/proc/self/exe").parent_path() / "bridle";
    for (double factor : factors) examination(folder, program, indicators, factor);
    if (paths > 0) dumps(folder, program, indicators, paths, bytes_of_each);
    if (factors.empty()) return 0;
    many_indicators(folder, program, indicators);
    redirects(folder, program, indicators);
    indicator_loading();
    key_derivation();
    return 0;
}

}  // namespace
}  // namespace bridle

int main(int argc, char** argv) {
    return bridle::run(argc, argv);
}
