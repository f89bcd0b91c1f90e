// Links in what people write.

#pragma once

#include <string_view>
#include <vector>

namespace bridle {

// Everything a reader could tap: addresses with a scheme, and bare hosts under
// a real top-level domain, in text of any script, without the punctuation
// around them. Not e-mail addresses, and not what was disarmed on purpose
// (hxxp://, evil[.]com). Replaces what `links` held by views into `text`.
void find_links(std::string_view text, std::vector<std::string_view>& links);

}  // namespace bridle
