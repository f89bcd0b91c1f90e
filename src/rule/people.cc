#include "rule/people.h"

#include "base/text.h"

namespace bridle {

static constexpr std::string_view kOwn = "imessage_accounts";

// By artifact: which of its fields name people, and in records of which direction.
struct Naming {
    std::string_view artifact, field, direction = {};
};
static constexpr Naming kNamings[] = {
    {"contacts", "value"},
    {kOwn, "login"},
    {kOwn, "alias"},
    {kOwn, "vetted_alias"},
    {"calls", "peer", "outgoing"},
    {"calls", "participant", "outgoing"},
    {"sms", "peer", "sent"},
    {"whatsapp", "to", "sent"},
    {"whatsapp_calls", "peer", "outgoing"},
};

std::string address_key(std::string_view address) {
    for (std::string_view scheme : {"mailto:", "tel:"})
        if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
    if (address.contains('@') && !address.ends_with("@s.whatsapp.net")) return lower(address);
    std::string digits;
    for (char c : address)
        if (is_digit(c)) digits += c;
    static constexpr std::size_t kDigits = 9;
    if (digits.size() < 5) return lower(address);  // a name, or a short number
    return digits.size() > kDigits ? digits.substr(digits.size() - kDigits) : digits;
}

bool is_mail_address(std::string_view address) {
    if (address.starts_with("mailto:")) address.remove_prefix(7);
    const std::size_t at = address.find('@');
    return at != std::string_view::npos && at > 0 && address.substr(at).contains('.') &&
           !address.ends_with("@s.whatsapp.net") && !address.ends_with("@g.us");
}

bool People::notes(const Record& record, std::vector<Note>& into) {
    for (const Naming& naming : kNamings)
        if (naming.artifact == record.artifact.name &&
            (naming.direction.empty() || text_of(record, "direction") == naming.direction))
            for (const Field& field : record.fields)
                if (field.name == naming.field && field.kind != Kind::text &&
                    !field.string().empty())
                    into.push_back({number_of(field.string())});
    return !into.empty();
}

void People::add(const Note& note, const Artifact& artifact) {
    numbers_.add(note.what);
    owner_ |= artifact.name == kOwn;
}

}  // namespace bridle
