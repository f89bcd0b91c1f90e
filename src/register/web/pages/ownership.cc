// Who owns whom around a company: a drawing of a few levels up and down, and the same as a list,
// which says all that the drawing says.

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>

#include "base/text.h"
#include "register/web/pages/type_parts.h"

namespace bridle::registry {

namespace {

constexpr std::size_t kMostNodes = 40;
constexpr int kMostLevels = 3;  // up, and down
constexpr int kBoxWidth = 190, kBoxHeight = 46, kAcross = 210, kDown = 110, kMargin = 10;

struct Node {
    std::string id, title;
    bool is_record = true;
    int level = 0;  // owners are above: less
    int x = 0, y = 0;
};
struct Edge {
    std::string owner, subject, share, statement;
    std::vector<std::string> interests;
};

class Graph {
public:
    Graph(Page& page, const Head& company) : page_(page), centre_(company.id) {
        nodes_[company.id] = {company.id, company.title, true, 0};
    }

    Result<void> gather() {
        std::deque<std::string> waiting{centre_};
        while (!waiting.empty()) {
            std::string id = waiting.front();
            waiting.pop_front();
            auto related = TRY(page_.reading.store.records.referring_to(id, 200));
            for (const Related& each : related)
                if (each.head.type == "ownership" && !each.head.taken_down)
                    TRY(add(each.head.id, waiting));
        }
        return {};
    }

    bool empty() const { return edges_.empty(); }

    void draw() {
        place();
        Html& html = page_.html;
        const std::string label =
            page_.say("ownership.drawing", {{"count", std::to_string(edges_.size())}});
        html.element("div",
                     {{"class", "scroll"},
                      {"role", "region"},
                      {"tabindex", "0"},
                      {"aria-label", page_.say("ownership.title")}},
                     [&] {
                         html.element("svg",
                                      {{"class", "graph"},
                                       {"role", "group"},
                                       {"aria-label", label},
                                       {"width", std::to_string(width_)},
                                       {"height", std::to_string(height_)},
                                       {"viewBox", fmt::format("0 0 {} {}", width_, height_)}},
                                      [&] {
                                          for (const auto& [key, edge] : edges_) draw_edge(edge);
                                          for (const auto& [id, node] : nodes_) draw_node(node);
                                      });
                     });
    }

    void list() {
        page_.html.element("ul", {{"class", "records"}}, [&] {
            for (const auto& [statement, edge] : edges_)
                page_.html.element("li", [&] {
                    name(nodes_.at(edge.owner));
                    page_.html.text(" → ");
                    name(nodes_.at(edge.subject));
                    for (const std::string& interest : edge.interests)
                        page_.html.text(" · ").text(page_.code(interest));
                    if (!edge.share.empty()) page_.html.text(" · ").text(edge.share);
                    page_.html.text(" · ");
                    page_.link(page_.address(record_page_path(edge.statement)),
                               page_.say("type.ownership"));
                });
        });
    }

private:
    Result<void> add(const std::string& statement, std::deque<std::string>& waiting) {
        if (edges_.contains(statement) || edges_.size() >= 2 * kMostNodes) return {};
        auto version = TRY(page_.reading.store.records.current(statement));
        if (!version || !version->body) return {};
        Json body = TRY(Json::parse(*version->body));
        Edge edge;
        edge.statement = statement;
        edge.subject = body["subject"].text();
        edge.owner = body["owner"].text();
        std::string owner_title;
        if (edge.owner.empty()) {  // a person, or nobody who is known: not a record
            edge.owner = statement + "#owner";
            owner_title = owner_of(body);
        }
        auto known = [&](const std::string& id) { return nodes_.contains(id); };
        if (!known(edge.subject) && !known(edge.owner)) return {};
        const int level =
            known(edge.subject) ? nodes_[edge.subject].level - 1 : nodes_[edge.owner].level + 1;
        const std::string& other = known(edge.subject) ? edge.owner : edge.subject;
        if (!known(other)) {
            if (nodes_.size() >= kMostNodes || std::abs(level) > kMostLevels) return {};
            Node node{other, owner_title, owner_title.empty(), level};
            if (node.is_record) {
                auto head = TRY(page_.head_of(other));
                node.title = head ? head->title : other;
                waiting.push_back(other);
            }
            nodes_[other] = std::move(node);
        }
        for (const Json& interest : body["interests"].items()) {
            edge.interests.emplace_back(interest["type"].text());
            if (edge.share.empty()) edge.share = share_of(interest["share"]);
        }
        edges_.emplace(statement, std::move(edge));
        return {};
    }

