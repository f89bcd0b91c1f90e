// A profile sends the traffic of this phone, or the names that it looks up, past somebody: a
// proxy, a tunnel, a filter, a server of names. Proxies see the most and are rarest on a phone of
// one's own; tunnels and servers of names are what many people install to be safer.

#include "rule/ios/profile_payloads.h"

namespace bridle::ios::profile_traffic {

static constexpr std::string_view kWifi = "com.apple.wifi.managed";

static std::string_view way_of(std::string_view type) {
    if (type == "com.apple.proxy.http.global") return "a proxy for all web traffic";
    if (type == kWifi) return "a proxy in a Wi-Fi network";
    if (type.starts_with("com.apple.vpn.managed")) return "a tunnel (VPN)";
    if (type == "com.apple.relay.managed") return "a relay";
    if (type == "com.apple.webcontent-filter") return "a filter of web pages";
    if (type == "com.apple.dnsSettings.managed") return "a server of names (DNS)";
    if (type == "com.apple.dnsProxy.managed") return "an app that answers for names (DNS)";
    if (type == "com.apple.cellular" || type == "com.apple.apn.managed")
        return "a proxy in the mobile network";
    return {};
}

static bool leads_traffic(std::string_view type) {
    return !way_of(type).empty();
}

static bool is_proxy(std::string_view type) {
    return type == "com.apple.proxy.http.global" || type == kWifi || type == "com.apple.cellular" ||
           type == "com.apple.apn.managed";
}

class Traffic : public PayloadRun {
public:
    explicit Traffic(const Rule& rule) : PayloadRun(rule) {}

private:
    bool judge(const KeptRecord& payload, Finding& finding) override {
        std::string_view type = payload.text("type");
        std::string to;
        for (std::string_view field :
             {"proxy", "proxy_script", "server", "server_url", "url", "app"})
            if (to.empty()) to = payload.text(field);
        // A network or a provider without a proxy leads nowhere.
        if (is_proxy(type) && type != "com.apple.proxy.http.global" &&
            payload.text("proxy").empty() && payload.text("proxy_script").empty())
            return false;
        if (!is_proxy(type)) cap(finding, Severity::low);
        finding.facts = {{"way", std::string(way_of(type))}, {"to", said(to)}};
        return true;
    }
};

extern constinit const Rule rule = {
    .name = "profile_traffic",
    .severity = Severity::medium,
    .confidence = Confidence::weak,
    .listens = {"configuration_profiles", "device_management"},
    .picks = picks_payloads<leads_traffic>,
    .start = start<Traffic>,
    .references = {"https://developer.apple.com/documentation/devicemanagement/globalhttpproxy"},
};

}  // namespace bridle::ios::profile_traffic
