// What the register is measured with: records that nobody filed.

#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/text.h"

namespace bridle::registry {

// Records that pass every check, made up from a number: an eighth of them companies, an eighth
// products, a quarter licences, half of them sales. Few words are frequent and many are rare.
class Fabricated {
public:
    Fabricated() {
        constexpr std::size_t kWords = 150'000;
        while (words_.size() < kWords) words_.push_back(pseudo_word());
    }

    std::string line() {
        std::string type, body, id;
        switch (made_++ % 8) {
            case 0:
                id = new_id("company");
                companies_.push_back(id);
                type = "company", body = company();
                break;
            case 1:
                id = new_id("product");
                products_.push_back(id);
                type = "product", body = product();
                break;
            case 2:
            case 3:
                id = new_id("licence");
                type = "licence", body = licence();
                break;
            default:
                id = new_id("sale");
                type = "sale", body = sale();
        }
        return fmt::format("{{\"id\":\"{}\",\"type\":\"{}\",\"body\":{{{},{}}}}}\n", id, type, body,
                           kSources);
    }
    std::string lines(std::size_t count) {
        std::string all;
        while (count-- > 0) all += line();
        return all;
    }

    std::string common() { return kCommon[zipf(std::size(kCommon))]; }
    std::string word() { return words_[zipf(words_.size())]; }
    std::string rare() { return words_[random_() % words_.size()]; }
    std::string misspelt() {
        std::string word = rare();
        word[1 + random_() % (word.size() - 1)] = 'w';
        return word;
    }
    std::string country() { return kCountries[zipf(std::size(kCountries))]; }
    void begin_questions() { random_.seed(99); }
    std::uint64_t below(std::uint64_t end) { return random_() % end; }

private:
    static constexpr const char* kCommon[] = {
        "Group",          "Technologies", "Systems",   "Surveillance",  "Cyber",
        "Intelligence",   "Solutions",    "Security",  "International", "Holdings",
        "Data",           "Networks",     "Labs",      "Global",        "Digital",
        "Communications", "Defence",      "Analytics", "Signal",        "Forensics"};
    static constexpr const char* kCountries[] = {"IL", "GR", "IT", "FR", "DE", "US", "AE", "HU",
                                                 "MK", "CY", "IE", "GB", "CH", "AT", "BG"};
    static constexpr std::string_view kSources =
        R"("asOf":"2025-06-02","sources":[{"id":"filing","kind":"selfDeclaration","title":"A filing",)"
        R"("publisher":"The company","published":"2025-06-02"}])";

    std::size_t zipf(std::size_t count) {
        double u = static_cast<double>(random_() >> 11) * 0x1p-53;
        double at = std::exp(u * std::log(static_cast<double>(count))) - 1;
        return std::min(count - 1, static_cast<std::size_t>(at));
    }
    std::string pseudo_word() {
        static constexpr const char* kParts[] = {
            "ba",   "ne",  "ki", "ro",   "tu", "la",  "se",  "mi", "go", "ra",  "te",  "vo", "ni",
            "ex",   "or",  "in", "pe",   "ga", "sus", "can", "di", "ru", "qua", "dre", "am", "cy",
            "trox", "fin", "fi", "sher", "he", "lix", "za",  "mo", "by", "lu",  "xi"};
        std::string word;
        for (auto parts = 2 + random_() % 3; parts > 0; parts--)
            word += kParts[random_() % std::size(kParts)];
        return word;
    }
    std::string new_id(std::string_view type) {
        std::string id = std::string(type) + "-";
        for (int i = 0; i < 12; i++) id += "abcdefghijklmnopqrstuvwxyz234567"[random_() % 32];
        return id;
    }
    const std::string& one_of(const std::vector<std::string>& ids) {
        return ids[random_() % ids.size()];
    }
    std::string name() {
        std::string name = word() + " " + common();
        if (random_() % 2) name += " " + common();
        name[0] = static_cast<char>(name[0] - 32);
        return name;
    }
    std::string text(int words) {
        std::string all = common();
        while (--words > 0) all += " " + word();
        return all;
    }

    std::string company() {
        constexpr const char* kStatuses[] = {"active", "dissolved", "suspended", "insolvent"};
        std::string country_of = country();
        return fmt::format(
            R"("name":"{} Ltd","entityType":"registeredEntity","jurisdiction":"{}","status":"{}",)"
            R"("lei":"none","identifiers":[{{"schemeName":"Register of companies","id":"{}"}}],)"
            R"("formerNames":[{{"name":"{}"}}],"description":"{}","addresses":[{{)"
            R"("kind":"registered","address":"1 {} Street","country":"{}"}}],)"
            R"("roles":[{{"role":"holdingCompany"}}],"officers":"none","intermediaries":"none",)"
            R"("publicListing":"none")",
            name(), country_of, kStatuses[zipf(4)], random_() % 100'000'000, name(), text(15),
            word(), country_of);
    }
    std::string product() {
        return fmt::format(
            R"("name":"{}","kind":"service","vendor":"{}","otherNames":"none","description":"{}",)"
            R"("capabilities":["training"],"platforms":"none","controlCodes":"none",)"
            R"("malwareNames":"none","status":"offered")",
            name(), one_of(companies_), text(20));
    }
    std::string licence() {
        constexpr const char* kStatuses[] = {"granted", "applied", "revoked", "suspended"};
        return fmt::format(
            R"("title":"Export of {}","kind":"individual","holder":"{}","authority":{{)"
            R"("name":"Office of Export Control","country":"{}"}},"number":"{}","legalBasis":)"
            R"("Export Control Act, section 4","controlCodes":[{{"code":"5A001.j","list":)"
            R"("euAnnexI","edition":"2024-11"}}],"destinations":["{}"],"items":[{{"description":)"
            R"("{}","product":"{}","quantity":1}}],"endUser":"none","endUse":"{}","history":[{{)"
            R"("status":"{}","date":"2025-05-05","source":"filing"}}])",
            name(), one_of(companies_), country(), random_() % 100'000'000, country(), word(),
            one_of(products_), text(8), kStatuses[zipf(4)]);
    }
    std::string sale() {
        return fmt::format(
            R"("title":"{}","seller":"{}","kind":"sale","products":["{}"],"client":{{)"
            R"("name":"Police of {}","kind":"police","country":"{}"}},"endUser":"none",)"
            R"("destination":"{}","date":"2023-09-14","value":{{"amount":{},"currency":"EUR"}},)"
            R"("intermediaries":"none","licence":"none","status":"delivered")",
            name(), one_of(companies_), one_of(products_), word(), country(), country(),
            random_() % 10'000'000);
    }

    std::mt19937_64 random_{7};
    std::uint64_t made_ = 0;
    std::vector<std::string> words_, companies_, products_;
};

}  // namespace bridle::registry
