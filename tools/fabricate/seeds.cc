#include "fabricate/seeds.h"

#include <unistd.h>

#include <filesystem>

#include "base/host_file.h"
#include "fabricate/dump.h"
#include "fabricate/encoding.h"
#include "fabricate/keyed_archive.h"
#include "fabricate/manifest.h"
#include "fabricate/part.h"
#include "fabricate/phone_databases.h"
#include "fabricate/phone_plists.h"
#include "fabricate/safari.h"
#include "fabricate/sms.h"
#include "fabricate/typedstream.h"
#include "fabricate/whatsapp.h"

namespace bridle::fabricate {

namespace {

constexpr int kSmallPages = 512;

std::string part(const std::string& bytes, std::size_t percent) {
    return bytes.substr(0, bytes.size() * percent / 100);
}

// With a few bytes spoilt in the middle.
std::string spoilt(std::string bytes) {
    for (std::size_t i = bytes.size() / 2; i < bytes.size() && i < bytes.size() / 2 + 24; i++)
        bytes[i] = static_cast<char>(~bytes[i]);
    return bytes;
}

class SeedMaker {
public:
    explicit SeedMaker(const SeedSink& write) : write_(write), set_(fictional_indicators()) {}

    Result<void> make() {
        TRY(archives());
        TRY(plists());
        TRY(broken_plists());
        TRY(keyed_archives());
        TRY(typedstreams());
        TRY(key_bags());
        TRY(stix());
        TRY(sqlite());
        TRY(sms());
        TRY(safari());
        TRY(whatsapp());
        TRY(datausage());
        TRY(tcc_and_calls());
        TRY(manifest());
        for (const PhonePart* part : all_parts())
            if (part->seeds) TRY(part->seeds(write_));
        return property_lists_of_the_phone();
    }

private:
    Result<void> put(std::string_view name, std::string_view bytes) { return write_(name, bytes); }
    Result<void> put_plist(std::string_view name, const Plist& tree) {
        return put(name, binary_plist(tree));
    }

    Result<void> archives();
    Result<void> plists();
    Result<void> broken_plists();
    Result<void> keyed_archives();
    Result<void> typedstreams();
    Result<void> key_bags();
    Result<void> stix();
    Result<void> sqlite();
    Result<void> sms();
    Result<void> safari();
    Result<void> whatsapp();
    Result<void> datausage();
    Result<void> tcc_and_calls();
    Result<void> manifest();
    Result<void> property_lists_of_the_phone();

