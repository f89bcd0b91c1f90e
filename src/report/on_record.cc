#include "report/on_record.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::string_view kAnswersInCodes[] = {"kind", "status", "stage", "capabilities"};

// By the product, and the ids that are listed with it already.
struct Listed {
    ProductOnRecord product;
    std::set<std::string_view> ids = {};

    void add(const FamilyOnRecord& found) {
        const Attribution& attribution = *found.attribution;
        product.families.push_back(found);
        if (!product.product) product.product = &attribution.product;
        if (!product.vendor && attribution.vendor) product.vendor = &*attribution.vendor;
        add(attribution.licences, product.licences);
        add(attribution.contracts, product.contracts);
        add(attribution.sales, product.sales);
        add(attribution.measures, product.measures);
    }

private:
    void add(const std::vector<RegisterRecord>& records, std::vector<const RegisterRecord*>& to) {
        for (const RegisterRecord& record : records)
            if (ids.insert(record.id).second) to.push_back(&record);
    }
};

bool has(const std::vector<FamilyOnRecord>& families, const FamilyOnRecord& one) {
    return std::ranges::find(families, one.family, &FamilyOnRecord::family) != families.end();
}

}  // namespace

OnRecord::OnRecord(const Case& from) {
    const CaseRegister* used = from.from_register();
    if (!used) return;
    for (const AttributedFamily& family : used->families)
        families_[{family.set, family.family}].push_back(
            {&family, &used->attributions[family.attribution]});
    if (families_.empty()) return;
    std::vector<Listed> all;
    std::set<const AttributedFamily*> seen;
    for (const CaseFinding& found : from.findings())
        for (const FamilyOnRecord& each : of(found.finding)) {
            if (!seen.insert(each.family).second) continue;
            auto [place, fresh] = places_.try_emplace(each.attribution->product.id, all.size());
            if (fresh) all.emplace_back();
            all[place->second].add(each);
        }
    for (Listed& each : all) products_.push_back(std::move(each.product));
}

std::size_t OnRecord::number_of(const FamilyOnRecord& one) const {
    auto place = places_.find(one.attribution->product.id);
    return place == places_.end() ? 0 : place->second + 1;
}

std::vector<FamilyOnRecord> OnRecord::of(const Finding& finding) const {
    std::vector<FamilyOnRecord> all;
    if (!finding.indicator) return all;
    for (const IndicatorSource& source : finding.indicator->sources) {
        auto found = families_.find({source.set, source.name});
        if (found == families_.end()) continue;
        for (const FamilyOnRecord& each : found->second)
            if (!has(all, each)) all.push_back(each);
    }
    return all;
}

std::string products_in_short(const std::vector<FamilyOnRecord>& families, const Words& words) {
    std::vector<std::string> said;
    for (const FamilyOnRecord& each : families) {
        const Attribution& of = *each.attribution;
        std::string product = register_text(of.product.title);
        if (of.vendor) product += ", " + register_text(of.vendor->title);
        product += " (" + lower(words.text("label.confidence")) + ": " +
                   lower(how_sure(*each.family, words));
        if (each.family->by == AttributedBy::name)
            product.append(", ").append(words.text("register.by_name"));
        product += ")";
        if (std::ranges::find(said, product) == said.end()) said.push_back(std::move(product));
    }
    return joined(said, "; ");
}

std::string code_in_words(std::string_view code) {
    std::string out;
    for (char c : code) {
        if (lower(c) != c && !out.empty()) out += ' ';
        out += lower(c);
    }
    return out;
}

std::string answer_in_words(const RegisterAnswer& answer, const Words& words) {
    if (answer.withheld)
        return words.text("register.withheld", {{"reason", register_text(*answer.withheld)}});
    const bool codes = std::ranges::find(kAnswersInCodes, answer.name) != std::end(kAnswersInCodes);
    std::vector<std::string> values;
    for (const std::string& value : answer.values)
        values.push_back(register_text(codes ? code_in_words(value) : value));
    return joined(values);
}

std::string cited(const Citation& citation) {
    std::vector<std::string> parts;
    for (const std::string* part : {&citation.publisher, &citation.title, &citation.published})
        if (!part->empty()) parts.push_back(register_text(*part));
    return joined(parts);
}

std::string register_text(std::string_view text) {
    static constexpr std::size_t kShown = 1'000;
    std::string_view part = front(text, kShown);
    return visible(part) + (part.size() < text.size() ? "…" : "");
}

std::string_view how_sure(const AttributedFamily& family, const Words& words) {
    return words.text("attribution." + std::string(name_of(family.confidence)));
}

}  // namespace bridle
