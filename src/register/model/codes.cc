#include "register/model/codes.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bridle::registry {

namespace {

// Codes of one length, with one blank between them, as a table.
template <std::size_t length, std::size_t size>
constexpr auto separated(const char (&codes)[size]) {
    std::array<std::string_view, size / (length + 1)> table;
    for (std::size_t i = 0; i < table.size(); i++)
        table[i] = std::string_view(codes + i * (length + 1), length);
    return table;
}

constexpr char kCountryText[] =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA "
    "ZM ZW";

constexpr char kCurrencyText[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN "
    "BWP BYN BYR BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD "
    "EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR "
    "IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LTL LVL LYD "
    "MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR "
    "PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SKK SLE SLL SOS "
    "SRD SSP STD STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW "
    "UZS VED VEF VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMK ZMW ZWG ZWL";

constexpr auto kCountries = separated<2>(kCountryText);
constexpr auto kCurrencies = separated<3>(kCurrencyText);
static_assert(std::ranges::is_sorted(kCountries) && kCountries.size() == 250);
static_assert(std::ranges::is_sorted(kCurrencies));

// Those of the countries in which makers of surveillance products are known to be registered.
// Others are accepted by their form.
constexpr OrgIdScheme kSchemes[] = {
    {"BG-EIK", "Bulgaria: unified identification code of the Commercial Register"},
    {"CY-DRCOR", "Cyprus: Department of Registrar of Companies"},
    {"GB-COH", "United Kingdom: Companies House"},
    {"GR-CR", "Greece: company register"},
    {"HU-AFA", "Hungary: tax number"},
    {"HU-CR", "Hungary: company register"},
    {"IE-CRO", "Ireland: Companies Registration Office"},
    {"IL-ROC", "Israel: Registrar of Companies"},
    {"IT-CF", "Italy: tax code"},
    {"IT-RI", "Italy: Business Register"},
    {"LU-RCS", "Luxembourg: Trade and Companies Register"},
    {"MK-CR", "North Macedonia: Central Register"},
};
static_assert(std::ranges::is_sorted(kSchemes, {}, &OrgIdScheme::code));

// As many digits as are allowed, off the front.
bool take_digits(std::string_view& text, std::size_t fewest, std::size_t most) {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) count++;
    text.remove_prefix(count);
    return count >= fewest && count <= most;
}

// Any of the characters, off the front.
bool take(std::string_view& text, char first, char last) {
    if (text.empty() || text[0] < first || text[0] > last) return false;
    text.remove_prefix(1);
    return true;
}

// ".c.3.b": letters and numbers in turn, a letter first.
bool are_parts(std::string_view text) {
    for (bool is_letter = true; !text.empty(); is_letter = !is_letter) {
        if (!take(text, '.', '.')) return false;
        if (is_letter ? !take(text, 'a', 'z') : !take_digits(text, 1, 2)) return false;
    }
    return true;
}

}  // namespace

std::span<const std::string_view> country_codes() {
    return kCountries;
}

bool is_country(std::string_view code) {
    return std::ranges::binary_search(kCountries, code);
}

std::span<const std::string_view> currency_codes() {
    return kCurrencies;
}

bool is_currency(std::string_view code) {
    return std::ranges::binary_search(kCurrencies, code);
}

bool is_control_code(std::string_view text) {
    if (!take(text, '0', '9')) return false;
    bool has_dots = take(text, '.', '.');
    if (!take(text, 'A', 'E')) return false;
    if (has_dots && !take(text, '.', '.')) return false;
    bool has_number =
        has_dots ? !text.starts_with('0') && take_digits(text, 1, 3) : take_digits(text, 3, 3);
    return has_number && are_parts(text);
}

std::span<const OrgIdScheme> org_id_schemes() {
    return kSchemes;
}

const OrgIdScheme* find_org_id_scheme(std::string_view code) {
    auto found = std::ranges::lower_bound(kSchemes, code, {}, &OrgIdScheme::code);
    return found != std::end(kSchemes) && found->code == code ? found : nullptr;
}

}  // namespace bridle::registry
