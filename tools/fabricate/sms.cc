#include "fabricate/sms.h"

#include <algorithm>

#include "fabricate/encoding.h"
#include "fabricate/keyed_archive.h"
#include "fabricate/plist.h"
#include "fabricate/sms_schema.h"
#include "fabricate/sms_writer.h"

namespace bridle::fabricate {

namespace {

constexpr std::string_view kFile = "HomeDomain/Library/SMS/sms.db";
constexpr auto kSpan = std::chrono::hours(24) * 730;  // messages of two years

using std::chrono::hours;
using std::chrono::minutes;

std::string preview_of(const std::string& url, std::string_view title) {
    return archive(LinkPreview{.url = url, .original_url = url, .title = title, .summary = {}});
}

// What the phone keeps of a message part that was changed: every version, each a typedstream.
std::string summary_of_edit(std::string_view before, std::string_view after, Time edited) {
    auto version = [](Time at, std::string_view words) {
        return Plist::Dictionary{{"d", cocoa_seconds(at)}, {"t", Plist::Data{typedstream(words)}}};
    };
    auto units = static_cast<std::int64_t>(utf16(after).size());
    return binary_plist(Plist::Dictionary{
        {"amc", 1},
        {"ust", true},
        {"ep", Plist::Array{0}},
        {"otr", Plist::Dictionary{{"0", Plist::Dictionary{{"lo", 0}, {"le", units}}}}},
        {"ec", Plist::Dictionary{{"0", Plist::Array{version(edited - minutes(3), before),
                                                    version(edited, after)}}}},
    });
}

std::string summary_of_unsending() {
    return binary_plist(Plist::Dictionary{
        {"amc", 1}, {"ust", true}, {"rp", Plist::Array{0}}, {"ec", Plist::Dictionary{}}});
}

SmsMessage ordinary(SmsWriter& writer, Time date) {
    Random& random = writer.progress().random;
    SmsMessage message;
    message.date = date;
    writer.address(message);
    message.text = sentence(random);
    if (random.one_in(6)) {
        std::string url = innocent_url(random), before = message.text + " ";
        message.text = before + url;
        if (random.one_in(3) && writer.layout() != SmsLayout::ios9)
            message.payload = preview_of(url, page_title(random));
        else if (random.one_in(3))
            message.rich = AttributedText{{{before}, {url, url, true}}, !message.from_me};
    } else if (random.one_in(300)) {
        message.text += " https://bit.ly/3x" + std::to_string(random.below(90000));
    } else if (random.one_in(150) && writer.layout() == SmsLayout::ios16) {
        message.edited = date + minutes(2);
        message.summary = summary_of_edit(sentence(random), message.text, *message.edited);
    } else if (random.one_in(200) && writer.layout() == SmsLayout::ios16) {
        message.retracted = date + minutes(1);
        message.summary = summary_of_unsending();
        message.is_empty = true;
    }
    return message;
}

std::string attachment_path(Random& random, std::int64_t number, std::string_view extension) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string path = "~/Library/SMS/Attachments/";
    path += {random.pick(kDigits), random.pick(kDigits), '/',
             random.pick(kDigits), random.pick(kDigits), '/'};
    std::string index = std::to_string(number % 10000);
    return path + random.uuid() + "/IMG_" + std::string(4 - index.size(), '0') + index +
           std::string(extension);
}

void add_ordinary(SmsWriter& writer, Time date) {
    SmsMessage message = ordinary(writer, date);
    std::int64_t row = writer.add(message);
    SmsProgress& progress = writer.progress();
    if (!progress.random.one_in(40)) return;
    std::string path = attachment_path(progress.random, progress.attachments + 1, ".PNG");
    writer.add(SmsAttachment{path, "image/png", message.from_me}, row, date);
}

// What is planted, ready to be written when its turn comes.
struct Plant {
    SmsMessage message;
    std::vector<Trace> traces = {};  // `row` still to be filled in
    std::optional<SmsAttachment> attachment = {};
};

class Planter {
public:
    Planter(SmsWriter& writer, Bait& bait) : writer_(writer), bait_(bait) {}

