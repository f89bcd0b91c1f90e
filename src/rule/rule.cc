#include "rule/rule.h"

#include <algorithm>

#define EACH(platform, name)           \
    namespace bridle::platform::name { \
    extern const Rule rule;            \
    }
#include "rules.def"
#undef EACH

namespace bridle {

std::span<const Rule* const> all_rules() {
    static constexpr const Rule* kAll[] = {
#define EACH(platform, name) &platform::name::rule,
#include "rules.def"
#undef EACH
    };
    return kAll;
}

const Rule* find_rule(std::string_view name) {
    auto all = all_rules();
    auto found = std::ranges::find(all, name, &Rule::name);
    return found == all.end() ? nullptr : *found;
}

bool listens_to(const Rule& rule, std::string_view artifact) {
    return std::ranges::find(rule.listens, artifact) != rule.listens.end();
}

// Every rule asks of every record, and most names differ in their first letter.
const Field* find_field(const Record& record, std::string_view name) {
    auto found = std::ranges::find_if(record.fields, [&](const Field& field) {
        return field.name.size() == name.size() && field.name.front() == name.front() &&
               field.name == name;
    });
    return found == record.fields.end() ? nullptr : &*found;
}

std::string_view text_of(const Record& record, std::string_view name) {
    const Field* field = find_field(record, name);
    return field ? field->string() : std::string_view();
}

bool flag_of(const Record& record, std::string_view name) {
    const Field* field = find_field(record, name);
    const bool* yes = field ? std::get_if<bool>(&field->value) : nullptr;
    return yes && *yes;
}

KeptRecord::KeptRecord(const Record& record)
    : artifact_(&record.artifact),
      path_(record.path),
      part_(record.place.part),
      at_(record.place.at),
      fields_(record.fields.begin(), record.fields.end()) {
    std::size_t size = 0;
    for (const Field& field : fields_) size += field.name.size() + field.string().size();
    text_ = std::make_unique<char[]>(size);
    char* next = text_.get();
    auto keep = [&](std::string_view text) {
        std::ranges::copy(text, next);
        std::string_view kept(next, text.size());
        next += text.size();
        return kept;
    };
    for (Field& field : fields_) {  // names too: some are columns of the file
        field.name = keep(field.name);
        if (!field.string().empty()) field.value = keep(field.string());
    }
}

const Value* KeptRecord::find(std::string_view field) const {
    auto found = std::ranges::find(fields_, field, &Field::name);
    return found == fields_.end() ? nullptr : &found->value;
}

template <class T>
static std::optional<T> as(const Value* value) {
    const T* found = value ? std::get_if<T>(value) : nullptr;
    return found ? std::optional(*found) : std::nullopt;
}

std::string_view KeptRecord::text(std::string_view field) const {
    return as<std::string_view>(find(field)).value_or(std::string_view());
}
bool KeptRecord::flag(std::string_view field) const {
    return as<bool>(find(field)).value_or(false);
}
std::optional<std::int64_t> KeptRecord::integer(std::string_view field) const {
    return as<std::int64_t>(find(field));
}
std::optional<Time> KeptRecord::time(std::string_view field) const {
    return as<Time>(find(field));
}

std::vector<std::string_view> KeptRecord::texts(std::string_view name) const {
    std::vector<std::string_view> all;
    for (const Field& field : fields_)
        if (field.name == name && !field.string().empty()) all.push_back(field.string());
    return all;
}

Finding finding_at(const KeptRecord& record) {
    Finding finding;
    finding.artifact = record.artifact().name;
    finding.path = record.path();
    finding.file = record.file();
    finding.part = record.part();
    finding.at = record.at();
    return finding;
}

Finding finding_of(const Rule& rule, const KeptRecord& record) {
    Finding finding = finding_at(record);
    finding.rule = rule.name;
    finding.severity = rule.severity;
    finding.confidence = rule.confidence;
    return finding;
}

}  // namespace bridle
