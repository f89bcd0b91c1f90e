// Registers for tests: settings, records, and the public files as whoever publishes makes them.

#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "register/service/register.h"
#include "register/verify/bodies.h"
#include "register/verify/history.h"
#include "register/verify/verify.h"
#include "support/harness.h"

namespace bridle::registry::test {

using namespace bridle::test;

inline Settings register_settings() {
    Settings settings;
    settings.name = "Register of the tests";
    settings.keeper = "Nobody";
    settings.origin = "register.example/log";
    settings.url = "https://register.example";
    return settings;
}

// What of a Result is needed to go on; its error ends the test.
template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().what);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}
template <class T>
std::string error_of(const Result<T>& result) {
    return result ? "no error" : result.error().what;
}

inline std::unique_ptr<Register> new_register(const std::string& folder,
                                              const Settings& settings = register_settings()) {
    must(Register::create(folder, settings));
    return must(Register::open(folder, Register::Mode::write));
}

// A company as the schema wants it.
inline Json company_body(std::string_view name) {
    Json body = must(Json::parse(R"json({"entityType":"registeredEntity","jurisdiction":"AQ",
        "status":"active","lei":"none","identifiers":"none","formerNames":"none",
        "addresses":[{"kind":"registered","address":"1 Example Street","country":"AQ"}],
        "roles":[{"role":"holdingCompany"}],"officers":"none","intermediaries":"none",
        "publicListing":"none","asOf":"2025-06-02","sources":[{"id":"filing",
        "kind":"selfDeclaration","title":"A filing","publisher":"Example Ltd",
        "published":"2025-06-02"}]})json"));
    body.set("name", name);
    return body;
}

// A record of little content, which is not checked.
inline NewVersion record(std::string_view type, std::string_view id, Json body) {
    NewVersion version;
    version.type = type;
    version.record_id = id;
    version.body = std::move(body);
    version.actor = "registrar";
    version.check = false;
    return version;
}
inline NewVersion company(std::string_view id, std::string_view name = "Example") {
    Json body = Json::object();
    body.set("name", name);
    body.set("asOf", "2025-06-02");
    return record("company", id, std::move(body));
}
inline NewVersion document(std::string_view id, std::string_view sha256) {
    Json body = must(Json::parse(R"({"title":"Rule","kind":"officialPublication",
        "publisher":"Office","date":"2023-07-19","documentLanguage":"en","citation":"FR 1",
        "url":"none","mediaType":"text/plain","size":"none","storedAt":"none","rights":"none",
        "asOf":"2024-01-31","sources":[]})"));
    body.set("sha256", sha256);
    return record("sourceDocument", id, std::move(body));
}
inline NewVersion correction(std::string_view id, std::string_view name,
                             std::string_view kind = "factChanged") {
    NewVersion version = company(id, name);
    version.kind = kind;
    version.reason = "It is so";
    return version;
}
inline std::vector<Accepted> publish(Register& registry, std::vector<NewVersion> versions) {
    return must(registry.publish(std::move(versions)));
}

// The public files that verify reads.
class PublicFiles : public Resources {
public:
    std::map<std::string, std::string> files;

    Result<std::string> get(const std::string& path) override {
        auto found = files.find(path);
        if (found == files.end()) return fail(Errc::io, path + ": no such file");
        return found->second;
    }
};

inline PublicFiles public_files(Register& registry) {
    auto store = must(registry.readers().lend());
    StoredCheckpoint checkpoint = must(store->log.latest_published()).value();
    PublicFiles out;
    out.files["policy.txt"] = registry.policy();
    out.files["log/checkpoint"] = checkpoint.note;
    for (TileId tile : tiles_of(checkpoint.size)) {
        out.files["log/" + tile_path(tile)] = must(store->log.hash_tile(tile));
        if (tile.level == 0)
            out.files["log/" + bundle_path(tile.index, tile.width)] =
                must(store->log.bundle(tile.index, tile.width));
    }
    for (const StoredCheckpoint& each : must(store->log.checkpoints(0, 100'000)))
        if (each.published)
            out.files["bulk/checkpoints.jsonl"] += checkpoint_line(each.size, each.note);
    must(store->records.each_version(
        0, checkpoint.size, [&](const Version& version) -> Result<bool> {
            std::string& file = out.files[bodies_path(version.index / kBodiesPerFile)];
            if (version.is_public && version.body)
                file += body_line(version.index, version.salt, *version.body, version.reason);
            return true;
        }));
    return out;
}

// What verify says, in short: "8 records, 1 withheld, 0 restricted", and a line for each defect.
inline std::string verified(Resources& resources, const VerifyOptions& options = {}) {
    auto report = verify_register(resources, options);
    if (!report) return report.error().what;
    std::string out =
        fmt::format("{} records, {} withheld, {} restricted, {} checkpoints\n", report->records,
                    report->withheld, report->restricted, report->checkpoints);
    for (const auto& defect : report->defects) out += defect.text() + "\n";
    return out;
}

}  // namespace bridle::registry::test