    const SeedSink& write_;
    Indicators set_;
    Planted unasked_;
};

Plist every_type() {
    return Plist::Dictionary{
        {"array", Plist::Array{1, -1, 255, 256, 65536, std::int64_t{1} << 40, INT64_MIN}},
        {"boolean", Plist::Array{true, false}},
        {"data", Plist::Data{std::string("\0\1\2\xFF", 4)}},
        {"date", kTaken},
        {"real", Plist::Array{2.5, -1e300, 0.0}},
        {"text", Plist::Array{"", "plain", "grün <&> 雨 😀", std::string(300, 'x')}},
        {"dictionary", Plist::Dictionary{{"key", "value"}, {"", Plist::Dictionary{}}}},
    };
}

// A folder, a file that packs well and one that does not, and a link, in each form.
Result<std::string> small_archive(DumpForm form) {
    const std::string path =
        (std::filesystem::temp_directory_path() / ("bridle-seed-" + std::to_string(getpid())))
            .string();
    auto remove = [&] {
        std::error_code error;
        std::filesystem::remove(path, error);
    };
    remove();
    const std::string even(3000, 'x'), odd = xml_plist(every_type());
    using Type = DumpFile::Type;
    auto written = [&]() -> Result<void> {
        std::unique_ptr<DumpWriter> writer = TRY(dump_writer(form, path));
        TRY(writer->add({.path = "private/var/mobile", .type = Type::folder, .mode = 0755}));
        TRY(writer->add({.path = "private/var/mobile/even", .content = even, .time = kTaken}));
        TRY(writer->add({.path = "private/var/mobile/grün", .content = odd, .time = kTaken}));
        TRY(writer->add({.path = "var", .type = Type::link, .target = "private/var"}));
        return writer->finish();
    }();
    auto bytes = written ? read_text_file(path, 1 << 20)
                         : Result<std::string>(std::unexpected(written.error()));
    remove();
    return bytes;
}

Result<void> SeedMaker::archives() {
    constexpr std::pair<std::string_view, DumpForm> kForms[] = {
        {"tar", DumpForm::tar}, {"gzip", DumpForm::tar_gz}, {"zip", DumpForm::zip}};
    for (auto [name, form] : kForms) {
        const std::string good = TRY(small_archive(form)), folder(name);
        TRY(put(folder + "/good", good));
        TRY(put(folder + "/cut", part(good, 60)));
        TRY(put(folder + "/spoilt", spoilt(good)));
        TRY(put(folder + "/twice", good + good));
    }
    return {};
}

Result<void> SeedMaker::plists() {
    TRY(put_plist("plist/every_type.plist", every_type()));
    TRY(put("plist/every_type.xml", xml_plist(every_type())));
    TRY(put_plist("plist/uid.plist",
                  Plist(Plist::Dictionary{{"uid", Plist::Uid{3}}, {"far", Plist::Uid{70000}}})));
    TRY(put("plist/uid.xml", xml_plist(Plist::Dictionary{{"uid", Plist::Uid{3}}})));
    TRY(put_plist("plist/set.plist", Plist(Plist::Set{{"a", "b", 3}})));
    TRY(put_plist("plist/bare_text.plist", Plist("no container at all")));
    Plist::Array many;
    for (int i = 0; i < 300; i++) many.emplace_back(i * 7);
    TRY(put_plist("plist/two_byte_references.plist", Plist(std::move(many))));
    BinaryPlist shared;
    BinaryPlist::Ref list = shared.array(), inner = shared.array();
    shared.fill(inner, {shared.text("shared"), shared.integer(1)});
    shared.fill(list, {inner, inner, inner});
    return put("plist/shared.plist", shared.finish(list));
}

Result<void> SeedMaker::broken_plists() {
    BinaryPlist circle;
    BinaryPlist::Ref round = circle.array();
    circle.fill(round, {circle.text("me again:"), round});
    TRY(put("plist/circle.plist", circle.finish(round)));

    BinaryPlist deep;
    BinaryPlist::Ref outer = deep.array(), at = outer;
    for (int i = 0; i < 2000; i++) {
        BinaryPlist::Ref next = deep.array();
        deep.fill(at, {next});
        at = next;
    }
    TRY(put("plist/deep.plist", deep.finish(outer)));

    // Nine levels of eight references each to one object: a hundred million paths in a few bytes.
    BinaryPlist wide;
    BinaryPlist::Ref leaf = wide.text("x");
    for (int level = 0; level < 9; level++) {
        BinaryPlist::Ref above = wide.array();
        wide.fill(above, {leaf, leaf, leaf, leaf, leaf, leaf, leaf, leaf});
        leaf = above;
    }
    TRY(put("plist/many_paths.plist", wide.finish(leaf)));

    std::string good = binary_plist(every_type());
    TRY(put("plist/cut.plist", part(good, 60)));
    TRY(put("plist/spoilt.plist", spoilt(good)));
    TRY(put("plist/only_magic.plist", std::string("bplist00")));
    TRY(put("plist/top_outside.plist", BinaryPlist().finish(9)));
    BinaryPlist odd;
    TRY(put("plist/unknown_object.plist", odd.finish(odd.raw("\x7F\x7F\x7F"))));
    BinaryPlist huge;
    TRY(put("plist/huge_count.plist",
            huge.finish(huge.raw(std::string("\xAF\x13\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10)))));
    TRY(put("plist/cut.xml", part(xml_plist(every_type()), 70)));
    return put("plist/unclosed.xml", std::string("<?xml version=\"1.0\"?><plist><dict><key>a<"));
}

Result<void> SeedMaker::keyed_archives() {
    MbFile file{.path = "Library/SMS/sms.db",
                .size = 4096,
                .born = 1700000000,
                .modified = 1750000000,
                .changed = 1750000000};
    TRY(put("keyed_archive/file.plist", archive(file)));
    file.dates_as_objects = true;
    TRY(put("keyed_archive/file_with_dates.plist", archive(file)));
    std::string key = "\3" + std::string(43, '\0');
    file.encryption_key = key;
    file.digest = "01234567890123456789";
    TRY(put("keyed_archive/encrypted_file.plist", archive(file)));
    TRY(put("keyed_archive/link.plist",
            archive(MbFile{.path = "a", .mode = 0120755, .target = "/var/mobile"})));
    TRY(put("keyed_archive/link_preview.plist",
            archive(LinkPreview{"https://harbor-news1.example/", "http://harbor-news1.example/",
                                "Grüße", "A summary"})));
    KeyedArchive circle;
    KeyedArchive::Uid one = circle.declare(), two = circle.declare();
    circle.define(one, {{"next", circle.link(two)}}, {"Ring", "NSObject"});
    circle.define(two, {{"next", circle.link(one)}}, {"Ring", "NSObject"});
    TRY(put("keyed_archive/circle.plist", circle.finish(one)));
    KeyedArchive dangling;
    KeyedArchive::Uid root = dangling.declare();
    dangling.define(root, {{"gone", dangling.link(4000)}}, {"MBFile", "NSObject"});
    TRY(put("keyed_archive/dangling.plist", dangling.finish(root)));
    TRY(put_plist("keyed_archive/no_objects.plist",
                  Plist(Plist::Dictionary{{"$top", Plist::Dictionary{{"root", Plist::Uid{1}}}},
                                          {"$archiver", "NSKeyedArchiver"},
                                          {"$objects", "none"}})));
    return put("keyed_archive/cut.plist", part(archive(file), 80));
}

Result<void> SeedMaker::typedstreams() {
    const std::string url = "https://harbor-news1.example/a";
    std::string linked =
        typedstream(AttributedText{{{"See "}, {url, url, true}, {" soon 😀"}}, true});
    TRY(put("typedstream/plain", typedstream("Plain words")));
    TRY(put("typedstream/mutable", typedstream("Mutable words, déjà vu", true)));
    TRY(put("typedstream/link", linked));
    TRY(put("typedstream/link_behind_words",
            typedstream(AttributedText{{{"Read "}, {"this", url}, {" please"}}, true})));
    TRY(put("typedstream/long", typedstream(std::string(400, 'w'))));
    TRY(put("typedstream/empty", typedstream("")));
    TRY(put("typedstream/cut", part(linked, 70)));
    TRY(put("typedstream/spoilt", spoilt(linked)));
    TRY(put("typedstream/other_magic", std::string("\x04\x0bstreamtypex\x81\xe8\x03")));
    Typedstream overlong;
    overlong.type("@");
    overlong.begin_object({{"NSString", 1}});
    overlong.type("+");
    overlong.integer(0x7FFFFFFF);  // bytes that are not there
    TRY(put("typedstream/overlong", overlong.finish()));
    Typedstream dangling;
    dangling.type("@");
    dangling.same_object(90);
    TRY(put("typedstream/dangling", dangling.finish()));
    Typedstream deep;
    for (int i = 0; i < 3000; i++) {
        deep.type("@");
        deep.begin_object({{"NSArray", 0}});
    }
    return put("typedstream/deep", deep.finish());
}

Result<void> SeedMaker::key_bags() {
    Random random(1, "seeds");
    std::string current = KeyBag({"bridle-test", 10, 10}, random).bytes();
    TRY(put("key_bag/current", current));
    TRY(put("key_bag/before_ios_10_2", KeyBag({"bridle-test", 0, 10}, random).bytes()));
    TRY(put("key_bag/cut", part(current, 55)));
    TRY(put("key_bag/spoilt", spoilt(current)));
    TRY(put("key_bag/overlong", std::string("VERS\0\0\0\4\0\0\0\5TYPE\x7F\xFF\xFF\xFF", 20)));
    return put("key_bag/only_tag", std::string("UUID"));
}

Result<void> SeedMaker::stix() {
    auto bundle = [](std::string_view pattern, std::string_view more = "") {
        return "{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[{\"type\":\"indicator\","
               "\"spec_version\":\"2.1\",\"id\":\"indicator--1\",\"pattern_type\":\"stix\"" +
               std::string(more) + ",\"pattern\":\"" + std::string(pattern) + "\"}]}\n";
    };
    TRY(put("stix/fictional.stix2", stix_bundle(set_)));
    TRY(put("stix/synthetic.stix2", stix_bundle(synthetic_indicators(20, 1))));
    TRY(put("stix/or.stix2",
            bundle("[domain-name:value = 'a.example' OR domain-name:value = 'b.example']")));
    TRY(put("stix/and.stix2",
            bundle("[file:name = 'a' AND file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']")));
    TRY(put("stix/in.stix2", bundle("[ipv4-addr:value IN ('198.51.100.1', '198.51.100.0/24')]")));
    TRY(put("stix/like.stix2", bundle("[url:value LIKE 'https://%.example/?x=_']")));
    TRY(put("stix/matches.stix2", bundle("[domain-name:value MATCHES '^a.*z\\\\\\\\.example$']")));
    TRY(put("stix/followed_by.stix2",
            bundle("[process:name = 'a'] FOLLOWEDBY [process:name = 'b'] WITHIN 5 SECONDS")));
    TRY(put("stix/escaped.stix2", bundle("[file:name = 'it\\\\'s']")));
    TRY(put("stix/revoked.stix2",
            bundle("[domain-name:value='old.example']", ",\"revoked\":true")));
    TRY(put("stix/other_language.stix2", bundle("rule x { condition: true }")));
    TRY(put("stix/unclosed.stix2", bundle("[domain-name:value = 'a.example")));
    TRY(put("stix/no_objects.stix2", std::string("{\"type\":\"bundle\",\"objects\":7}")));
    TRY(put("stix/an_array.stix2", std::string("[1,2,3]")));
    return put("stix/cut.stix2", part(stix_bundle(set_), 50));
}

Result<void> SeedMaker::sqlite() {
    SqliteBuilder builder(kSmallPages);
    builder.run(R"sql(
        CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, weight REAL, picture BLOB);
        CREATE TABLE pairs (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
        CREATE INDEX things_name ON things(name);
        CREATE VIEW names AS SELECT name FROM things;
        INSERT INTO pairs VALUES ('x', 'y'), ('z', 'w');
    )sql");
    {
        Insert things(builder, "things", "id, name, weight, picture");
        for (int i = 1; i <= 40; i++)
            things(i * 3, "thing " + std::to_string(i), i / 4.0, Blob{"\x01\x02"});
        things(1000, std::string(3000, 'o'), nullptr, nullptr);  // on overflow pages
    }
    builder.run("DELETE FROM things WHERE id BETWEEN 30 AND 60");
    std::string good = builder.bytes();
    TRY(put("sqlite/things.db", good));
    TRY(put("sqlite/cut.db", part(good, 60)));
    TRY(put("sqlite/spoilt.db", spoilt(good)));
    TRY(put("sqlite/only_header.db", good.substr(0, 100)));
    auto add = [](const char* name) {
        return [name](SqliteBuilder& later) {
            Insert(later, "things", "name, weight, picture")(name, 1.0, nullptr);
        };
    };
    WithWal logged = with_wal(good, {{add("committed")}, {add("lost"), false}}, 1);
    TRY(put("sqlite/logged.db", logged.database));
    TRY(put("sqlite/logged.db-wal", logged.wal));
    TRY(put("sqlite/cut_log.db", logged.database));
    return put("sqlite/cut_log.db-wal", part(logged.wal, 70));
}

Result<void> SeedMaker::sms() {
    SmsPlan plan{.messages = 2, .page_size = kSmallPages};
    for (auto [layout, name] : {std::pair{SmsLayout::ios9, "ios9"},
                                {SmsLayout::ios14, "ios14"},
                                {SmsLayout::ios16, "ios16"}}) {
        plan.layout = layout;
        TRY(put("sms/two_messages_" + std::string(name) + ".db", sms_database(plan)));
    }
    std::string good = sms_database(plan);
    TRY(put("sms/cut.db", part(good, 70)));
    TRY(put("sms/spoilt.db", spoilt(good)));
    plan.messages = 0;
    TRY(put("sms/no_messages.db", sms_database(plan)));
    plan.damaged_rows = true;
    TRY(put("sms/damaged_rows.db", sms_database(plan)));
    plan.damaged_rows = false;
    Bait bait(set_, 1);
    plan.bait = &bait;
    plan.messages = 3;
    std::string planted = sms_database(plan);
    TRY(put("sms/planted.db", planted));
    TRY(put("sms_attachments/planted.db", planted));
    plan.bait = nullptr;
    plan.messages = 90;
    TRY(put("sms_attachments/pictures.db", sms_database(plan)));
    TRY(put("sms_attachments/cut.db", part(planted, 80)));
    plan.messages = 2;
    plan.wal = true;
    SmsDatabase logged = sms_database(plan, unasked_);
    TRY(put("sms/logged.db", logged.database));
    return put("sms/logged.db-wal", logged.wal);
}

Result<void> SeedMaker::safari() {
    SafariPlan plan{.visits = 60, .page_size = kSmallPages};
    std::string good = safari_database(plan);
    TRY(put("safari_history/visits.db", good));
    TRY(put("safari_history/cut.db", part(good, 60)));
    TRY(put("safari_history/spoilt.db", spoilt(good)));
    plan.visits = 5;
    plan.old_layout = true;
    TRY(put("safari_history/old_layout.db", safari_database(plan)));
    plan.old_layout = false;
    plan.damaged_rows = true;
    TRY(put("safari_history/damaged_rows.db", safari_database(plan)));
    plan.damaged_rows = false;
    plan.wal = true;
    SafariDatabase logged = safari_database(plan, unasked_);
    TRY(put("safari_history/logged.db", logged.database));
    TRY(put("safari_history/logged.db-wal", logged.wal));
    plan.wal = false;
    Bait bait(set_, 2);
    plan.bait = &bait;
    return put("safari_history/planted.db", safari_database(plan));
}

Result<void> SeedMaker::whatsapp() {
    WhatsappPlan plan{.messages = 30, .page_size = kSmallPages};
    std::string good = whatsapp_database(plan);
    TRY(put("whatsapp/chats.db", good));
    TRY(put("whatsapp/cut.db", part(good, 60)));
    TRY(put("whatsapp/spoilt.db", spoilt(good)));
    TRY(put("whatsapp/lid.db", whatsapp_lid_database(plan)));
    plan.messages = 3;
    plan.old_layout = true;
    TRY(put("whatsapp/old_layout.db", whatsapp_database(plan)));
    plan.damaged_rows = true;
    TRY(put("whatsapp/damaged_rows.db", whatsapp_database(plan)));
    plan.old_layout = plan.damaged_rows = false;
    Bait bait(set_, 3);
    plan.bait = &bait;
    return put("whatsapp/planted.db", whatsapp_database(plan));
}

Result<void> SeedMaker::datausage() {
    DataUsagePlan plan{.processes = 25, .page_size = kSmallPages};
    std::string good = datausage_database(plan);
    TRY(put("datausage/processes.db", good));
    TRY(put("datausage/cut.db", part(good, 60)));
    TRY(put("datausage/spoilt.db", spoilt(good)));
    plan.newer_layout = true;
    TRY(put("datausage/without_wifi.db", datausage_database(plan)));
    plan.newer_layout = false;
    plan.gaps = false;
    TRY(put("datausage/without_gaps.db", datausage_database(plan)));
    plan.damaged_rows = true;
    TRY(put("datausage/nulls.db", datausage_database(plan)));
    plan.damaged_rows = false;
    Bait bait(set_, 4);
    plan.bait = &bait;
    return put("datausage/planted.db", datausage_database(plan));
}

Result<void> SeedMaker::tcc_and_calls() {
    TccPlan tcc{.page_size = kSmallPages};
    for (auto [layout, name] :
         {std::pair{TccLayout::v1, "v1"}, {TccLayout::v2, "v2"}, {TccLayout::v3, "v3"}}) {
        tcc.layout = layout;
        TRY(put("tcc/" + std::string(name) + ".db", tcc_database(tcc)));
    }
    Bait bait(set_, 5);
    tcc.bait = &bait;
    TRY(put("tcc/planted.db", tcc_database(tcc)));
    tcc.damaged_rows = true;
    TRY(put("tcc/damaged_rows.db", tcc_database(tcc)));
    TRY(put("tcc/cut.db", part(tcc_database(tcc), 60)));

    CallsPlan calls{.calls = 10, .page_size = kSmallPages};
    std::string good = calls_database(calls);
    TRY(put("calls/ten.db", good));
    TRY(put("calls/cut.db", part(good, 60)));
    TRY(put("calls/spoilt.db", spoilt(good)));
    calls.bait = &bait;
    TRY(put("calls/planted.db", calls_database(calls)));
    calls.old_layout = true;
    TRY(put("calls/old_layout.db", calls_database(calls)));
    calls.damaged_rows = true;
    return put("calls/damaged_rows.db", calls_database(calls));
}

Result<void> SeedMaker::manifest() {
    ManifestPlan plan{.page_size = kSmallPages};
    ManifestWriter plain(plan);
    plain.add({"HomeDomain", "Library/SMS/sms.db", "content"});
    plain.add_filler(20);
    std::string good = plain.database();
    TRY(put("manifest/plain.db", good));
    TRY(put("manifest/cut.db", part(good, 60)));
    TRY(put("manifest/spoilt.db", spoilt(good)));
    Random random(1, "manifest seeds");
    KeyBag bag({"bridle-test", 10, 10}, random);
    plan.key_bag = &bag;
    plan.dates_as_objects = true;
    ManifestWriter keyed(plan);
    keyed.add({"HomeDomain", "Library/SMS/sms.db", "content"});
    keyed.add_filler(5);
    TRY(put("manifest/keys_and_dates.db", keyed.database()));
    ManifestWriter damaged(ManifestPlan{.page_size = kSmallPages});
    damaged.add_damaged_rows();
    TRY(put("manifest/damaged_rows.db", damaged.database()));
    Bait bait(set_, 6);
    ManifestWriter planted(ManifestPlan{.page_size = kSmallPages, .bait = &bait});
    planted.add_plants(unasked_);
    return put("manifest/planted.db", planted.database());
}

Result<void> SeedMaker::property_lists_of_the_phone() {
    Bait bait(set_, 7);
    PlistPlan clean{.entries = 30}, planted{.entries = 30, .bait = &bait};
    for (auto [plan, name] : {std::pair{clean, "clean"}, {planted, "planted"}}) {
        std::string end = std::string("/") + name + ".plist";
        TRY(put_plist("os_analytics_ad_daily" + end, os_analytics(plan, unasked_)));
        TRY(put_plist("id_status_cache" + end, id_status_cache(plan, unasked_)));
        TRY(put("backup_info" + end, xml_plist(info_plist({}, plan, unasked_))));
    }
    Phone old{.version = "10.1.1", .build = "14B100"};
    TRY(put_plist("backup_info/old_and_binary.plist", info_plist(old, clean, unasked_)));
    TRY(put("backup_info/cut.plist", part(xml_plist(info_plist(old, clean, unasked_)), 60)));
    TRY(put_plist("backup_info/odd_types.plist",
                  Plist(Plist::Dictionary{{"Product Version", 18},
                                          {"Last Backup Date", "yesterday"},
                                          {"Applications", Plist::Array{1, 2}},
                                          {"Installed Applications", Plist::Dictionary{}}})));
    TRY(put_plist(
        "os_analytics_ad_daily/short_and_odd.plist",
        Plist(Plist::Dictionary{
            {"netUsageBaseline", Plist::Dictionary{{"short", Plist::Array{kTaken, 1.0}},
                                                   {"odd", Plist::Array{"no date", "no number"}},
                                                   {"none", "no array"}}}})));
    TRY(put_plist("id_status_cache/odd.plist",
                  Plist(Plist::Dictionary{
                      {"CacheVersion", 1},
                      {"com.apple.madrid",
                       Plist::Dictionary{{"tel:+12025550100", Plist::Dictionary{{"IDStatus", 1}}},
                                         {"mailto:a@b.example", "no dictionary"},
                                         {"", Plist::Dictionary{{"LookupDate", "never"}}}}}})));
    TRY(put("id_status_cache/cut.plist", part(binary_plist(id_status_cache(clean, unasked_)), 50)));
    TRY(put_plist("global_preferences/lockdown_on.plist", global_preferences(true)));
    TRY(put_plist("global_preferences/lockdown_off.plist", global_preferences(false)));
    return put_plist("global_preferences/no_dictionary.plist",
                     Plist(Plist::Array{"LDMGlobalEnabled"}));
}

}  // namespace

Result<void> make_seeds(const SeedSink& write) {
    return SeedMaker(write).make();
}

Result<void> write_seeds(const std::string& folder) {
    return make_seeds([&](std::string_view name, std::string_view bytes) -> Result<void> {
        std::filesystem::path path = std::filesystem::path(folder) / name;
        std::error_code error;
        std::filesystem::create_directories(path.parent_path(), error);
        std::filesystem::remove(path, error);
        return write_file(path.string(), bytes);
    });
}

}  // namespace bridle::fabricate
