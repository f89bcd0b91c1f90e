// What apps asked for over the web and kept for later: each app has a cache of its own. An
// answer stays here when the history is gone, also for requests that nobody saw.
//
// Request and answer are property lists of CFNetwork: a list whose members have no names. They
// are found by what they look like.

#include <algorithm>

#include "artifact/rows.h"
#include "base/text.h"
#include "format/plist.h"

namespace bridle::ios::cache_files {

static constexpr std::size_t kMembersAtMost = 64;
static constexpr std::string_view kUrl = "_CFURLString";

struct Headers {
    std::string location, type, server, referer, agent;
};
struct Exchange {
    std::string address, method;
    std::optional<std::int64_t> status;
    Headers headers;
};

// Names of headers are written in any case.
static void read_headers(Plist::Node list, Headers& headers) {
    std::size_t count = 0;
    std::string scratch;
    for (auto [key, value] : list.members()) {
        if (++count > kMembersAtMost * 4) return;
        const std::string_view name = key.text(scratch);
        const std::pair<std::string_view, std::string*> wanted[] = {
            {"location", &headers.location}, {"content-type", &headers.type},
            {"server", &headers.server},     {"referer", &headers.referer},
            {"user-agent", &headers.agent},
        };
        for (auto [header, into] : wanted)
            if (equals_ignoring_case(name, header)) *into = value.text();
    }
}

static bool is_method(std::string_view text) {
    return !text.empty() && text.size() <= 7 &&
           std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

static Exchange read_exchange(Plist::Node list) {
    Exchange exchange;
    std::size_t count = 0;
    for (Plist::Node member : list["Array"].items()) {
        if (++count > kMembersAtMost) break;
        if (member.type() == Plist::Type::dictionary) {
            if (Plist::Node url = member[kUrl])
                exchange.address = exchange.address.empty() ? url.text() : exchange.address;
            else
                read_headers(member, exchange.headers);
        } else if (auto number = member.integer(); number && *number >= 100 && *number < 600) {
            if (!exchange.status) exchange.status = number;
        } else if (member.is_text() && is_method(member.text())) {
            exchange.method = member.text();
        }
    }
    return exchange;
}

// One plist after the other, in memory that is used again.
class Exchanges {
public:
    Exchange read(Bytes bytes, std::string_view what, Output& out) {
        if (bytes.empty()) return {};
        if (auto read = list_.read(bytes); !read) {
            out.problem(read.error(), std::string(what));
            return {};
        }
        return read_exchange(list_.root());
    }

private:
    Plist list_;
};

// Written as a date, or as seconds since 1970 or 2001: none of either lies beyond the border.
static std::optional<Time> time_of(const Row& row, Column column) {
    static constexpr double kBorder = 1.2e9;  // 2008 of the one, 2039 of the other
    auto written = row.text(column);          // also of a number, which is no date then
    if (auto date = written ? from_iso(*written) : std::nullopt) return date;
    auto seconds = row.real(column);
    if (!seconds) return std::nullopt;
    return to_time(*seconds, *seconds >= kBorder ? Epoch::unix_seconds : Epoch::cocoa);
}

struct Columns {
    explicit Columns(Select& select)
        : id(select.column("r.entry_ID")),
          version(select.optional("r.version")),
          hash(select.optional("r.hash_value")),
          policy(select.optional("r.storage_policy")),
          key(select.column("r.request_key")),
          time(select.column("r.time_stamp")),
          partition(select.optional("r.partition")),
          response(select.optional("b.response_object")),
          request(select.optional("b.request_object")),
          on_disk(select.optional("d.isDataOnFS")),
          data(select.optional("d.receiver_data")) {}
    Column id, version, hash, policy, key, time, partition, response, request, on_disk, data;
};

static Result<void> emit(const Row& row, const Columns& c, Exchanges& exchanges, Output& out) {
    const Exchange response = exchanges.read(row.blob(c.response), "response", out),
                   request = exchanges.read(row.blob(c.request), "request", out);
    const std::string_view url = row.text(c.key).value_or("");
    auto other_than_key = [&](const std::string& address) {
        return address == url ? std::nullopt : present(address);
    };
    const bool elsewhere = row.boolean(c.on_disk).value_or(false);
    const auto size = static_cast<std::int64_t>(row.blob(c.data).size());
    return out.record(at_row("cfurl_cache_response", row.integer(c.id).value_or(0)),
                      {
                          when("cached", time_of(row, c.time)),
                          headline(text("url", row.text(c.key), Kind::url)),
                          text("answered_by", other_than_key(response.address), Kind::url),
                          text("asked_for", other_than_key(request.address), Kind::url),
                          number("status", response.status),
                          text("redirected_to", present(response.headers.location), Kind::url),
                          text("type", present(response.headers.type)),
                          text("server", present(response.headers.server)),
                          text("method", present(request.method)),
                          text("referer", present(request.headers.referer), Kind::url),
                          text("user_agent", present(request.headers.agent)),
                          text("partition", row.text(c.partition)),
                          number("bytes", elsewhere || !size ? std::nullopt : std::optional(size)),
                          text("stored_as", elsewhere ? row.text(c.data) : std::nullopt),
                          number("version", row.integer(c.version)),
                          number("hash_value", row.integer(c.hash)),
                          number("storage_policy", row.integer(c.policy)),
                      });
}

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    if (!db.has_table("cfurl_cache_response")) {
        if (input.file.size() == 0) return fail(Errc::truncated, "the file is empty");
        out.remark("a database of that name that is no cache of web requests");
        return {};
    }
    Select select(db, "cfurl_cache_response AS r");
    select.optional_join("cfurl_cache_blob_data AS b", "b.entry_ID = r.entry_ID");
    select.optional_join("cfurl_cache_receiver_data AS d", "d.entry_ID = r.entry_ID");
    const Columns columns(select);
    Exchanges exchanges;
    return each_row(select, out,
                    [&](const Row& row) { return emit(row, columns, exchanges, out); });
}

extern constinit const Artifact artifact = {
    .name = "cache_files",
    .title = "Answers that apps kept from the web",
    .paths = {"**/Cache.db"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::cache_files
