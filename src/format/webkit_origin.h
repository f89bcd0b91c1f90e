// The file called "origin" in which WebKit says for whom a folder of stored data is:
// the site in the address bar, and the site whose data it is, which differ for a
// frame of another site. Each is scheme, host and port.
//
// A text is its length in characters (four bytes, little endian; all ones for none), a byte
// that is one where the characters are Latin-1 and zero where they are UTF-16, and the
// characters. A port is a byte that says whether there is one, and then two bytes.
// WebKit: Source/WebCore/platform/network/WebCorePersistentCoders.cpp,
// Source/WTF/wtf/persistence/PersistentCoders.cpp

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace bridle {

struct WebOrigin {
    std::string scheme, host;
    std::optional<std::uint16_t> port;  // none: that of the scheme

    std::string address() const;  // "https://example.com:8443"
    bool operator==(const WebOrigin&) const = default;
};

struct ClientOrigin {
    WebOrigin top, client;
};

// What follows the second origin is ignored.
Result<ClientOrigin> parse_client_origin(Bytes bytes);

// "https_www.example.com_0": how folders and files were named before. The host may hold
// underscores; a port of zero is that of the scheme. Nothing when it is no such name.
std::optional<WebOrigin> origin_of_name(std::string_view name);

}  // namespace bridle