    std::string owner_of(const Json& body) const {
        const Json& named = body["person"]["named"];
        if (!named["name"].text().empty()) return std::string(named["name"].text());
        if (const Json* reason = body["unspecified"].find("reason"))
            return page_.code(reason->text());
        return page_.code("unknownPerson");
    }

    static std::string share_of(const Json& share) {
        if (share["exact"].is_number()) return share["exact"].canonical() + " %";
        auto bound = [&](std::string_view closed, std::string_view open) -> std::string {
            const Json& value = share[closed].is_number() ? share[closed] : share[open];
            return value.is_number() ? value.canonical() : "";
        };
        std::string low = bound("minimum", "exclusiveMinimum");
        std::string high = bound("maximum", "exclusiveMaximum");
        if (low.empty() && high.empty()) return {};
        return (low.empty() ? "0" : low) + "–" + (high.empty() ? "100" : high) + " %";
    }

    // Each level is a row, in the middle of the widest.
    void place() {
        std::map<int, std::vector<Node*>> rows;
        for (auto& [id, node] : nodes_) rows[node.level].push_back(&node);
        std::size_t widest = 1;
        for (const auto& [level, row] : rows) widest = std::max(widest, row.size());
        width_ = static_cast<int>(widest) * kAcross + 2 * kMargin;
        int y = kMargin;
        for (auto& [level, row] : rows) {
            int x =
                (width_ - static_cast<int>(row.size()) * kAcross) / 2 + (kAcross - kBoxWidth) / 2;
            for (Node* node : row) {
                node->x = x;
                node->y = y;
                x += kAcross;
            }
            y += kDown;
        }
        height_ = y - kDown + kBoxHeight + kMargin;
    }

    void draw_edge(const Edge& edge) {
        const Node &from = nodes_.at(edge.owner), &to = nodes_.at(edge.subject);
        const bool downward = from.y < to.y;
        const int x1 = from.x + kBoxWidth / 2, x2 = to.x + kBoxWidth / 2;
        const int y1 = downward ? from.y + kBoxHeight : from.y,
                  y2 = downward ? to.y : to.y + kBoxHeight;
        page_.html.element("path",
                           {{"class", "edge"},
                            {"d", fmt::format("M{} {} C{} {} {} {} {} {}", x1, y1, x1,
                                              (y1 + y2) / 2, x2, (y1 + y2) / 2, x2, y2)}},
                           "");
        if (edge.share.empty()) return;
        page_.html.element("text",
                           {{"class", "share"},
                            {"x", std::to_string((x1 + x2) / 2)},
                            {"y", std::to_string((y1 + y2) / 2)}},
                           edge.share);
    }

    void draw_node(const Node& node) {
        Html& html = page_.html;
        auto box = [&] {
            html.element("title", visible(node.title));
            html.element("rect",
                         {{"class", node.id == centre_ ? "node centre" : "node"},
                          {"x", std::to_string(node.x)},
                          {"y", std::to_string(node.y)},
                          {"width", std::to_string(kBoxWidth)},
                          {"height", std::to_string(kBoxHeight)},
                          {"rx", "6"}},
                         "");
            html.element("text",
                         {{"x", std::to_string(node.x + kBoxWidth / 2)},
                          {"y", std::to_string(node.y + kBoxHeight / 2 + 5)}},
                         shortened(visible(node.title)));
        };
        if (!node.is_record || node.id == centre_) return (void)html.element("g", box);
        html.element("a", {{"href", page_.address(record_page_path(node.id))}}, box);
    }

    static std::string shortened(const std::string& title) {
        constexpr std::size_t kBytes = 25;
        if (title.size() <= kBytes) return title;
        return std::string(front(title, kBytes - 2)) + "…";
    }

    void name(const Node& node) {
        if (node.is_record) return page_.record_link(node.id);
        page_.filed(node.title);
    }

    Page& page_;
    std::string centre_;
    std::map<std::string, Node> nodes_;
    std::map<std::string, Edge> edges_;  // by the statement that says so
    int width_ = 0, height_ = 0;
};

}  // namespace

Result<void> show_ownership(Page& page, const Head& company) {
    Graph graph(page, company);
    TRY(graph.gather());
    page.heading(2, page.say("ownership.title"), "ownership");
    if (graph.empty()) {
        page.paragraph(page.say("ownership.none"));
        return {};
    }
    graph.draw();
    graph.list();
    return {};
}

}  // namespace bridle::registry
