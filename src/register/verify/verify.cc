#include "register/verify/verify.h"

#include <fmt/format.h>

#include <mutex>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "register/model/envelope.h"
#include "register/model/identifiers.h"
#include "register/verify/bodies.h"
#include "register/verify/chains.h"
#include "register/verify/history.h"
#include "register/verify/own_policy.h"

namespace bridle::registry {

namespace {

constexpr int kMostAttempts = 3;  // while the register grows under the eyes of who reads it
constexpr std::string_view kPolicyPath = "policy.txt";

// The audit of the log and the reading of bodies go on side by side.
class SharedResources : public Resources {
public:
    explicit SharedResources(Resources& resources) : resources_(resources) {}
    Result<std::string> get(const std::string& path) override {
        std::lock_guard hold(mutex_);
        return resources_.get(path);
    }

private:
    Resources& resources_;
    std::mutex mutex_;
};

std::string in_log(std::string_view path) {
    return "log/" + std::string(path);
}

class LogResources : public Resources {
public:
    explicit LogResources(Resources& resources) : resources_(resources) {}
    Result<std::string> get(const std::string& path) override {
        return resources_.get(in_log(path));
    }

private:
    Resources& resources_;
};

// A body that is not published, until a takedown excuses it.
struct Missing {
    std::uint64_t index = 0;
    Chains::Key record{};
    std::int64_t seq = 0;
};

class Verifier {
public:
    Verifier(Resources& resources, const VerifyOptions& options)
        : options_(options), shared_(resources), log_(shared_) {}

    Result<VerifyReport> run() {
        TRY(read_policies());
        if (!trusted_) return std::move(report_);
        NoteCheck check(*trusted_, own_ && !is_own_ ? &*own_ : nullptr);
        std::string note = TRY(shared_.get(std::string(kCheckpointPath)));
        auto verdict = check.verify(note);
        if (!verdict) {
            add({std::string(kCheckpointPath), std::nullopt, verdict.error().what});
            report_.notes.push_back("nothing else was checked: there is no checkpoint to go by");
            return std::move(report_);
        }
        checkpoint_ = verdict->checkpoint;
        report_.origin = checkpoint_.origin;
        report_.size = checkpoint_.size;
        report_.root = base64(checkpoint_.root);
        report_.cosigners = verdict->cosigners;
        report_.quorum = verdict->quorum;

        read_history(check);
        check_log();
        excuse_missing();
        check_files();
        return std::move(report_);
    }

    // Whether what was found may come of the register having grown meanwhile.
    bool has_grown(const VerifyReport& report) {
        if (report.fine() || report.size == 0) return false;
        auto note = shared_.get(std::string(kCheckpointPath));
        if (!note) return false;
        auto now = SignedCheckpoint::parse(*note);
        return now && now->checkpoint.size > report.size;
    }

private:
    void add(Defect defect) {
        if (report_.defects.size() < options_.most_defects)
            report_.defects.push_back(std::move(defect));
        else if (left_out_++ == 0)
            report_.notes.push_back("there are more defects than are named here");
    }
    void add(std::vector<Defect> defects) {
        for (Defect& each : defects) add(std::move(each));
    }

    Result<void> read_policies() {
        auto text = shared_.get(std::string(kPolicyPath));
        Result<void> whole = text ? check_digest_line(*text) : std::unexpected(text.error());
        if (whole) {
            auto own = Policy::parse(*text);
            if (own)
                own_ = std::move(*own);
            else
                whole = std::unexpected(own.error());
        }
        if (!whole) add({std::string(kPolicyPath), std::nullopt, whole.error().what});
        if (!options_.policy.empty()) {
            auto given = Policy::parse(options_.policy);
            if (!given) return fail(given.error().code, "the policy given: " + given.error().what);
            trusted_ = std::move(*given);
            is_own_ = text && *text == options_.policy;
            return {};
        }
        trusted_ = own_;
        is_own_ = true;
        report_.notes.push_back(
            own_ ? "checked by the policy that the register itself publishes, which is as good as "
                   "where it came from: get one from somebody you trust"
                 : "nothing else was checked: no policy says whose signatures to believe");
        return {};
    }

    void read_history(const NoteCheck& check) {
        if (auto text = shared_.get(std::string(kHistoryPath)))
            history_.read(*text, check);
        else
            add({std::string(kHistoryPath), std::nullopt, text.error().what});
        if (!history_.has(checkpoint_))
            report_.notes.push_back(fmt::format("{} does not have the checkpoint of {}",
                                                kHistoryPath, kCheckpointPath));
        for (std::size_t i = 0; i < options_.checkpoints.size(); i++) {
            std::string where = fmt::format("checkpoint {} of those given", i + 1);
            auto verdict = trusted_->verify(options_.checkpoints[i]);
            if (verdict)
                history_.add(where, 0, verdict->checkpoint);
            else
                add({where, std::nullopt, verdict.error().what});
        }
        history_.sort();
    }

