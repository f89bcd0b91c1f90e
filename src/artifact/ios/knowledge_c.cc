// What the phone noted of its own use, second by second: which app was in front, which page was
// open, when it was locked, charged or connected, which intents ran. It lasts about four weeks,
// and from iOS 16 on the system moves it, stream by stream, into other files (Biome).

#include "artifact/rows.h"

namespace bridle::ios::knowledge_c {

// Nearly all streams are named after what their text is; of others we do not claim to know.
static Kind kind_of(std::string_view stream) {
    static constexpr std::string_view kApps[] = {"/app/",
                                                 "/notification/",
                                                 "/widgets/",
                                                 "/display/",
                                                 "/portrait/",
                                                 "/siri/",
                                                 "/inferred/microLocationVisit",
                                                 "/watch/nowPlaying"};
    if (stream == "/safari/history" || stream.starts_with("/safari/")) return Kind::url;
    for (std::string_view prefix : kApps)
        if (stream.starts_with(prefix)) return Kind::app_id;
    return Kind::text;
}

// What is said of an event besides, under names that tell what it is.
struct Detail {
    std::string_view column, name;
    Kind kind;
};
static constexpr Detail kDetails[] = {
    {"Z_DKSAFARIHISTORYMETADATAKEY__TITLE", "title", Kind::message},
    {"Z_DKSAFARIHISTORYMETADATAKEY__URL", "page", Kind::url},
    {"Z_DKDIGITALHEALTHMETADATAKEY__WEBPAGEURL", "web_page", Kind::url},
    {"Z_DKDIGITALHEALTHMETADATAKEY__WEBDOMAIN", "web_domain", Kind::domain},
    {"Z_DKAPPMEDIAUSAGEMETADATAKEY__URL", "media_page", Kind::url},
    {"Z_DKAPPMEDIAUSAGEMETADATAKEY__MEDIAURL", "media_url", Kind::url},
    {"Z_DKAPPLICATIONACTIVITYMETADATAKEY__ACTIVITYTYPE", "activity_type", Kind::text},
    {"Z_DKAPPLICATIONACTIVITYMETADATAKEY__TITLE", "activity_title", Kind::message},
    {"Z_DKAPPLICATIONACTIVITYMETADATAKEY__CONTENTDESCRIPTION", "activity_content", Kind::message},
    {"Z_DKAPPLICATIONACTIVITYMETADATAKEY__CONTENTURL", "activity_url", Kind::url},
    {"Z_DKAPPLICATIONACTIVITYMETADATAKEY__USERACTIVITYREQUIREDSTRING", "activity", Kind::message},
    {"Z_DKAPPLICATIONACTIVITYMETADATAKEY__ITEMRELATEDCONTENTURL", "related_url", Kind::url},
    {"Z_DKAPPLICATIONMETADATAKEY__LAUNCHREASON", "launch_reason", Kind::text},
    {"Z_DKAPPLICATIONMETADATAKEY__EXTENSIONHOSTIDENTIFIER", "host", Kind::app_id},
    {"Z_DKAPPLICATIONMETADATAKEY__EXTENSIONCONTAININGBUNDLEIDENTIFIER", "container", Kind::app_id},
    {"Z_DKAPPINSTALLMETADATAKEY__TITLE", "installed", Kind::text},
    {"Z_DKINTENTMETADATAKEY__INTENTCLASS", "intent", Kind::text},
    {"Z_DKINTENTMETADATAKEY__INTENTVERB", "verb", Kind::text},
    {"Z_DKINTENTMETADATAKEY__DERIVEDINTENTIDENTIFIER", "derived_intent", Kind::text},
    {"Z_DKNOTIFICATIONUSAGEMETADATAKEY__BUNDLEID", "notified_by", Kind::app_id},
    {"Z_DKNOTIFICATIONUSAGEMETADATAKEY__IDENTIFIER", "notification", Kind::text},
    {"Z_DKNOWPLAYINGMETADATAKEY__TITLE", "playing", Kind::text},
    {"Z_DKBLUETOOTHMETADATAKEY__NAME", "device", Kind::text},
    {"Z_DKBLUETOOTHMETADATAKEY__ADDRESS", "device_address", Kind::text},
    {"Z_DKSEARCHQUERYUSAGEMETADATAKEY__QUERYSTRING", "search", Kind::message},
    {"Z_DKDEVICEIDMETADATAKEY__DEVICEIDENTIFIER", "other_device", Kind::text},
    {"Z_DKDISCOVERABILITYSIGNALSMETADATAKEY__OSBUILD", "os_build", Kind::text},
    {"Z_DKFOCUSSTATEMETADATAKEY__MODEIDENTIFIER", "focus", Kind::text},
};

class Activities {
public:
    Activities(const Database& db, Output& out) : select_(joined(db)), out_(out) {
        id_ = select_.column("o.Z_PK");
        stream_ = select_.column("o.ZSTREAMNAME");
        start_ = select_.column("o.ZSTARTDATE");
        end_ = select_.optional("o.ZENDDATE");
        created_ = select_.optional("o.ZCREATIONDATE");
        value_ = select_.optional("o.ZVALUESTRING");
        integer_ = select_.optional("o.ZVALUEINTEGER");
        real_ = select_.optional("o.ZVALUEDOUBLE");
        zone_ = select_.optional("o.ZSECONDSFROMGMT");
        uuid_ = select_.optional("o.ZUUID");
        source_ = select_.optional("s.ZBUNDLEID");
        device_ = select_.optional("s.ZDEVICEID");
        item_ = select_.optional("s.ZITEMID");
        group_ = select_.optional("s.ZGROUPID");
        for (const Detail& detail : kDetails) {
            details_.push_back(select_.optional("m." + std::string(detail.column)));
        }
    }