    std::vector<Plant> plants() {
        add_links();
        if (writer_.layout() != SmsLayout::ios9) add_hidden();
        if (writer_.layout() == SmsLayout::ios16) add_earlier();
        add_places();
        add_senders();
        add_rules();
        add_decoys();
        return std::move(plants_);
    }

    static Plant with(SmsWriter& writer, std::string text, Trace trace) {
        Plant plant;
        writer.address(plant.message);
        plant.message.from_me = false;
        if (plant.message.handle == 0) plant.message.handle = plant.message.chat = 1;
        plant.message.text = std::move(text);
        trace.artifact = "sms";
        trace.file = kFile;
        trace.table = "message";
        plant.traces.push_back(std::move(trace));
        return plant;
    }

private:
    Plant& add(std::string text, Trace trace) {
        plants_.push_back(with(writer_, std::move(text), std::move(trace)));
        return plants_.back();
    }

    std::string around(std::string_view link) {
        Random& random = writer_.progress().random;
        return sentence(random) + " " + std::string(link) + " " + sentence(random);
    }

    void add_links() {
        for (const Spelling& spelling : spellings()) {
            auto domain = domain_for(spelling, bait_);
            if (!domain) continue;
            std::string link = spelling.link(*domain);
            add(around(link), {.value = link,
                               .indicator = *domain,
                               .kind = "domain",
                               .form = std::string(spelling.form),
                               .how = std::string(spelling.how)});
        }
        auto international = bait_.next(
            Sort::domain, [](std::string_view domain) { return unicode_form(domain).has_value(); });
        if (international) {
            std::string link = "https://" + *unicode_form(*international) + "/konto";
            add(around(link), link_trace(link, *international, "unicode"));
        }
        if (auto address = bait_.next(Sort::address)) {
            std::string link = "http://" + *address + ":8080/i";
            add(around(link), {.value = link,
                               .indicator = *address,
                               .kind = "address",
                               .form = "port",
                               .how = "exact"});
        }
        if (auto url = bait_.next(Sort::url))
            add(around(*url),
                {.value = *url, .indicator = *url, .kind = "url", .form = "plain", .how = "exact"});
    }

    // A link in a message whose words do not show it.
    void add_hidden() {
        if (auto domain = bait_.next(Sort::domain)) {
            std::string link = "https://" + *domain + "/t/attr";
            Plant& plant =
                add("Your parcel is waiting", link_trace(link, *domain, "attribute_only"));
            plant.message.rich =
                AttributedText{{{"Your "}, {"parcel", link}, {" is waiting"}}, true};
        }
        if (auto domain = bait_.next(Sort::domain)) {
            std::string link = "https://" + *domain + "/t/payload";
            Plant& plant = add("\uFFFC", link_trace(link, *domain, "payload_only"));
            plant.message.payload = preview_of(link, "Breaking news");
        }
        if (auto domain = bait_.next(Sort::domain)) {
            std::string link = "https://" + *domain + "/t/detected";
            Plant& plant = add("Look: " + link, link_trace(link, *domain, "data_detected"));
            plant.message.rich = AttributedText{{{"Look: "}, {link, link, true}}, true};
        }
    }

    void add_earlier() {
        auto domain = bait_.next(Sort::domain);
        if (!domain) return;
        std::string link = "https://" + *domain + "/t/edited";
        Plant& plant = add("Sorry, wrong person", link_trace(link, *domain, "edited_away"));
        plant.message.edited = kTaken - hours(9);
        plant.message.summary =
            summary_of_edit("See " + link, plant.message.text, *plant.message.edited);
        auto other = bait_.next(Sort::domain);
        link = "https://" + *other + "/t/deleted";
        add(around(link), link_trace(link, *other, "recently_deleted")).message.recently_deleted =
            true;
    }

