// Records by how a word of their names begins, which is what a search without a server looks
// through (web/search_files.h).

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "register/store/database.h"
#include "register/store/records.h"

namespace bridle::registry {

// The first two letters of a folded word, or its only one.
std::string name_front(std::string_view word);

// Folded words of names that begin so, in the order of their bytes; of any, when it is empty.
Result<std::vector<std::string>> name_words(Database& database, std::string_view beginning);

struct NamedHead {
    Head head;
    std::vector<std::string> names;  // besides the title
};
// Those with such a front, by their ids; of very many the newest alone.
Result<std::vector<NamedHead>> named_with_front(Database& database, std::string_view front,
                                                std::size_t most);

}  // namespace bridle::registry
