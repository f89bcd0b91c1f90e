// A profile brings a certificate that the phone shall trust. Its owner can pretend to be any web
// site towards this phone, and read what is sent there.

#include "rule/ios/profile_payloads.h"

namespace bridle::ios::profile_root_certificate {

// Not those with a key of the phone's own in them (pkcs12): they say who the phone is.
static bool is_certificate(std::string_view type) {
    return type == "com.apple.security.root" || type == "com.apple.security.pem" ||
           type == "com.apple.security.pkcs1" || type == "com.apple.ssl.certificate";
}

class RootCertificates : public PayloadRun {
public:
    explicit RootCertificates(const Rule& rule) : PayloadRun(rule) {}

private:
    bool judge(const KeptRecord& payload, Finding& finding) override {
        std::string_view subject = payload.text("subject"), name = payload.text("name");
        finding.facts = {{"certificate", said(subject.empty() ? name : subject)},
                         {"digest", said(payload.text("certificate"))}};
        // One that somebody else vouches for is mostly that of one server, and vouches for none.
        if (!subject.empty() && !payload.text("issuer").empty() &&
            payload.text("issuer") != subject)
            finding.facts.emplace_back("state", "leaf");
        return true;
    }
};

extern constinit const Rule rule = {
    .name = "profile_root_certificate",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"configuration_profiles", "device_management"},
    .picks = picks_payloads<is_certificate>,
    .start = start<RootCertificates>,
    .references = {"https://support.apple.com/en-us/102390"},
};

}  // namespace bridle::ios::profile_root_certificate
