#include "rule/people.h"

#include "base/text.h"

namespace bridle {

static constexpr std::string_view kOwn = "imessage_accounts";

// By artifact: which of its fields name people.
struct Naming {
    std::string_view artifact, field;
};
static constexpr Naming kNamings[] = {
    {"contacts", "value"},
    {"imessage_accounts", "login"},
    {"imessage_accounts", "alias"},
    {"imessage_accounts", "vetted_alias"},
    {"calls", "peer"},
    {"calls", "participant"},
    {"sms", "identifier"},
    {"sms", "participant"},
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

bool People::are_in(const Record& record) {
    const std::string_view artifact = record.artifact.name;
    for (const Naming& naming : kNamings)
        if (naming.artifact == artifact) {
            const Field* field = find_field(record, naming.field);
            if (field && field->kind != Kind::text && !field->string().empty()) return true;
        }
    return false;
}

void People::add_from(const KeptRecord& record) {
    const std::string_view artifact = record.artifact().name;
    for (const Naming& naming : kNamings)
        if (naming.artifact == artifact)
            for (std::string_view address : record.texts(naming.field)) add(address);
    owner_ |= artifact == kOwn;
}

void People::add(std::string_view address) {
    if (!address.empty() && keys_.size() < kMost) keys_.insert(address_key(address));
}

}  // namespace bridle
