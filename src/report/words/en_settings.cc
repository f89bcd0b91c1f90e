// English: settings and networks of the phone, and what rules find in them. How a
// catalogue is written is said in report/words.h.

#include <string_view>

namespace bridle::words {

extern const std::string_view en_settings;
constinit const std::string_view en_settings = R"words(
[artifact.wifi_networks]
Known Wi-Fi networks
[artifact.wifi_networks.why]
Where the phone has been, and which networks it joins by itself.
[place.wifi_networks]
The phone knows a Wi-Fi network of this name.
)words";

}  // namespace bridle::words
