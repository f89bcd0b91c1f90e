// The catalogue of the bulk files by DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), as JSON-LD and
// as Turtle. It names the size and SHA-256 of each file, for which each has to be made: what was
// computed is kept, by the size of the log and the day, for as long as it holds.

#include <fmt/format.h>

#include <map>
#include <mutex>

#include "base/hash.h"
#include "base/text.h"
#include "register/web/api_json.h"
#include "register/web/bulk.h"

namespace bridle::registry {

namespace {

struct Measured {
    std::uint64_t bytes = 0;
    std::string sha256;
};

// Between two checkpoints and midnights the same question has the same answer.
class Kept {
public:
    std::optional<std::vector<std::pair<BulkFile, Measured>>> find(const std::string& state) {
        std::lock_guard hold(mutex_);
        if (state != state_) return std::nullopt;
        return files_;
    }
    void keep(const std::string& state, std::vector<std::pair<BulkFile, Measured>> files) {
        std::lock_guard hold(mutex_);
        state_ = state;
        files_ = std::move(files);
    }

private:
    std::mutex mutex_;
    std::string state_;
    std::vector<std::pair<BulkFile, Measured>> files_;
};

// Those that are there; a file that is too large to be made is none.
Result<std::vector<std::pair<BulkFile, Measured>>> measured(const Reading& reading) {
    static Kept kept;
    auto checkpoint = TRY(reading.store.log.latest_published());
    std::uint64_t size = checkpoint ? checkpoint->size : 0;
    std::string state =
        fmt::format("{}\n{}\n{}\n{}", reading.settings().text(), checkpoint ? checkpoint->note : "",
                    reading.today, reading.registry.folder());
    if (auto known = kept.find(state)) return std::move(*known);
    std::vector<std::pair<BulkFile, Measured>> all;
    for (BulkFile& file : bulk_files(size)) {
        auto text = bulk_text(reading, file.path);
        if (!text && text.error().code == Errc::limit) continue;
        if (!text) return std::unexpected(std::move(text).error());
        if (!*text) continue;
        Measured its{(*text)->size(), hex(sha256(as_bytes(**text)))};
        all.emplace_back(std::move(file), std::move(its));
    }
    kept.keep(state, all);
    return all;
}

std::string media_type_uri(std::string_view type) {
    return "https://www.iana.org/assignments/media-types/" + std::string(type);
}

std::string last_change(const std::optional<StoredCheckpoint>& checkpoint) {
    return iso(checkpoint ? checkpoint->time : Time());
}

Json typed(std::string_view value, std::string_view type) {
    Json out;
    out.set("@type", "xsd:" + std::string(type));
    out.set("@value", value);
    return out;
}

Json reference(std::string_view id) {
    Json out;
    out.set("@id", id);
    return out;
}

// Within < and > of Turtle only what an address may hold.
std::string iri(std::string_view text) {
    std::string out = "<";
    for (char c : text) {
        if (static_cast<unsigned char>(c) <= 0x20 || std::string_view("<>\"{}|^`\\").contains(c))
            out += percent_encoded(std::string_view(&c, 1));
        else
            out += c;
    }
    return out + ">";
}

// JSON's escapes are Turtle's, too.
std::string literal(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace

Result<std::string> catalogue_json(const Reading& reading) {
    const Settings& settings = reading.settings();
    auto files = TRY(measured(reading));
    auto checkpoint = TRY(reading.store.log.latest_published());
    Json out;
    Json& context = out.set("@context", Json::object());
    for (auto [prefix, uri] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"dcat", "http://www.w3.org/ns/dcat#"},
             {"dcterms", "http://purl.org/dc/terms/"},
             {"foaf", "http://xmlns.com/foaf/0.1/"},
             {"spdx", "http://spdx.org/rdf/terms#"},
             {"xsd", "http://www.w3.org/2001/XMLSchema#"}})
        context.set(prefix, uri);
    out.set("@id", address_of(reading, "/bulk/catalogue.jsonld"));
    out.set("@type", "dcat:Catalog");
    out.set("dcterms:title", settings.name);
    Json& publisher = out.set("dcterms:publisher", Json::object());
    publisher.set("@type", "foaf:Agent");
    publisher.set("foaf:name", settings.keeper);
    out.set("dcterms:license", reference(settings.data_licence));
    out.set("dcterms:modified", typed(last_change(checkpoint), "dateTime"));
    Json& service = out.set("dcat:service", Json::object());
    service.set("@type", "dcat:DataService");
    service.set("dcterms:title", settings.name + ": API");
    service.set("dcat:endpointURL", reference(address_of(reading, "/v1/")));
    service.set("dcat:endpointDescription", reference(address_of(reading, "/v1/openapi.json")));
    Json& dataset = out.set("dcat:dataset", Json::object());
    dataset.set("@id", address_of(reading, "/bulk/"));
    dataset.set("@type", "dcat:Dataset");
    dataset.set("dcterms:title", settings.name);
    dataset.set("dcterms:license", reference(settings.data_licence));
    Json& all = dataset.set("dcat:distribution", Json::array());
    for (const auto& [file, its] : files) {
        Json& one = all.push(Json::object());
        const std::string address = address_of(reading, file.path);
        one.set("@id", address);
        one.set("@type", "dcat:Distribution");
        one.set("dcterms:title", file.title);
        one.set("dcat:downloadURL", reference(address));
        one.set("dcat:mediaType", reference(media_type_uri(file.media_type)));
        one.set("dcat:byteSize", typed(std::to_string(its.bytes), "nonNegativeInteger"));
        one.set("dcterms:license", reference(settings.data_licence));
        if (!file.conforms_to.empty()) one.set("dcterms:conformsTo", reference(file.conforms_to));
        Json& checksum = one.set("spdx:checksum", Json::object());
        checksum.set("@type", "spdx:Checksum");
        checksum.set("spdx:algorithm", reference("spdx:checksumAlgorithm_sha256"));
        checksum.set("spdx:checksumValue", typed(its.sha256, "hexBinary"));
    }
    return out.dump(1) + "\n";
}

Result<std::string> catalogue_turtle(const Reading& reading) {
    const Settings& settings = reading.settings();
    auto files = TRY(measured(reading));
    auto checkpoint = TRY(reading.store.log.latest_published());
    std::string licence = iri(settings.data_licence);
    std::string out =
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
        "@prefix spdx: <http://spdx.org/rdf/terms#> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n";
    out += fmt::format(
        "{} a dcat:Catalog ;\n"
        "    dcterms:title {} ;\n"
        "    dcterms:publisher [ a foaf:Agent ; foaf:name {} ] ;\n"
        "    dcterms:license {} ;\n"
        "    dcterms:modified \"{}\"^^xsd:dateTime ;\n"
        "    dcat:service [ a dcat:DataService ; dcterms:title {} ;\n"
        "        dcat:endpointURL {} ; dcat:endpointDescription {} ] ;\n"
        "    dcat:dataset {} .\n\n",
        iri(address_of(reading, "/bulk/catalogue.jsonld")), literal(settings.name),
        literal(settings.keeper), licence, last_change(checkpoint),
        literal(settings.name + ": API"), iri(address_of(reading, "/v1/")),
        iri(address_of(reading, "/v1/openapi.json")), iri(address_of(reading, "/bulk/")));
    out += fmt::format("{} a dcat:Dataset ;\n    dcterms:title {} ;\n    dcterms:license {}",
                       iri(address_of(reading, "/bulk/")), literal(settings.name), licence);
    for (const auto& [file, its] : files)
        out += fmt::format(" ;\n    dcat:distribution {}", iri(address_of(reading, file.path)));
    out += " .\n";
    for (const auto& [file, its] : files) {
        std::string address = iri(address_of(reading, file.path));
        out += fmt::format(
            "\n{} a dcat:Distribution ;\n    dcterms:title {} ;\n    dcat:downloadURL {} ;\n"
            "    dcat:mediaType {} ;\n    dcat:byteSize \"{}\"^^xsd:nonNegativeInteger ;\n"
            "    dcterms:license {} ;\n",
            address, literal(file.title), address, iri(media_type_uri(file.media_type)), its.bytes,
            licence);
        if (!file.conforms_to.empty())
            out += fmt::format("    dcterms:conformsTo {} ;\n", iri(file.conforms_to));
        out += fmt::format(
            "    spdx:checksum [ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ;\n"
            "        spdx:checksumValue \"{}\"^^xsd:hexBinary ] .\n",
            its.sha256);
    }
    return out;
}

}  // namespace bridle::registry
