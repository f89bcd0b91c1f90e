#include "register/verify/history.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "format/json_value.h"
#include "register/log/wire.h"

namespace bridle::registry {

namespace {

struct Checkpointed {
    std::uint64_t size = 0;
    std::string note;
};

std::optional<Checkpointed> parse_checkpointed(std::string_view text) {
    auto json = Json::parse(text);
    if (!json || json->size() != 2) return std::nullopt;
    auto size = (*json)["size"].integer();
    if (!size || *size < 0 || !(*json)["note"].is_text()) return std::nullopt;
    Checkpointed line{static_cast<std::uint64_t>(*size), std::string((*json)["note"].text())};
    // One spelling only, so that no flipped bit goes unseen.
    if (checkpoint_line(line.size, line.note) != std::string(text) + "\n") return std::nullopt;
    return line;
}

}  // namespace

std::string checkpoint_line(std::uint64_t size, std::string_view note) {
    std::string line = fmt::format("{{\"size\":{},\"note\":", size);
    append_json_string(line, note);
    return line + "}\n";
}

NoteCheck::NoteCheck(const Policy& trusted, const Policy* own) : trusted_(trusted), own_(own) {
    for (const Policy* policy : {&trusted, own}) {
        if (!policy) continue;
        for (const Policy::Log& log : policy->logs()) known_.push_back(log.key);
        for (const Policy::Witness& witness : policy->witnesses()) known_.push_back(witness.key);
    }
}

Result<Policy::Verdict> NoteCheck::verify(std::string_view note) const {
    Policy::Verdict verdict = TRY(trusted_.verify(note));
    if (own_) {
        auto by_own = own_->verify(note);
        if (!by_own) return fail(by_own.error().code, by_own.error().what);
    }
    Note parsed = TRY(Note::parse(note));
    for (const NoteSignature& signature : parsed.signatures)
        if (std::ranges::none_of(known_,
                                 [&](const VerifierKey& key) { return key.made(signature); }))
            return fail(Errc::corrupt, fmt::format("has a signature of {} with the key {:08x}, "
                                                   "which no policy names",
                                                   printable(signature.name), signature.key_id));
    if (parsed.serialise() != note) return fail(Errc::corrupt, "is not spelt as a note is");
    return verdict;
}

void GrowingRoot::add(const Hash& leaf) {
    Hash hash = leaf;
    for (std::uint64_t size = size_; size & 1; size >>= 1) {
        hash = hasher_.node(complete_.back(), hash);
        complete_.pop_back();
    }
    complete_.push_back(hash);
    size_++;
}

Hash GrowingRoot::root() {
    if (complete_.empty()) return empty_root();
    Hash root = complete_.back();
    for (std::size_t i = complete_.size() - 1; i-- > 0;) root = hasher_.node(complete_[i], root);
    return root;
}

void History::read(std::string_view text, const NoteCheck& check) {
    std::uint64_t number = 0, least = 0;
    auto wrong = [&](std::string what) {
        defects_.push_back({std::string(kHistoryPath), std::nullopt,
                            fmt::format("line {}: {}", number, std::move(what))});
    };
    while (!text.empty()) {
        number++;
        auto whole = take_line(text);
        if (!whole) return wrong("has no end");
        auto line = parse_checkpointed(*whole);
        if (!line) {
            wrong("is not the line of a checkpoint");
            continue;
        }
        auto verdict = check.verify(line->note);
        if (!verdict) {
            wrong(verdict.error().what);
            continue;
        }
        if (line->size != verdict->checkpoint.size || line->size < least) {
            wrong("has another size than its checkpoint, or stands in the wrong place");
            continue;
        }
        least = line->size + 1;
        add("", number, verdict->checkpoint);
    }
}

void History::add(std::string where, std::uint64_t line, const Checkpoint& checkpoint) {
    all_.push_back({checkpoint.size, checkpoint.root, line, std::move(where), checkpoint.origin});
}

bool History::has(const Checkpoint& checkpoint) const {
    return std::ranges::any_of(all_, [&](const Expected& expected) {
        return expected.where.empty() && expected.size == checkpoint.size &&
               expected.root == checkpoint.root;
    });
}

void History::sort() {
    std::ranges::stable_sort(all_, {}, &Expected::size);
}

void History::compare(std::uint64_t size, const Hash& root) {
    for (; next_ < all_.size() && all_[next_].size <= size; next_++) {
        if (all_[next_].size == size && all_[next_].root == root)
            fitting_++;
        else
            doubtful_.push_back(std::move(all_[next_]));
    }
}

void History::finish(const Checkpoint& newest, Resources& log, bool sound) {
    for (; next_ < all_.size(); next_++) doubtful_.push_back(std::move(all_[next_]));
    for (const Expected& each : doubtful_) {
        if (each.origin != newest.origin) {
            defects_.push_back(defect(each, "is a checkpoint of another log, " + each.origin));
            continue;
        }
        if (each.size > newest.size) {
            newer_++;
            if (!each.where.empty())
                defects_.push_back(
                    defect(each, fmt::format("is of {} leaves, and the register shows only {}",
                                             each.size, newest.size)));
            continue;
        }
        auto fits = check_consistent({each.origin, each.size, each.root, {}}, newest, log);
        if (fits)
            fitting_++;
        else if (sound || fits.error().what.starts_with("two histories"))
            defects_.push_back(defect(each, fits.error().what));
    }
}

Defect History::defect(const Expected& expected, std::string what) {
    if (!expected.where.empty()) return {expected.where, std::nullopt, std::move(what)};
    return {std::string(kHistoryPath), std::nullopt,
            fmt::format("line {}: {}", expected.line, std::move(what))};
}

}  // namespace bridle::registry
