// The questions of the API that look for records: by words, and the batches of names that
// screening programs ask about.

#pragma once

#include "register/web/reading.h"

namespace bridle::registry {

inline constexpr std::size_t kMostSearchResults = 100, kMostSearchOffset = 10'000;
inline constexpr std::size_t kMostQueryBytes = 500;
inline constexpr std::size_t kMostMatchQueries = 100, kMostMatchValues = 50, kMostMatches = 50;

// Errc::unsupported: what is wrong with the question, for who asked it.
Result<Response> search_answer(const Reading& reading);  // GET /v1/search.json
Result<Response> match_answer(const Reading& reading);   // POST /v1/match

// The whole number of a parameter, within its bounds; `otherwise` where it is not given.
Result<std::uint64_t> number_parameter(const Request& request, std::string_view name,
                                       std::uint64_t otherwise, std::uint64_t least,
                                       std::uint64_t most);
// Refuses parameters that there are not: who mistypes a filter must not get everything.
Result<void> only_parameters(const Request& request, std::initializer_list<std::string_view> known);
// "type" is one of the types, "country" two letters; what is not given is empty.
Result<void> read_filter(const Request& request, std::string& type, std::string& country,
                         std::string& status);
// All digits, without a zero in front, and no larger than an index can be.
std::optional<std::uint64_t> plain_number(std::string_view text);

}  // namespace bridle::registry
