#include "fabricate/backup.h"

#include <algorithm>
#include <filesystem>
#include <future>
#include <tuple>

#include "base/host_file.h"
#include "base/text.h"
#include "fabricate/images.h"
#include "fabricate/manifest.h"
#include "fabricate/part.h"
#include "fabricate/phone_databases.h"
#include "fabricate/safari.h"
#include "fabricate/sms.h"
#include "fabricate/whatsapp.h"

namespace bridle::fabricate {

namespace {

bool is_old(const BackupPlan& plan) {
    return plan.generation == Generation::ios10;
}

PlistPlan plist_plan(PartMaker& maker) {
    return {.seed = maker.plan().seed, .taken = maker.plan().taken, .bait = maker.bait()};
}

Part make_sms(const BackupPlan& plan) {
    PartMaker maker(plan, "sms");
    SmsPlan sms{.seed = plan.seed,
                .messages = plan.messages,
                .layout = is_old(plan)                           ? SmsLayout::ios9
                          : plan.generation == Generation::ios14 ? SmsLayout::ios14
                                                                 : SmsLayout::ios16,
                .taken = plan.taken,
                .damaged_rows = plan.damage.rows,
                .wal = plan.wal,
                .bait = maker.bait()};
    SmsDatabase made = sms_database(sms, maker.part.planted);
    maker.add("HomeDomain", "Library/SMS/sms.db", std::move(made.database));
    if (plan.wal) maker.add("HomeDomain", "Library/SMS/sms.db-wal", std::move(made.wal));
    constexpr std::size_t kPictures = 20;
    std::size_t pictures = 0;
    for (const std::string& name : made.attachments)
        if (name.starts_with("~/") && pictures++ < kPictures)
            maker.add("MediaDomain", name.substr(2), tiny_png());
    return std::move(maker.part);
}

Part make_safari(const BackupPlan& plan) {
    PartMaker maker(plan, "safari");
    struct Place {
        std::string domain, path;
        std::size_t visits;
    };
    const Place places[] = {
        {"HomeDomain", "Library/Safari/History.db", plan.visits - plan.visits * 3 / 20},
        {"AppDomain-com.apple.mobilesafari", "Library/Safari/History.db", plan.visits / 10},
        {"AppDomain-com.apple.mobilesafari",
         "Library/Safari/Profiles/1D2A7C3E-55B0-4D8C-9C21-7E64B0F1A2D3/History.db",
         plan.visits / 20}};
    for (const Place& place : places) {
        const bool first = &place == places;
        SafariDatabase made = safari_database({.seed = plan.seed,
                                               .visits = place.visits,
                                               .file = place.domain + "/" + place.path,
                                               .taken = plan.taken,
                                               .shorteners = plan.shorteners,
                                               .old_layout = is_old(plan),
                                               .damaged_rows = plan.damage.rows,
                                               .wal = plan.wal && first,
                                               .bait = maker.bait()},
                                              maker.part.planted);
        maker.add(place.domain, place.path, std::move(made.database));
        if (!made.wal.empty()) maker.add(place.domain, place.path + "-wal", std::move(made.wal));
        if (is_old(plan)) break;  // profiles came with iOS 17
    }
    return std::move(maker.part);
}

Part make_whatsapp(const BackupPlan& plan) {
    static constexpr std::string_view kDomain = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";
    PartMaker maker(plan, "whatsapp");
    WhatsappPlan whatsapp{.seed = plan.seed,
                          .messages = plan.whatsapp,
                          .taken = plan.taken,
                          .old_layout = is_old(plan),
                          .damaged_rows = plan.damage.rows,
                          .bait = maker.bait()};
    maker.add(std::string(kDomain), "ChatStorage.sqlite",
              whatsapp_database(whatsapp, maker.part.planted));
    if (!is_old(plan))
        maker.add(std::string(kDomain), "LID.sqlite", whatsapp_lid_database(whatsapp));
    return std::move(maker.part);
}

Part make_small_databases(const BackupPlan& plan) {
    PartMaker maker(plan, "phone");
    Planted& planted = maker.part.planted;
    maker.add("WirelessDomain", "Library/Databases/DataUsage.sqlite",
              datausage_database({.seed = plan.seed,
                                  .taken = plan.taken,
                                  .newer_layout = plan.generation == Generation::current,
                                  .damaged_rows = plan.damage.rows,
                                  .bait = maker.bait()},
                                 planted));
    maker.add("HomeDomain", "Library/TCC/TCC.db",
              tcc_database({.seed = plan.seed,
                            .layout = is_old(plan)                           ? TccLayout::v1
                                      : plan.generation == Generation::ios14 ? TccLayout::v2
                                                                             : TccLayout::v3,
                            .taken = plan.taken,
                            .damaged_rows = plan.damage.rows,
                            .bait = maker.bait()},
                           planted));
    maker.add("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata",
              calls_database({.seed = plan.seed,
                              .calls = plan.calls,
                              .taken = plan.taken,
                              .old_layout = is_old(plan),
                              .damaged_rows = plan.damage.rows,
                              .bait = maker.bait()},
                             planted));
    return std::move(maker.part);
}

void add_profiles(const BackupPlan& plan, PartMaker& maker) {
    static constexpr std::string_view kDomain =
        "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles";
    const std::string folder = "Library/ConfigurationProfiles/";
    auto add = [&](const std::string& name, const Plist& plist) {
        maker.add(std::string(kDomain), folder + name, binary_plist(plist));
    };
    Time installed = plan.taken - std::chrono::hours(24 * 20);
    add("profile-7a5d6ab0.stub", configuration_profile("2B5F8A10-6C3D-4E7F-8A9B-0C1D2E3F4A5B",
                                                       "com.apple.wifi.managed", installed));
    if (!maker.bait()) return;
    if (auto id = maker.bait()->next(Sort::profile_id)) {
        add("profile-c0ffee00.stub",
            configuration_profile(*id, "com.apple.notificationsettings", installed));
        maker.part.planted.add(
            {.artifact = "configuration_profiles",
             .file = std::string(kDomain) + "/" + folder + "profile-c0ffee00.stub",
             .table = "PayloadUUID",
             .value = *id,
             .indicator = *id,
             .kind = "profile_id",
             .form = "plain",
             .how = "exact"});
        auto process = maker.bait()->next(Sort::process).value_or("profiled");
        add("MCProfileEvents.plist", profile_events(*id, process, installed));
        maker.part.planted.add(
            {.artifact = "profile_events",
             .file = std::string(kDomain) + "/" + folder + "MCProfileEvents.plist",
             .table = "ProfileEvents",
             .value = *id,
             .indicator = *id,
             .kind = "profile_id",
             .form = "plain",
             .how = "exact"});
    }
}

Part make_plists(const BackupPlan& plan) {
    PartMaker maker(plan, "plists");
    Planted& planted = maker.part.planted;
    const std::string preferences = "Library/Preferences/";
    maker.add("HomeDomain", preferences + "com.apple.osanalytics.addaily.plist",
              binary_plist(os_analytics(plist_plan(maker), planted)));
    maker.add("HomeDomain", preferences + "com.apple.identityservices.idstatuscache.plist",
              binary_plist(id_status_cache(plist_plan(maker), planted)));
    maker.add("HomeDomain", preferences + ".GlobalPreferences.plist",
              binary_plist(global_preferences(plan.lockdown_mode)));
    add_profiles(plan, maker);
    if (!plan.clean)
        maker.add("RootDomain", preferences + "com.apple.CrashReporter.plist",
                  binary_plist(crash_reporter()));
    return std::move(maker.part);
}

Phone phone_of(const BackupPlan& plan) {
    Phone phone;
    if (is_old(plan))
        phone.version = "10.1.1", phone.build = "14B100", phone.product = "iPhone9,3";
    else if (plan.generation == Generation::ios14)
        phone.version = "14.3", phone.build = "18C66", phone.product = "iPhone12,1";
    else if (!plan.clean)
        phone.version = "18.2", phone.build = "22C152";
    if (!plan.version.empty()) phone.version = plan.version, phone.build = "99Z999";
    return phone;
}

// Damage to whole files. What was planted in them may no longer be found.
void damage_files(const BackupPlan& plan, Part& part) {
    const Damage& damage = plan.damage;
    Random random(plan.seed, "damage");
    constexpr std::size_t kPage = 4096;
    for (BackupFile& file : part.files) {
        std::string& content = file.content;
        bool lost = false;
        if (damage.pages &&
            (file.path.ends_with("/sms.db") || file.path.ends_with("/History.db")) &&
            content.size() > 12 * kPage) {
            // Past the schema and the first tables, so that much of the file stays readable.
            content.replace(content.size() / kPage * 2 / 3 * kPage, kPage, random.bytes(kPage));
            lost = true;
        }
        if (damage.truncated && file.path == "ChatStorage.sqlite") {
            content.resize(content.size() * 3 / 5);
            lost = true;
        }
        if (damage.plists && file.path.ends_with("idstatuscache.plist")) {
            content.resize(content.size() / 2);
            lost = true;
        }
        if (damage.missing && file.path.ends_with("CallHistory.storedata")) {
            file.on_disk = false;
            lost = true;
        }
        if (damage.sizes && file.path.ends_with("TCC.db")) file.size_off_by = 5000;
        if (damage.sizes && file.path.ends_with("addaily.plist")) file.size_off_by = -20;
        if (!lost) continue;
        for (Trace& trace : part.planted.traces)
            if (trace.file == file.domain + "/" + file.path) trace.in_damaged_file = true;
    }
}

std::string stored_name(const BackupFile& file) {
    std::string id = file_id(file.domain, file.path);
    return id.substr(0, 2) + "/" + id;
}

class BackupMaker {
public:
    BackupMaker(const BackupPlan& plan, const FileSink& sink)
        : plan_(plan), sink_(sink), random_(plan.seed, "keys"), bait_(plan.indicators, plan.seed) {
        if (plan.encryption) {
            PasswordPlan password = *plan.encryption;
            if (is_old(plan)) password.first_rounds = 0;
            key_bag_.emplace(password, random_);
        }
        manifest_.emplace(ManifestPlan{.seed = plan.seed,
                                       .taken = plan.taken,
                                       .key_bag = key_bag_ ? &*key_bag_ : nullptr,
                                       .bait = &bait_});
    }