    Result<void> read() {
        return each_row(select_, out_, [&](const Row& row) { return record(row); });
    }

private:
    static Select joined(const Database& db) {
        Select select(db, "ZOBJECT AS o");
        if (db.has_column("ZOBJECT", "ZSOURCE"))
            select.optional_join("ZSOURCE AS s", "s.Z_PK = o.ZSOURCE");
        if (db.has_column("ZOBJECT", "ZSTRUCTUREDMETADATA"))
            select.optional_join("ZSTRUCTUREDMETADATA AS m", "m.Z_PK = o.ZSTRUCTUREDMETADATA");
        return select;
    }

    Result<void> record(const Row& row) {
        const std::string_view stream = row.text(stream_).value_or("");
        auto start = row.time(start_, Epoch::cocoa), end = row.time(end_, Epoch::cocoa),
             created = row.time(created_, Epoch::cocoa);
        // It is written down when it is over. Only what was written at another time is of note.
        if (created && (end ? end : start) &&
            std::chrono::abs(*created - *(end ? end : start)) < std::chrono::hours(1))
            created = std::nullopt;
        fields_ = {
            when("activity", start),
            when("activity_end", end == start ? std::nullopt : end),
            headline(text("stream", row.text(stream_))),
            headline(text("value", row.text(value_), kind_of(stream))),
            number("number", row.integer(integer_)),
            real("real", row.real(real_)),
        };
        for (std::size_t i = 0; i < details_.size(); i++)
            if (!row.is_null(details_[i]))
                fields_.push_back(
                    headline(text(kDetails[i].name, row.text(details_[i]), kDetails[i].kind)));
        for (const Field& field : {
                 text("source", row.text(source_), Kind::app_id),
                 text("source_item", row.text(item_)),
                 text("source_group", row.text(group_)),
                 text("source_device", row.text(device_)),
                 number("seconds_from_gmt", row.integer(zone_)),
                 text("uuid", row.text(uuid_)),
                 when("activity_recorded", created),
             })
            fields_.push_back(field);
        return out_.record(at_row("ZOBJECT", row.integer(id_).value_or(0)), fields_);
    }

    Select select_;
    Output& out_;
    Column id_, stream_, start_, end_, created_, value_, integer_, real_, zone_, uuid_, source_,
        device_, item_, group_;
    std::vector<Column> details_;
    std::vector<Field> fields_;
};

static Result<void> parse(const Input& input, Output& out) {
    Database db = TRY(open_database(input, out));
    return Activities(db, out).read();
}

extern constinit const Artifact artifact = {
    .name = "knowledge_c",
    .title = "Use of the phone (knowledgeC)",
    .paths = {"**/Library/CoreDuet/Knowledge/knowledgeC.db"},
    .absence = Absence::only_dumps,
    .parse = parse,
};

}  // namespace bridle::ios::knowledge_c
