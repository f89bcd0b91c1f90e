// What every public answer is made from: one connection, the settings, the language and the day.

#pragma once

#include <string>
#include <string_view>

#include "register/service/overdue.h"
#include "register/service/register.h"
#include "register/web/message.h"

namespace bridle::registry {

struct Reading {
    Store& store;
    Register& registry;
    const Request& request;
    std::string today;  // YYYY-MM-DD
    // Parts of pages that other pages have, too, for one who writes all of them.
    Answers* drawn = nullptr;

    const Settings& settings() const { return registry.settings(); }
};

// The pages of a record and of one version of it, in each language: no folder of their own, which
// would be nine more for each record that is published.
std::string record_page_path(std::string_view id);                     // record/{id}.html
std::string version_page_path(std::string_view id, std::int64_t seq);  // record/{id}.{seq}.html

// An answer of the API, the feeds or the bulk files; nothing: there is no such address.
Result<std::optional<Response>> api_answer(const Reading& reading);          // api.cc: /v1/…
Result<std::optional<Response>> feed_answer(const Reading& reading);         // feeds.cc: /feeds/…
Result<std::optional<Response>> bulk_answer(const Reading& reading);         // bulk.cc: /bulk/…
Result<std::optional<Response>> search_file_answer(const Reading& reading);  // search_files.cc
Result<std::optional<Response>> log_answer(const Reading& reading);          // log_files.cc
Result<std::optional<Response>> page_answer(const Reading& reading);         // pages/…
// What signed-in people do; has its own transactions (desk.cc, api_filings.cc).
Result<std::optional<Response>> desk_answer(Register& registry, const Request& request);
Result<std::optional<Response>> api_filing_answer(Register& registry, const Request& request);

// Paths of what changed with the leaves [from, to), or of everything when `from` is 0; a published
// folder needs these written anew. Calls visit(path) for each.
Result<void> each_public_path(const Reading& reading, std::uint64_t from,
                              const std::function<Result<void>(std::string)>& visit);

}  // namespace bridle::registry