    void add_places() {
        const SmsProgress& progress = writer_.progress();
        if (auto domain = bait_.next(Sort::domain)) {
            std::string link = "https://" + *domain + "/t/group";
            Plant& plant = add(around(link), link_trace(link, *domain, "group_chat"));
            plant.message.chat = progress.contacts + 1;
        }
        if (auto domain = bait_.next(Sort::domain)) {
            std::string link = "https://" + *domain + "/t/nobody";
            Plant& plant = add(around(link), link_trace(link, *domain, "no_handle"));
            plant.message.handle = plant.message.chat = 0;
        }
        if (auto domain = bait_.next(Sort::domain)) {
            std::string link = "https://" + *domain + "/t/subject";
            add("See above", link_trace(link, *domain, "subject")).message.subject = link;
        }
    }

    void add_senders() {
        auto email = bait_.next(Sort::email);
        if (!email) return;
        std::int64_t handle = writer_.add_handle(*email, "iMessage");
        Plant& plant = add("Hello, are you there?", {.value = *email,
                                                     .indicator = *email,
                                                     .kind = "email",
                                                     .form = "sender",
                                                     .how = "exact"});
        plant.message.handle = handle;
        plant.message.chat = writer_.add_chat(*email, {handle});
    }

    void add_rules() {
        std::string apple = "threat-notifications@apple.com";
        std::int64_t handle = writer_.add_handle(apple, "iMessage");
        std::int64_t chat = writer_.add_chat(apple, {handle});
        Plant& notice = add("Un avis de sécurité important concerne votre identifiant.",
                            rule_trace("apple_threat_notification", apple, "sender"));
        notice.message.handle = handle;
        notice.message.chat = chat;
        add("ALERT: State-sponsored attackers may be targeting your iPhone",
            rule_trace("apple_threat_wording",
                       "ALERT: State-sponsored attackers may be targeting your iPhone", "words"));
        std::string path = "/var/tmp/" + writer_.progress().random.uuid() + "/IMG_1.gif-1";
        Trace trace = rule_trace("suspicious_attachment", path, "path");
        Plant& plant = add("\uFFFC", trace);
        plant.traces[0].artifact = "sms_attachments";
        plant.traces[0].table = "attachment";
        plant.attachment = SmsAttachment{path, "image/gif"};
    }

    void add_decoys() {
        for (const Spelling& spelling : misspellings()) {
            auto domain = bait_.next(Sort::domain);
            if (!domain) return;
            if (std::ranges::count(*domain, '.') != 1) continue;  // the parent may be known, too
            std::string link = spelling.link(*domain);
            add(around(link), {.value = link,
                               .indicator = *domain,
                               .kind = "domain",
                               .form = std::string(spelling.form),
                               .how = "none"});
        }
    }

    static Trace link_trace(const std::string& link, const std::string& domain, std::string form) {
        return {.value = link,
                .indicator = domain,
                .kind = "domain",
                .form = std::move(form),
                .how = "exact"};
    }
    static Trace rule_trace(std::string rule, std::string value, std::string form) {
        return {.value = std::move(value),
                .indicator = std::move(rule),
                .kind = "rule",
                .form = std::move(form),
                .how = "rule"};
    }

