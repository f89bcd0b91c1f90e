#include "register/service/tree_keeper.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "register/service/keys.h"

namespace bridle::registry {

namespace {

constexpr std::uint64_t kBatch = 65'536;  // leaves whose tiles are written in one transaction

constexpr std::string_view kRestore =
    "Nothing will be signed: whoever saw that checkpoint would see the register rewritten. Restore "
    "the newest backup of the store, or a replica; where none is that new, the history is lost "
    "and an honest register begins anew, with another origin and key, and says why";

std::unexpected<Error> refuse(std::string what) {
    return fail(Errc::corrupt, what + ". " + std::string(kRestore));
}

}  // namespace

Result<void> TreeKeeper::begin() {
    Checkpoint empty{signer_.verifier().name(), 0, empty_root(), {}};
    Note note = TRY(sign_checkpoint(empty, signer_));
    std::string text = note.serialise();
    TRY(write_signed(folder_, text));
    return store_.log.put_checkpoint({0, text, now(), is_public(text)});
}

Result<void> TreeKeeper::check_past() {
    SignedCheckpoint before = TRY(last_signed());
    StoredCheckpoint stored = TRY(latest());
    Checkpoint checkpoint = TRY(open_checkpoint(stored.note, signer_.verifier()));
    std::uint64_t size = TRY(store_.log.size());
    if (size < checkpoint.size)
        return refuse(fmt::format("the store has {} leaves, and a checkpoint of {} that it signed",
                                  size, checkpoint.size));
    Hash root = TRY(root_at(checkpoint.size));
    if (root != checkpoint.root)
        return refuse(
            fmt::format("the tiles in the store are not those of its own checkpoint of "
                        "{} leaves",
                        checkpoint.size));
    if (size < before.checkpoint.size)
        return refuse(
            fmt::format("the store has {} leaves, and a checkpoint of {} was signed: the "
                        "store is an older copy",
                        size, before.checkpoint.size));
    // What was signed and not stored is looked at by sign(), once the tiles reach so far.
    if (before.checkpoint.size > checkpoint.size) return {};
    TRY(check_signed(before, checkpoint.size));
    if (before.checkpoint.size < checkpoint.size) return write_signed(folder_, stored.note);
    return {};
}

Result<std::optional<std::uint64_t>> TreeKeeper::catch_up() {
    StoredCheckpoint last = TRY(latest());
    std::uint64_t size = TRY(store_.log.size());
    if (size < last.size)
        return refuse(
            fmt::format("the store has {} leaves, and a checkpoint of {}", size, last.size));
    if (size == last.size) {
        if (last.published || !is_public(last.note)) return std::nullopt;
        last.published = true;  // the settings ask for fewer cosigners than they did
    } else {
        SignedCheckpoint opened = TRY(SignedCheckpoint::parse(last.note));
        Hash root = TRY(grow_tiles(last.size, size, opened.checkpoint.root));
        std::string note = TRY(sign(size, root));
        last = {size, note, now(), is_public(note)};
    }
    TRY(store_.log.put_checkpoint(last));
    return last.published ? std::optional(last.size) : std::nullopt;
}

Result<std::optional<std::uint64_t>> TreeKeeper::add_cosignatures(
    std::uint64_t size, std::span<const NoteSignature> signatures) {
    auto found = TRY(store_.log.checkpoints(size, 1));
    if (found.empty() || found[0].size != size)
        return fail(Errc::io, fmt::format("there is no checkpoint of {} leaves", size));
    StoredCheckpoint& stored = found[0];
    Note note = TRY(Note::parse(stored.note));
    for (const NoteSignature& signature : signatures) {
        auto same = std::ranges::find_if(note.signatures, [&](const NoteSignature& each) {
            return each.name == signature.name && each.key_id == signature.key_id;
        });
        if (same == note.signatures.end())
            note.signatures.push_back(signature);
        else
            *same = signature;
    }
    stored.note = note.serialise();
    bool was_public = stored.published;
    stored.published = was_public || is_public(stored.note);
    TRY(store_.log.put_checkpoint(stored));
    return stored.published ? std::optional(size) : std::nullopt;
}

Result<StoredCheckpoint> TreeKeeper::latest() {
    auto latest = TRY(store_.log.latest());
    if (!latest) return refuse("the store has no checkpoint");
    return std::move(*latest);
}

Result<std::vector<Hash>> TreeKeeper::proof(std::uint64_t old_size, std::uint64_t size) {
    TileHashReader hashes(size, store_.log);
    return consistency_proof(old_size, size, hashes);
}

Result<Hash> TreeKeeper::root_at(std::uint64_t size) {
    TileHashReader hashes(size, store_.log);
    return tree_root(size, hashes);
}

// `root` is that of the tree of the first `from` leaves, whose tiles are stored. Those of later
// ones may be there too, of an attempt that was interrupted: they come out the same.
Result<Hash> TreeKeeper::grow_tiles(std::uint64_t from, std::uint64_t to, Hash root) {
    TreeHasher hasher;
    std::vector<Hash> leaves;
    while (from < to) {
        std::uint64_t end = std::min(to, from + kBatch);
        leaves.clear();
        leaves.reserve(end - from);
        TRY(store_.log.each_leaf(from, end, [&](std::string_view leaf) -> Result<bool> {
            leaves.push_back(hasher.leaf(as_bytes(leaf)));
            return true;
        }));
        if (leaves.size() != end - from)
            return refuse(fmt::format("of the leaves from {} to {}, only {} are in the store", from,
                                      end, leaves.size()));
        Grown grown = TRY(grow(from, leaves, store_.log));
        if (grown.old_root != root)
            return refuse(
                fmt::format("the tiles in the store are not those of the first {} leaves "
                            "as they were signed",
                            from));
        Transaction transaction = TRY(Transaction::begin(store_.database()));
        TRY(store_.log.put_tiles(grown.tiles));
        TRY(transaction.commit());
        root = grown.root;
        from = end;
    }
    return root;
}

Result<std::string> TreeKeeper::sign(std::uint64_t size, const Hash& root) {
    SignedCheckpoint before = TRY(last_signed());
    TRY(check_signed(before, size));
    // Signed before, and interrupted before it was stored.
    if (before.checkpoint.size == size) return before.note.serialise();
    Note note = TRY(sign_checkpoint({signer_.verifier().name(), size, root, {}}, signer_));
    std::string text = note.serialise();
    TRY(write_signed(folder_, text));
    return text;
}

// That the stored tree of this size continues what was signed before.
Result<void> TreeKeeper::check_signed(const SignedCheckpoint& before, std::uint64_t size) {
    const Checkpoint& checkpoint = before.checkpoint;
    if (checkpoint.size > size)
        return refuse(
            fmt::format("the store has {} leaves, and a checkpoint of {} was signed: the "
                        "store is an older copy",
                        size, checkpoint.size));
    Hash root = TRY(root_at(checkpoint.size));
    if (root != checkpoint.root)
        return refuse(
            fmt::format("the first {} leaves in the store are not those of the checkpoint "
                        "that was signed: the store is another history",
                        checkpoint.size));
    return {};
}

Result<SignedCheckpoint> TreeKeeper::last_signed() {
    auto before = TRY(read_signed(folder_, signer_.verifier()));
    if (!before)
        return fail(Errc::corrupt,
                    folder_ +
                        "/signed is missing, which says what was signed last: without it nobody "
                        "knows whether the store is the newest. Put it back from where it is; if "
                        "it is lost, the newest log/checkpoint that anybody has of this register "
                        "takes its place");
    return std::move(*before);
}

bool TreeKeeper::is_public(std::string_view note) const {
    if (!policy_.quorum()) return true;
    auto verdict = policy_.verify(note);
    return verdict && verdict->quorum;
}

}  // namespace bridle::registry
