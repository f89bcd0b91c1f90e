// What the script of the search page looks through where no server answers a search: the names of
// all records, in files that are small each and change only with the records in them.
//   /search/index.json           how text is folded, and which files there are
//   /search/words/{letter}.json  the words of names that begin with a letter, for misspelt ones
//   /search/names/{front}.json   records of whose names a word begins with these two letters
//   /search/{lang}.json          what the script says
// Letters are written as the hexadecimal bytes of their UTF-8.

#pragma once

#include <functional>
#include <set>
#include <string>

#include "register/model/summary.h"
#include "register/web/reading.h"

namespace bridle::registry {

// The files that change with a record which has, or had, these names.
std::set<std::string> search_paths(const Summary& summary);
// All of them.
Result<void> each_search_path(const Reading& reading,
                              const std::function<Result<void>(std::string)>& visit);

}  // namespace bridle::registry
