// Everything a register answers over HTTP, and everything it publishes as files: both come from
// the same functions, so that a page is the same either way.
//
// Public, all of them also files of a published folder (a path that ends in a slash is its
// index.html):
//   /                                    chooses a language
//   /{lang}/                             front page     /{lang}/search/?q=
//   /{lang}/record/{id}.html             any record, in the manner of its type
//   /{lang}/record/{id}.{seq}.html       one version
//   /{lang}/type/{type}/                 all of a type, page by page (…/page/{n}/)
//   /{lang}/country/  /{lang}/country/{cc}/
//   /{lang}/overdue/  /{lang}/recent/  /{lang}/verify/  /{lang}/data/  /{lang}/about/
//   /v1/…                                api.h          /feeds/…  feeds.h     /bulk/…  bulk.h
//   /log/checkpoint  /log/tile/…         the log (c2sp.org/tlog-tiles)     /policy.txt
//   /v1/records/{id}/{seq}.tlog-proof    receipts, made from the latest checkpoint
//   /style.css  /search.js  /search/…     what the latter looks through: search_files.h
// For people with an account, never in a published folder: /{lang}/desk/…  (desk.h)

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "register/service/register.h"
#include "register/web/message.h"

namespace bridle::registry {

struct Reading;

// What anybody may read at that address: nothing, if there is no such. Site::handle and
// publish_site() both ask this.
Result<std::optional<Response>> public_answer(const Reading& reading);

class Site {
public:
    explicit Site(Register& registry);
    ~Site();

    // From any thread. Never fails: an error is an answer.
    Response handle(const Request& request);
    // What is at hand without waiting for a database or a key: asked on the thread of the sockets.
    std::optional<Response> at_hand(const Request& request);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace bridle::registry
