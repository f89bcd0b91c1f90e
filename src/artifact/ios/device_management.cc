// Whether somebody else manages this phone: its enrolment, whether it is supervised, which
// profiles the system itself lists, shown or hidden, and which apps were sent to it.

#include "artifact/plist_record.h"
#include "artifact/plists.h"

namespace bridle::ios::device_management {

static constexpr std::size_t kListAtMost = 2'000, kCertificatesAtMost = 20;

static Result<void> read_enrolment(Plist::Node root, Output& out) {
    PlistRecord record;
    record.add(text("record_type", "enrolment"));
    record.text("server_url", root["ServerURL"], Kind::url);
    record.headline();
    record.text("check_in_url", root["CheckInURL"], Kind::url);
    record.number("access_rights", root["AccessRights"]);
    record.text("managing_profile", root["ManagingProfileIdentifier"], Kind::profile_id);
    record.text("topic", root["Topic"]);
    record.text("managed_account", root["ManagedAppleID"], Kind::handle);
    record.text("managed_account", root["AssignedManagedAppleID"], Kind::handle);
    record.text("enrolment_mode", root["EnrollmentMode"]);
    record.flag("sign_message", root["SignMessage"]);
    record.flag("check_out_when_removed", root["CheckOutWhenRemoved"]);
    record.time("server_asked", root["LastPollingAttempt"]);
    record.time("server_answered", root["LastPollingSuccess"]);
    return record.write(at_key("MDM"), out);
}

static Result<void> read_supervision(Plist::Node root, Output& out) {
    PlistRecord record;
    record.add(text("record_type", "supervision"));
    record.flag("supervised", root["IsSupervised"]);
    record.headline();
    record.text("organisation", root["OrganizationName"]);
    record.headline();
    record.text("url", root["ConfigurationURL"], Kind::url);
    record.text("email", root["OrganizationEmail"], Kind::email);
    record.text("email", root["OrganizationSupportEmail"], Kind::email);
    record.text("phone", root["OrganizationPhone"], Kind::phone);
    record.text("phone", root["OrganizationSupportPhone"], Kind::phone);
    record.text("department", root["OrganizationDepartment"]);
    record.text("address", root["OrganizationAddress"]);
    record.flag("mandatory", root["IsMandatory"]);
    record.flag("cannot_be_removed", root["IsMDMUnremovable"]);
    record.flag("may_pair_with_computers", root["AllowPairing"]);
    record.flag("profile_after_setup", root["PostSetupProfileWasInstalled"]);
    record.number("source", root["ConfigurationSource"]);
    Plist::Node hosts = root["SupervisorHostCertificates"];
    for (std::size_t i = 0; i < hosts.size() && i < kCertificatesAtMost; i++)
        record.sha256("supervisor", hosts.at(i).data());
    return record.write(at_key("CloudConfiguration"), out);
}

static Result<void> read_list(Plist::Node list, std::string_view part, bool hidden, Output& out) {
    for (std::size_t i = 0; i < list.size() && i < kListAtMost; i++) {
        std::string profile = list.at(i).text();
        TRY(out.record(
            at_key(part, static_cast<std::int64_t>(i)),
            {text("record_type", "listed_profile"),
             headline(text("profile", profile, Kind::profile_id)), flag("hidden", hidden)}));
    }
    return {};
}

static Result<void> read_profiles(Plist::Node root, Output& out) {
    const Plist::Node shown = root["OrderedProfiles"], hidden = root["HiddenProfiles"];
    TRY(out.record(at_key("PayloadManifest"),
                   {text("record_type", "list_of_profiles"),
                    number("shown", static_cast<std::int64_t>(shown.size())),
                    number("hidden_profiles", static_cast<std::int64_t>(hidden.size()))}));
    if (shown.size() > kListAtMost || hidden.size() > kListAtMost)
        out.problem({Errc::limit, "more profiles than are read"}, "PayloadManifest");
    TRY(read_list(shown, "OrderedProfiles", false, out));
    return read_list(hidden, "HiddenProfiles", true, out);
}

static Result<void> read_apps(Plist::Node apps, Output& out) {
    std::int64_t index = 0;
    for (auto [bundle, app] : apps.members()) {
        PlistRecord record;
        record.add(text("record_type", "managed_app"));
        record.text("app", bundle, Kind::app_id);
        record.headline();
        record.text("state", app["State"]);
        record.text("manifest_url", app["ManifestURL"], Kind::url);
        TRY(record.write(at_key("metadataByBundleID", index++), out));
    }
    return {};
}

// Which of the files it is says what stands in it.
static Result<void> parse(const Input& input, Output& out) {
    PlistFile file;
    TRY(file.read(input, out));
    const Plist::Node root = file.root();
    if (root["ServerURL"] || root["AccessRights"] || root["CheckInURL"])
        TRY(read_enrolment(root, out));
    if (root["IsSupervised"] || root["ConfigurationSource"] || root["OrganizationName"] ||
        root["ConfigurationURL"])
        TRY(read_supervision(root, out));
    if (root["OrderedProfiles"] || root["HiddenProfiles"]) TRY(read_profiles(root, out));
    return read_apps(root["metadataByBundleID"], out);
}

extern constinit const Artifact artifact = {
    .name = "device_management",
    .title = "Management of the phone by others",
    .paths = {"**/ConfigurationProfiles/MDM.plist",
              "**/ConfigurationProfiles/MDMAppManagement.plist",
              "**/ConfigurationProfiles/CloudConfigurationDetails.plist",
              "**/ConfigurationProfiles/PayloadManifest.plist",
              "**/UserConfigurationProfiles/MDM.plist",
              "**/UserConfigurationProfiles/PayloadManifest.plist"},
    .absence = Absence::optional,
    .parse = parse,
};

}  // namespace bridle::ios::device_management