    Result<Planted> make() {
        TRY(each_part(plan_, [this](Part part) { return store(std::move(part)); }));
        manifest_->add_filler(plan_.manifest_rows);
        if (!plan_.clean) add_manifest_plants();
        if (plan_.damage.blobs) manifest_->add_damaged_rows();
        TRY(store_own_files());
        std::ranges::sort(planted_.traces, {}, [](const Trace& trace) {
            return std::tie(trace.artifact, trace.file, trace.table, trace.row, trace.form);
        });
        return std::move(planted_);
    }

private:
    Result<void> store(Part part) {
        damage_files(plan_, part);
        for (const BackupFile& file : part.files) {
            if (file.domain.empty()) continue;  // only a dump has it
            std::string stored = manifest_->add(file);
            if (file.path.ends_with("com.apple.CrashReporter.plist"))
                crash_row_ = manifest_->rows();
            if (file.on_disk && !file.folder) TRY(sink_(stored_name(file), stored));
        }
        auto& to = planted_;
        for (Trace& trace : part.planted.traces)
            if (!trace.only_in_dumps) to.traces.push_back(std::move(trace));
        to.decoys.insert(to.decoys.end(), part.planted.decoys.begin(), part.planted.decoys.end());
        return {};
    }

    void add_manifest_plants() {
        manifest_->add_plants(planted_);
        planted_.add({.artifact = "manifest",
                      .file = "Manifest.db",
                      .table = "Files",
                      .row = crash_row_,
                      .value = "RootDomain/Library/Preferences/com.apple.CrashReporter.plist",
                      .indicator = "crash_reporter_plist",
                      .kind = "rule",
                      .form = "presence",
                      .how = "rule"});
    }