    SmsWriter& writer_;
    Bait& bait_;
    std::vector<Plant> plants_;
};

void write(SmsWriter& writer, Plant& plant, Time date, Planted& planted) {
    plant.message.date = date;
    std::int64_t row = writer.add(plant.message);
    if (plant.attachment) row = writer.add(*plant.attachment, row, date);
    for (Trace& trace : plant.traces) {
        trace.row = row;
        planted.add(trace);
    }
}

// Rows that SQLite accepts and no phone writes, in otherwise good company.
void add_damaged_rows(SqliteBuilder& database, SmsProgress& progress) {
    Insert rows(database, "message", "ROWID, guid, text, handle_id, attributedBody, date, service");
    auto next = [&] { return ++progress.messages; };
    auto guid = [&] { return progress.random.uuid(); };
    std::string torn = typedstream("this stream breaks off in the middle").substr(0, 60);
    rows(next(), guid(), std::string("bad \xC3\x28 bytes \xFF"), 1, nullptr, 800000000, "SMS");
    rows(next(), guid(), Blob{"words in a blob"}, 1, nullptr, 800000000, "SMS");
    rows(next(), guid(), "a date of words", 1, nullptr, "yesterday", "SMS");
    rows(next(), guid(), "a date of the far future", 1, nullptr, INT64_MAX, "SMS");
    rows(next(), guid(), "from a handle that is gone", 999999, nullptr, 800000000, "SMS");
    rows(next(), guid(), nullptr, 1, Blob{torn}, 800000000, "iMessage");
    rows(next(), guid(), nullptr, 1, Blob{"no typedstream at all"}, 800000000, "iMessage");
    rows(next(), guid(), 42, 1.5, "text for a blob", -1.5e300, 7);
}

// The newest messages: committed to the log; and one of a transaction that never was.
std::string add_wal(const SmsPlan& plan, SmsProgress& progress, Planted& planted,
                    std::string& database) {
    auto committed = [&](SqliteBuilder& later) {
        SmsWriter writer(later, plan.layout, progress);
        for (int i = 4; i > 0; i--) add_ordinary(writer, plan.taken - minutes(10 * i));
        auto domain = plan.bait ? plan.bait->next(Sort::domain) : std::nullopt;
        if (!domain) return;
        std::string link = "https://" + *domain + "/t/wal";
        Plant plant = Planter::with(writer, "Did you see " + link,
                                    {.value = link,
                                     .indicator = *domain,
                                     .kind = "domain",
                                     .form = "wal_only",
                                     .how = "exact"});
        write(writer, plant, plan.taken - minutes(5), planted);
    };
    auto lost = [&](SqliteBuilder& later) {
        SmsWriter writer(later, plan.layout, progress);
        auto domain = plan.bait->next(Sort::domain);
        if (!domain) return;
        std::string link = "https://" + *domain + "/t/uncommitted";
        Plant plant = Planter::with(writer, "Never sent " + link,
                                    {.value = link,
                                     .indicator = *domain,
                                     .kind = "domain",
                                     .form = "wal_uncommitted",
                                     .how = "none"});
        write(writer, plant, plan.taken - minutes(1), planted);
    };
    std::vector<WalChange> changes = {{committed}};
    if (plan.bait) changes.push_back({lost, false});
    WithWal made = with_wal(std::move(database), changes, plan.seed);
    database = std::move(made.database);
    return std::move(made.wal);
}

}  // namespace

SmsDatabase sms_database(const SmsPlan& plan, Planted& planted) {
    SmsProgress progress(plan.seed);
    SmsDatabase made;
    SqliteBuilder database(plan.page_size);
    database.run(sms_schema(plan.layout));
    {
        SmsWriter writer(database, plan.layout, progress);
        writer.add_people(plan.seed, std::clamp<std::size_t>(plan.messages / 50, 8, 300));
        std::vector<Plant> plants;
        if (plan.bait) plants = Planter(writer, *plan.bait).plants();
        // Evenly among the rest, in the order of time.
        std::size_t total = plan.messages + plants.size(), next = 0;
        for (std::size_t i = 0; i < total; i++) {
            Time date = plan.taken - kSpan +
                        kSpan / static_cast<std::int64_t>(total + 1) * static_cast<std::int64_t>(i);
            date += std::chrono::milliseconds(progress.random.below(1000));
            if (next < plants.size() && i * plants.size() >= next * total)
                write(writer, plants[next++], date, planted);
            else
                add_ordinary(writer, date);
        }
        if (plan.damaged_rows) add_damaged_rows(database, progress);
    }
    made.database = database.bytes();
    if (plan.wal) made.wal = add_wal(plan, progress, planted, made.database);
    made.attachments = std::move(progress.files);
    return made;
}

}  // namespace bridle::fabricate
