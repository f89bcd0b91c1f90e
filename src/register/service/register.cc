#include "register/service/register.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/host_file.h"
#include "register/log/policy.h"
#include "register/service/keys.h"
#include "register/service/tree_keeper.h"
#include "register/service/version_maker.h"
#include "register/service/witnesses.h"

namespace bridle::registry {

namespace {

constexpr std::string_view kOrigin = "log.origin";  // facts of the store
constexpr std::string_view kVkey = "log.vkey";
constexpr std::string_view kScrub = "scrub";  // "wanted" from a takedown until it is done
constexpr int kStepsAfterTakedown = 20;
constexpr std::size_t kMostReaders = 8;
constexpr std::chrono::milliseconds kPatienceOnOpening{5'000};

Result<void> make_folder(const std::string& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (!error && !std::filesystem::is_empty(folder, error) && !error)
        return fail(Errc::unsupported,
                    folder + " is not empty; a new register needs a folder of its own");
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error) return fail(Errc::io, folder + ": " + error.message());
    return {};
}

Result<void> be_fact(Store& store, std::string_view name, const std::string& value) {
    auto known = TRY(store.fact(name));
    if (known == value) return {};
    return fail(Errc::corrupt,
                fmt::format("the store is not this folder's: its {} is {}, and here it is {}", name,
                            known ? *known : "missing", value));
}

Result<Policy> policy_of(const Settings& settings, const std::string& vkey) {
    return Policy::parse(settings.policy(vkey));
}

// What is in policy.txt is for people to take along; the settings are what counts.
Result<void> write_policy(const std::string& folder, const std::string& policy) {
    auto there = read_text_file(folder + "/policy.txt", kMaxPolicy);
    if (there && *there == policy) return {};
    return replace_file(folder, "policy.txt", policy);
}

}  // namespace

Register::Register(std::string folder, Settings settings, std::string store)
    : folder_(std::move(folder)),
      store_address_(std::move(store)),
      settings_(std::move(settings)),
      readers_(store_address_, kMostReaders) {}

Register::~Register() = default;

Result<void> Register::create(const std::string& folder, const Settings& settings) {
    TRY(settings.check());
    TRY(make_folder(folder));
    Signer signer = TRY(Signer::generate(settings.origin));
    Policy policy = TRY(policy_of(settings, signer.vkey()));
    auto store = TRY(Store::open(settings.store_address(folder), Access::create));
    TRY(store->database().lock_writer());
    auto origin = TRY(store->fact(kOrigin));
    if (origin)
        return fail(Errc::unsupported, "the store holds a register already, that of " + *origin);
    TRY(write_key(folder, signer));
    TRY(write_policy(folder, settings.policy(signer.vkey())));
    {
        Transaction transaction = TRY(Transaction::begin(store->database()));
        TRY(store->put_fact(kOrigin, settings.origin));
        TRY(store->put_fact(kVkey, signer.vkey()));
        TRY(transaction.commit());
    }
    TreeKeeper tree(*store, folder, signer, std::move(policy));
    TRY(tree.begin());
    // The last file: without it the folder is no register.
    return replace_file(folder, "register.json", settings.text());
}

Result<std::unique_ptr<Register>> Register::open(const std::string& folder, Mode mode,
                                                 const std::string& store_instead) {
    Settings settings = TRY(Settings::load(folder));
    std::string store = store_instead.empty() ? settings.store_address(folder) : store_instead;
    std::unique_ptr<Register> opened(new Register(folder, std::move(settings), std::move(store)));
    if (mode == Mode::write)
        TRY(opened->open_writer());
    else
        TRY(opened->open_reader());
    return opened;
}

// The key may be elsewhere: everything that readers need of it is in the store.
Result<void> Register::open_reader() {
    auto lease = TRY(readers_.lend());
    TRY(be_fact(*lease, kOrigin, settings_.origin));
    auto vkey = TRY(lease->fact(kVkey));
    if (!vkey) return fail(Errc::corrupt, "the store does not say which key signs its log");
    VerifierKey key = TRY(VerifierKey::parse(*vkey));
    vkey_ = key.vkey();
    return {};
}

Result<void> Register::open_writer() {
    signer_ = TRY(read_key(folder_));
    vkey_ = signer_->vkey();
    if (signer_->verifier().name() != settings_.origin)
        return fail(Errc::corrupt,
                    fmt::format("log.key is the key of {}, and register.json says {}: the origin "
                                "of a log never changes",
                                signer_->verifier().name(), settings_.origin));
    writer_ = TRY(Store::open(store_address_, Access::write));
    TRY(writer_->database().lock_writer());
    TRY(be_fact(*writer_, kOrigin, settings_.origin));
    TRY(be_fact(*writer_, kVkey, vkey_));
    Policy policy = TRY(policy_of(settings_, vkey_));
    tree_ = std::make_unique<TreeKeeper>(*writer_, folder_, *signer_, std::move(policy));
    auto wanted = TRY(writer_->fact(kScrub));
    must_scrub_ = wanted == "wanted";
    TRY(tree_->check_past());
    TRY(ask_what_witnesses_saw());
    TRY(write_policy(folder_, settings_.policy(vkey_)));
    return catch_up();
}

// The file `signed` may have been restored together with the store. Witnesses are not.
Result<void> Register::ask_what_witnesses_saw() {
    std::vector<WitnessQuestion> questions;
    for (const WitnessSetting& witness : settings_.witnesses)
        if (!witness.retired) questions.push_back({witness});
    if (questions.empty()) return {};
    StoredCheckpoint latest = TRY(tree_->latest());
    auto talks = registry::ask_witnesses(questions, latest.note, {}, kPatienceOnOpening);
    for (std::size_t i = 0; i < talks.size(); i++) {
        const WitnessTalk& talk = talks[i];
        const WitnessSetting& witness = questions[i].witness;
        if (talk.kind == WitnessTalk::Kind::ahead || talk.kind == WitnessTalk::Kind::differs)
            return fail(Errc::corrupt,
                        fmt::format("the witness {} ({}) {}. Nothing will be signed: the store is "
                                    "an older copy, or another history. Restore the newest one; "
                                    "if it is the witness that is wrong, mark it as \"retired\" in "
                                    "register.json",
                                    witness.name, witness.url, talk.outcome));
        if (talk.kind != WitnessTalk::Kind::failed) seen_by_[witness.vkey] = talk.size;
        if (talk.kind != WitnessTalk::Kind::cosigned) continue;
        auto published = TRY(tree_->add_cosignatures(latest.size, talk.cosignatures));
        static_cast<void>(published);
    }
    return {};
}

static std::unexpected<Error> only_reads() {
    return fail(Errc::unsupported, "this register is open for reading only");
}

Result<std::vector<Accepted>> Register::publish(std::vector<NewVersion> versions,
                                                const std::vector<AuditEvent>& trail) {
    std::unique_lock hold(mutex_);
    if (!writer_) return only_reads();
    VersionMaker maker(*writer_, settings_.demonstration, now());
    Transaction transaction = TRY(Transaction::begin(writer_->database()));
    TRY(maker.check(versions));
    auto accepted = TRY(maker.add(versions));
    TRY(maker.add(trail));
    TRY(maker.store());
    TRY(transaction.commit());
    TRY(finish(hold));
    return accepted;
}

Result<std::vector<Accepted>> Register::publish_with(
    const std::function<Result<std::vector<NewVersion>>(Store&)>& work,
    const std::function<Result<void>(Store&, std::span<const Accepted>)>& then,
    const std::vector<AuditEvent>& trail) {
    std::unique_lock hold(mutex_);
    if (!writer_) return only_reads();
    VersionMaker maker(*writer_, settings_.demonstration, now());
    Transaction transaction = TRY(Transaction::begin(writer_->database()));
    auto versions = TRY(work(*writer_));
    TRY(maker.check(versions));
    auto accepted = TRY(maker.add(versions));
    TRY(maker.add(trail));
    TRY(maker.store());
    TRY(then(*writer_, accepted));
    TRY(transaction.commit());
    TRY(finish(hold));
    return accepted;
}

Result<Accepted> Register::take_down(const Takedown& takedown,
                                     const std::vector<AuditEvent>& trail) {
    std::unique_lock hold(mutex_);
    if (!writer_) return only_reads();
    VersionMaker maker(*writer_, settings_.demonstration, now());
    Transaction transaction = TRY(Transaction::begin(writer_->database()));
    Accepted accepted = TRY(maker.take_down(takedown));
    TRY(maker.add(trail));
    TRY(maker.store());
    TRY(writer_->put_fact(kScrub, "wanted"));
    TRY(writer_->put_fact(kLastTakedown, std::to_string(accepted.index)));
    TRY(transaction.commit());
    must_scrub_ = true;
    static_cast<void>(scrub(kStepsAfterTakedown));
    // What others keep to show must go now, also where the tombstone waits for witnesses, or where
    // what comes next goes wrong.
    if (tell_) tell_(accepted.index);
    TRY(finish(hold));
    return accepted;
}

Result<bool> Register::go_on_scrubbing() {
    std::lock_guard hold(mutex_);
    if (!writer_) return only_reads();
    TRY(scrub(1));
    return !must_scrub_;
}

Result<void> Register::change(const std::function<Result<void>(Store&)>& work,
                              const std::vector<AuditEvent>& trail) {
    std::unique_lock hold(mutex_);
    if (!writer_) return only_reads();
    VersionMaker maker(*writer_, settings_.demonstration, now());
    Transaction transaction = TRY(Transaction::begin(writer_->database()));
    TRY(work(*writer_));
    TRY(maker.add(trail));
    TRY(maker.store());
    TRY(transaction.commit());
    if (trail.empty()) return {};
    return finish(hold);
}

Result<void> Register::catch_up() {
    std::unique_lock hold(mutex_);
    if (!writer_) return only_reads();
    return finish(hold);
}

// What was stored stays stored, whatever happens here: the next one to come, or the next opening,
// takes up where this stopped.
Result<void> Register::finish(std::unique_lock<std::mutex>& hold) {
    auto published = tree_->catch_up();
    if (!published)
        return fail(published.error().code,
                    "it is stored, and not yet signed and published: " + published.error().what);
    static_cast<void>(scrub(1));
    tell(hold, *published);
    return {};
}

// What was taken down must not be found in the files of the database. That can take a while, and
// has to wait for readers of what was there: a part is done at every occasion, until all is.
Result<void> Register::scrub(int steps) {
    for (; must_scrub_ && steps > 0; steps--) {
        bool done = TRY(writer_->scrub());
        if (!done) continue;
        TRY(writer_->put_fact(kScrub, "done"));
        must_scrub_ = false;
    }
    return {};
}

void Register::tell(std::unique_lock<std::mutex>& hold, std::optional<std::uint64_t> published) {
    auto tell = tell_;
    hold.unlock();
    if (published && tell) tell(*published);
}

Result<std::vector<Register::WitnessReport>> Register::ask_witnesses() {
    std::vector<WitnessQuestion> questions;
    std::vector<WitnessReport> reports;
    StoredCheckpoint latest;
    {
        std::unique_lock hold(mutex_);
        if (!writer_) return only_reads();
        latest = TRY(tree_->latest());
        Policy policy = TRY(policy_of(settings_, vkey_));
        Policy::Verdict verdict = TRY(policy.verify(latest.note));
        for (const WitnessSetting& witness : settings_.witnesses) {
            if (witness.retired) continue;
            if (std::ranges::find(verdict.names, witness.name) != verdict.names.end())
                reports.push_back(
                    {witness.name, fmt::format("has cosigned {} leaves", latest.size), true});
            else
                questions.push_back({witness, seen_by_[witness.vkey]});
        }
    }
    // Without the lock: a witness may take its time, and publishing goes on.
    auto proof = [&](std::uint64_t old_size) {
        std::lock_guard hold(mutex_);
        return tree_->proof(old_size, latest.size);
    };
    auto talks = registry::ask_witnesses(questions, latest.note, proof);

    std::unique_lock hold(mutex_);
    std::optional<std::uint64_t> published;
    for (std::size_t i = 0; i < talks.size(); i++) {
        const WitnessTalk& talk = talks[i];
        const WitnessSetting& witness = questions[i].witness;
        const bool cosigned = talk.kind == WitnessTalk::Kind::cosigned;
        if (talk.kind != WitnessTalk::Kind::failed) seen_by_[witness.vkey] = talk.size;
        reports.push_back({witness.name, talk.outcome, cosigned});
        if (!cosigned) continue;
        auto now_public = TRY(tree_->add_cosignatures(latest.size, talk.cosignatures));
        if (now_public) published = now_public;
    }
    tell(hold, published);
    return reports;
}

void Register::when_published(std::function<void(std::uint64_t size)> tell) {
    std::lock_guard hold(mutex_);
    tell_ = std::move(tell);
}

}  // namespace bridle::registry