    Result<void> store_own_files() {
        Phone phone = phone_of(plan_);
        std::string database = manifest_->database(), manifest_key;
        const bool sealed = key_bag_ && !is_old(plan_);
        if (sealed) {
            std::string key = random_.bytes(32);
            manifest_key = key_bag_->wrapped(4, key);
            database = aes_cbc(key, database);
        }
        TRY(sink_("Manifest.db", database));
        PlistPlan plist{
            .seed = plan_.seed, .taken = plan_.taken, .bait = plan_.clean ? nullptr : &bait_};
        TRY(sink_("Info.plist", xml_plist(info_plist(phone, plist, planted_))));
        TRY(sink_("Status.plist", binary_plist(status_plist(plan_.taken))));
        return sink_(
            "Manifest.plist",
            binary_plist(manifest_plist(
                phone, plan_.taken, key_bag_ ? key_bag_->bytes() : std::string(), manifest_key)));
    }

    const BackupPlan& plan_;
    const FileSink& sink_;
    Random random_;
    Bait bait_;
    std::optional<KeyBag> key_bag_;
    std::optional<ManifestWriter> manifest_;
    Planted planted_;
    std::int64_t crash_row_ = 0;
};

}  // namespace

// The messages take longest, so they are begun first.
Result<void> each_part(const BackupPlan& plan, const std::function<Result<void>(Part)>& visit) {
    auto sms = std::async(std::launch::async, make_sms, std::cref(plan));
    TRY(visit(make_safari(plan)));
    TRY(visit(make_whatsapp(plan)));
    TRY(visit(make_small_databases(plan)));
    TRY(visit(make_plists(plan)));
    for (const PhonePart* part : all_parts()) {
        PartMaker maker(plan, part->name);
        part->make(maker);
        TRY(visit(maker.finish()));
    }
    return visit(sms.get());
}

Result<Planted> make_backup(const BackupPlan& plan, const FileSink& sink) {
    return BackupMaker(plan, sink).make();
}

Result<Planted> write_backup(const BackupPlan& plan, const std::string& folder) {
    std::error_code error;
    if (!std::filesystem::create_directories(folder, error) || error)
        return fail(Errc::io, folder + ": " + (error ? error.message() : "exists already"));
    return make_backup(plan, [&](std::string_view name, std::string_view bytes) -> Result<void> {
        std::string path = folder + "/" + std::string(name);
        std::error_code failed;
        std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failed);
        return write_file(path, bytes);
    });
}

}  // namespace bridle::fabricate
