// Attachments of filings (filing.h): confidential, and ciphertext from the moment they are here.

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "register/model/identifiers.h"
#include "register/service/age_file.h"
#include "register/service/filing_rules.h"
#include "register/service/password.h"

namespace bridle::registry {

namespace {

Result<std::string> file_name(std::string_view name) {
    std::string_view last = trimmed(name.substr(name.find_last_of("/\\") + 1));
    if (last.empty() || !is_utf8(last))
        return fail(Errc::corrupt, "an attachment needs a name, in UTF-8");
    return printable(front(last, 200));
}

bool is_media_type(std::string_view text) {
    constexpr std::string_view kSigns = "/!#$&^_.+-";
    return text.size() <= 100 && !text.starts_with('/') && !text.ends_with('/') &&
           std::ranges::count(text, '/') == 1 && std::ranges::all_of(text, [&](char c) {
               return is_letter(c) || is_digit(c) || kSigns.find(c) != std::string_view::npos;
           });
}

Result<void> may_attach(Store& store, const Actor& actor, std::string_view filing_id) {
    Filing filing = TRY(filing_for(store, actor, filing_id));
    TRY(be_owner(filing, actor));
    TRY(be_in(filing, {FilingState::draft, FilingState::returned}, "given attachments"));
    auto attachments = TRY(store.filings.attachments_of(filing.id));
    if (attachments.size() < kMostAttachments) return {};
    return fail(Errc::limit, fmt::format("a filing has at most {} attachments", kMostAttachments));
}

Result<void> take_recipients(const Settings& settings) {
    if (!settings.recipients.empty()) return {};
    return not_allowed(
        "this register takes no confidential attachments: its settings name nobody who could open "
        "them");
}

}  // namespace

Result<std::pair<Attachment, std::string>> attachment_for(Store& store, const Actor& actor,
                                                          std::string_view id) {
    if (!is_record_id(id)) return not_there("attachment", id);
    auto found = TRY(store.filings.attachment(id));
    if (!found || !filing_for(store, actor, found->first.filing_id))
        return not_there("attachment", id);
    return *std::move(found);
}

Result<Attachment> attach(Register& registry, const Actor& actor, std::string_view filing_id,
                          std::string_view name, std::string_view media_type,
                          std::string_view ciphertext, Time at) {
    const auto& recipients = registry.settings().recipients;
    TRY(take_recipients(registry.settings()));
    if (ciphertext.size() > kMostAgeFile)
        return fail(Errc::limit, "an attachment has at most 32 MB");
    AgeHeader header = TRY(read_age_header(as_bytes(ciphertext)));
    if (header.recipients < recipients.size())
        return fail(Errc::corrupt,
                    fmt::format("this file is encrypted to {} recipients, and {} "
                                "must be able to open it: {}",
                                header.recipients, recipients.size(), fmt::join(recipients, ", ")));
    Attachment attachment;
    attachment.id = TRY(random_id("attachment"));
    attachment.filing_id = filing_id;
    attachment.name = TRY(file_name(name));
    attachment.media_type = is_media_type(media_type) ? media_type : "application/octet-stream";
    attachment.sha256 = hex(sha256(as_bytes(ciphertext)));
    attachment.size = ciphertext.size();
    attachment.created = at;
    TRY(registry.change(
        [&](Store& store) -> Result<void> {
            TRY(may_attach(store, actor, filing_id));
            return store.filings.put_attachment(attachment, ciphertext);
        },
        {event("filing.attached", actor, filing_id,
               attachment.id + " sha256:" + attachment.sha256)}));
    return attachment;
}

Result<Attachment> attach_encrypting(Register& registry, const Actor& actor,
                                     std::string_view filing_id, std::string_view name,
                                     std::string_view media_type, const Secret& plaintext,
                                     Time at) {
    TRY(take_recipients(registry.settings()));
    {
        auto lease = TRY(registry.readers().lend());  // before the work is done for nothing
        TRY(may_attach(*lease, actor, filing_id));
    }
    std::string ciphertext = TRY(age_encrypt(registry.settings().recipients, plaintext));
    return attach(registry, actor, filing_id, name, media_type, ciphertext, at);
}

}  // namespace bridle::registry