    void check_log() {
        Bodies bodies(shared_, checkpoint_.size);
        GrowingRoot root;
        TreeHasher hasher;
        history_.compare(0, empty_root());
        AuditOptions how;
        how.most_defects = options_.most_defects;
        AuditReport audited = audit(
            checkpoint_, log_,
            [&](std::uint64_t index, std::string_view entry) -> Result<void> {
                Hash leaf = hasher.leaf(as_bytes(entry));
                if (index == root.size()) {
                    root.add(leaf);
                    if (history_.waits_for(root.size())) history_.compare(root.size(), root.root());
                }
                return check_leaf(index, entry, leaf, bodies);
            },
            how);
        for (const Defect& defect : audited.defects) add(in_register(defect));
        bodies.finish();
        add(bodies.take_defects());
        if (audited.given_up)
            report_.notes.push_back("the log has so many defects that the rest was not checked");
        const bool sound = audited.root && *audited.root == checkpoint_.root;
        history_.finish(checkpoint_, log_, sound);
        report_.checkpoints = history_.fitting();
        if (history_.newer() > 0)
            report_.notes.push_back(fmt::format("{} of {} lines are newer than the checkpoint",
                                                history_.newer(), kHistoryPath));
        add(history_.take_defects());
    }

    static Defect in_register(const Defect& defect) {
        Defect named{in_log(defect.path), std::nullopt, defect.what};
        if (defect.index)
            named.what =
                fmt::format("{} {}: {}", defect.path.starts_with("tile/entries/") ? "leaf" : "hash",
                            *defect.index, defect.what);
        return named;
    }

    Result<void> check_leaf(std::uint64_t index, std::string_view entry, const Hash& leaf,
                            Bodies& bodies) {
        const BodySegment& segment = bodies.segment_of(index);
        const auto& body = segment.hashes[index % kBodiesPerFile];
        Envelope envelope = TRY(Envelope::parse(entry));
        Result<void> chain = chains_.add(envelope, leaf, body.has_value());
        check_body(index, envelope, body, segment);
        if (!chain) return chain;
        if (!envelope.body_hash.empty() && envelope.schema.empty() && envelope.action != "audit")
            return fail(Errc::corrupt, "does not say which schema its body satisfies");
        return {};
    }

    void check_body(std::uint64_t index, const Envelope& envelope,
                    const std::optional<BodyHashes>& body, const BodySegment& segment) {
        auto wrong = [&](std::string_view what) {
            add({segment.path, std::nullopt, fmt::format("leaf {}: {}", index, what)});
        };
        const bool restricted = envelope.action == "audit";
        if (restricted) report_.restricted++;
        if (restricted || envelope.action == "tombstone") {
            if (body) wrong("has a body here, and none that is public");
            return;
        }
        if (!body)
            missing_.push_back({index, Chains::key_of(envelope.record_id), envelope.seq});
        else if (base64(body->body) != envelope.body_hash)
            wrong(fmt::format("not the body and salt of version {} of {} whose hash is in the log",
                              envelope.seq, envelope.record_id));
        else if (body->reason ? base64(*body->reason) != envelope.reason_hash
                              : !envelope.reason_hash.empty())
            wrong("not the reason of the correction whose hash is in the log");
        else {
            report_.records++;
            if (envelope.type == "sourceDocument" && is_sha256(body->sha256))
                documents_.insert(body->sha256);
        }
    }

    // The files of source documents lie beside the log. One that is not here is kept elsewhere, or
    // was taken down; one that is here is what a record says it is.
    void check_files() {
        for (const std::string& hash : documents_) {
            const std::string path = "files/" + hash;
            auto bytes = shared_.get(path);
            if (!bytes) continue;
            const std::string found = hex(sha256(as_bytes(*bytes)));
            if (found == hash)
                report_.files++;
            else
                add({path, std::nullopt, "is another file, whose SHA-256 is " + found});
        }
    }

    // A takedown stands behind what it takes down, so this comes last. One defect for a file.
    void excuse_missing() {
        std::uint64_t first = 0, count = 0;
        auto name = [&] {
            if (count == 0) return;
            std::string path = bodies_path(first / kBodiesPerFile);
            auto text = shared_.get(path);
            add({path, std::nullopt,
                 fmt::format("{}the body of leaf {}{} is missing, and no takedown says why",
                             text ? "" : text.error().what + "; ", first,
                             count > 1 ? fmt::format(" and of {} more", count - 1) : "")});
            count = 0;
        };
        for (const Missing& each : missing_) {
            if (chains_.is_taken_down(each.record, each.seq)) {
                report_.withheld++;
                continue;
            }
            if (count > 0 && each.index / kBodiesPerFile != first / kBodiesPerFile) name();
            if (count++ == 0) first = each.index;
        }
        name();
    }

    const VerifyOptions& options_;
    SharedResources shared_;
    LogResources log_;
    VerifyReport report_;
    std::uint64_t left_out_ = 0;
    std::optional<Policy> trusted_, own_;
    bool is_own_ = false;  // the trusted one
    Checkpoint checkpoint_;
    History history_;
    Chains chains_;
    std::vector<Missing> missing_;
    std::set<std::string> documents_;  // SHA-256 of their files
};

}  // namespace

Result<VerifyReport> verify_register(Resources& resources, const VerifyOptions& options) {
    for (int attempt = 1;; attempt++) {
        Verifier verifier(resources, options);
        VerifyReport report = TRY(verifier.run());
        if (attempt == kMostAttempts || !verifier.has_grown(report)) return report;
    }
}

}  // namespace bridle::registry
