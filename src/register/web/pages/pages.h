// One function for each kind of page; pages.cc knows which address is whose.

#pragma once

#include <string>
#include <string_view>

#include "register/web/pages/page.h"

namespace bridle::registry {

Result<Response> front_page(const Reading& reading, const SiteWords& words);
Result<Response> search_page(const Reading& reading, const SiteWords& words);
Result<Response> record_page(const Reading& reading, const SiteWords& words, std::string_view id);
Result<Response> version_page(const Reading& reading, const SiteWords& words, std::string_view id,
                              std::int64_t seq);
Result<Response> types_page(const Reading& reading, const SiteWords& words);
Result<Response> type_page(const Reading& reading, const SiteWords& words, const RecordType& type,
                           std::uint64_t number);
Result<Response> countries_page(const Reading& reading, const SiteWords& words);
Result<Response> country_page(const Reading& reading, const SiteWords& words,
                              std::string_view country);
Result<Response> overdue_page(const Reading& reading, const SiteWords& words);
Result<Response> recent_page(const Reading& reading, const SiteWords& words);
Result<Response> verify_page(const Reading& reading, const SiteWords& words);
Result<Response> data_page(const Reading& reading, const SiteWords& words);
Result<Response> about_page(const Reading& reading, const SiteWords& words);
Response no_such_page(const Reading& reading, const SiteWords& words);

// How many records stand on one page of a type.
inline constexpr std::size_t kRecordsOnAPage = 100;

// Parts that several pages share.
void list_of_heads(Page& page, const std::vector<Head>& heads);
// details.cc: with who, whom, when and the status today, for the types that have such.
Result<void> list_with_details(Page& page, std::string_view type, const std::vector<Head>& heads);
bool has_details(std::string_view type);
void search_form(Page& page);
void list_of_changes(Page& page, const std::vector<Change>& changes);

}  // namespace bridle::registry
