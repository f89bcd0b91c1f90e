// What the list looks like: a key `indicators` with a list of maps, each with
// `type`, `name`, and by type either `github` {owner, repo, branch, path} or
// `download_url`. Whatever else stands in them is for people.

#include "cli/indicator_index.h"

#include <yaml.h>

#include <memory>

#include "base/text.h"

namespace bridle {

namespace {

constexpr std::size_t kDeepest = 16;
constexpr std::size_t kMostNodes = 20'000;
constexpr std::size_t kMostKeys = 100;  // of one map: each is compared with those before it
constexpr std::size_t kMostEntries = 1'000;
constexpr std::size_t kLongestName = 200;

// A scalar, a map or a list: what it is not is empty.
struct Node {
    std::string key;  // within the map it stands in
    std::string scalar;
    std::vector<std::unique_ptr<Node>> children;
    bool is_map = false;

    const Node* child(std::string_view name) const {
        for (const auto& each : children)
            if (is_map && each->key == name) return each.get();
        return nullptr;
    }
    std::string_view text(std::string_view name) const {
        const Node* found = child(name);
        return found ? std::string_view(found->scalar) : std::string_view();
    }
};

// Builds the tree from libyaml's events, without recursion. Aliases are
// refused: with them a few bytes can stand for as many nodes as one likes.
class Tree {
public:
    explicit Tree(std::string_view yaml) : yaml_(yaml.begin(), yaml.end()) {
        if (!yaml_parser_initialize(&parser_)) throw std::bad_alloc();
        yaml_.push_back('\n');  // libyaml asserts that there is something
        yaml_parser_set_input_string(&parser_, yaml_.data(), yaml_.size());
        open_.push_back(&root_);
    }
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;
    ~Tree() { yaml_parser_delete(&parser_); }

    // A list of the one document that there should be.
    Result<const Node*> read() {
        for (;;) {
            yaml_event_t event;
            if (!yaml_parser_parse(&parser_, &event)) {
                const char* why = parser_.problem ? parser_.problem : "not YAML";
                return fail(Errc::corrupt, why, parser_.problem_offset);
            }
            yaml_event_type_t type = event.type;
            Result<void> taken = take(event);
            yaml_event_delete(&event);
            if (!taken) return std::unexpected(std::move(taken).error());
            if (type == YAML_STREAM_END_EVENT) return &root_;
        }
    }

private:
    Result<void> take(const yaml_event_t& event) {
        switch (event.type) {
            case YAML_SCALAR_EVENT:
                return scalar(text_of(event), event.start_mark.index);
            case YAML_MAPPING_START_EVENT:
            case YAML_SEQUENCE_START_EVENT: {
                if (open_.size() > kDeepest)
                    return fail(Errc::limit, "nested too deeply", event.start_mark.index);
                Node* added = TRY(add(event.start_mark.index));
                added->is_map = event.type == YAML_MAPPING_START_EVENT;
                open_.push_back(added);
                return {};
            }
            case YAML_MAPPING_END_EVENT:
            case YAML_SEQUENCE_END_EVENT:
                open_.pop_back();
                return {};
            case YAML_ALIAS_EVENT:
                return fail(Errc::unsupported, "an alias", event.start_mark.index);
            default:
                return {};
        }
    }

    static std::string text_of(const yaml_event_t& scalar) {
        const auto& value = scalar.data.scalar;
        return to_utf8(as_text(std::as_bytes(std::span(value.value, value.length))));
    }

    // In a map the first scalar of each pair is the key of the second.
    Result<void> scalar(std::string value, std::size_t offset) {
        if (open_.back()->is_map && !key_) {
            if (open_.back()->children.size() == kMostKeys)
                return fail(Errc::limit, "too many keys in one map", offset);
            if (open_.back()->child(value))
                return fail(Errc::corrupt, "a key that stands there twice", offset);
            key_ = std::make_unique<std::string>(std::move(value));
            return {};
        }
        Node* added = TRY(add(offset));
        added->scalar = std::move(value);
        return {};
    }

    Result<Node*> add(std::size_t offset) {
        Node& parent = *open_.back();
        if (parent.is_map && !key_) return fail(Errc::unsupported, "a key that is no text", offset);
        if (++nodes_ > kMostNodes) return fail(Errc::limit, "too long a list", offset);
        auto node = std::make_unique<Node>();
        if (key_) node->key = std::move(*key_);
        key_.reset();
        parent.children.push_back(std::move(node));
        return parent.children.back().get();
    }

    std::vector<unsigned char> yaml_;  // the type that libyaml wants
    yaml_parser_t parser_;
    Node root_;
    std::vector<Node*> open_;
    std::unique_ptr<std::string> key_;  // read, and its value not yet
    std::size_t nodes_ = 0;
};

bool is_plain(char c) {
    return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '_' ||
           c == '.' || c == '~';
}

// One component of a path in an address; empty when it may not stand in one.
std::string component(std::string_view text) {
    if (text.empty() || text == "." || text == "..") return {};
    std::string out;
    for (char c : text) {
        if (is_plain(c)) {
            out += c;
        } else {
            std::byte code{static_cast<unsigned char>(c)};
            out += '%' + hex(Bytes(&code, 1));
        }
    }
    return out;
}

void locate_on_github(const Node& place, std::string_view github, IndexEntry& entry) {
    std::string_view branch = place.text("branch");
    std::string address(github);
    std::vector<std::string_view> parts{place.text("owner"), place.text("repo")};
    for (std::string_view each : split(branch.empty() ? "main" : branch, '/'))
        parts.push_back(each);
    for (std::string_view each : split(place.text("path"), '/')) parts.push_back(each);
    for (std::string_view each : parts) {
        std::string safe = component(each);
        if (safe.empty()) {
            entry.problem = "owner, repo, branch and path do not make an address";
            return;
        }
        address += '/' + safe;
    }
    entry.url = std::move(address);
}

void locate(const Node& item, std::string_view github, IndexEntry& entry) {
    std::string_view type = item.text("type");
    if (type == "github") {
        const Node* place = item.child("github");
        if (place) return locate_on_github(*place, github, entry);
        entry.problem = "does not say where on GitHub it lies";
    } else if (type == "download") {
        std::string_view url = trimmed(item.text("download_url"));
        auto odd = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; };
        if (!url.starts_with("https://") || std::ranges::any_of(url, odd))
            entry.problem = "its download_url is no https address";
        else
            entry.url = url;
    } else {
        entry.problem = "its type is neither github nor download";
    }
}

}  // namespace

Result<std::vector<IndexEntry>> parse_indicator_index(std::string_view yaml,
                                                      std::string_view github) {
    Tree tree(yaml);
    const Node* root = TRY(tree.read());
    const Node* list =
        root->children.size() == 1 ? root->children[0]->child("indicators") : nullptr;
    if (!list || list->is_map || list->children.empty())
        return fail(Errc::corrupt, "lists no indicator sets");
    if (list->children.size() > kMostEntries)
        return fail(Errc::limit, "lists more than " + std::to_string(kMostEntries) + " sets");

    std::vector<IndexEntry> entries;
    for (const auto& item : list->children) {
        IndexEntry& entry = entries.emplace_back();
        entry.name = printable(item->text("name").substr(0, kLongestName));
        locate(*item, github, entry);
        if (entry.name.empty()) entry.name = entry.url;
    }
    return entries;
}

}  // namespace bridle
