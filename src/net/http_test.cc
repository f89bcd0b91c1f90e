#include "net/http.h"

#include <gtest/gtest.h>

#include "support/https_server.h"
#include "support/loopback_server.h"

namespace bridle::http_test {

namespace {

using test::http_answer;
using test::HttpSeen;
using test::LoopbackServer;

HttpsOptions plain() {
    HttpsOptions options;
    options.allow_http = true;
    options.timeout = std::chrono::milliseconds(5000);
    return options;
}

// What the server answered, on one line, or why there is no answer, without the server's address.
std::string show(const Result<HttpAnswer>& answer, const LoopbackServer& server) {
    if (answer)
        return std::to_string(answer->status) + " [" + answer->content_type + "] " + answer->body;
    std::string what = answer.error().what;
    for (std::size_t at; (at = what.find(server.url())) != std::string::npos;)
        what.erase(at, server.url().size());
    return what;
}

std::string get(LoopbackServer& server, const std::string& path, const HttpsOptions& options) {
    return show(http_request("GET", server.url(path), {}, {}, options), server);
}

}  // namespace

TEST(Http, GivesStatusTypeAndBodyOfAnyAnswer) {
    LoopbackServer server([](const HttpSeen& seen) {
        return seen.path == "/fine" ? http_answer(200, "text/plain; charset=utf-8", "hello")
                                    : http_answer(409, "text/x.tlog.size", "7\n");
    });
    EXPECT_EQ(get(server, "/fine", plain()), "200 [text/plain; charset=utf-8] hello");
    EXPECT_EQ(get(server, "/conflict", plain()), "409 [text/x.tlog.size] 7\n");
}

TEST(Http, PostsTheBodyAsItIs) {
    LoopbackServer server([](const HttpSeen& seen) {
        return http_answer(200, "", seen.method + " " + seen.path + " " + seen.body);
    });
    const std::string body("old 0\n\0\xff", 8);
    auto answer = http_request("POST", server.url("/add-checkpoint"), body, "text/plain", plain());
    EXPECT_EQ(show(answer, server), "200 [] POST /add-checkpoint " + body);
    EXPECT_NE(server.requests()[0].head.find("Content-Type: text/plain\r\n"), std::string::npos);
    EXPECT_EQ(server.requests()[0].head.find("Expect"), std::string::npos);
}

TEST(Http, PostsAnEmptyBody) {
    LoopbackServer server([](const HttpSeen& seen) { return http_answer(200, "", seen.body); });
    EXPECT_EQ(show(http_request("POST", server.url("/"), {}, "text/plain", plain()), server),
              "200 [] ");
}

TEST(Http, IsRefusedUnlessItIsAllowed) {
    LoopbackServer server([](const HttpSeen&) { return http_answer(200, "", "hello"); });
    HttpsOptions options = plain();
    options.allow_http = false;
    EXPECT_EQ(get(server, "/", options), "/: not an https address");
    EXPECT_EQ(get(server, "/", plain()), "200 [] hello");
}

TEST(Http, RefusesOtherSchemesAndMethods) {
    for (const char* url : {"file:///etc/hostname", "ftp://localhost/", "", "localhost"})
        EXPECT_EQ(http_request("GET", url, {}, {}, plain()).error().what,
                  std::string(url) + ": neither an https nor an http address");
    EXPECT_EQ(http_request("DELETE", "http://localhost/", {}, {}, plain()).error().what,
              "DELETE: neither GET nor POST");
}

TEST(Http, RefusesAContentTypeWithALineEnd) {
    LoopbackServer server([](const HttpSeen&) { return http_answer(200, "", ""); });
    EXPECT_EQ(http_request("POST", server.url("/"), {}, "text/plain\r\nX: y", plain()).error().what,
              "what is sent needs a content type");
    EXPECT_TRUE(server.requests().empty());
}

TEST(Http, FollowsARedirectOfAGetAndOfNothingElse) {
    LoopbackServer server([](const HttpSeen& seen) {
        return seen.path == "/new" ? http_answer(200, "", "there")
                                   : http_answer(302, "", "", "Location: /new\r\n");
    });
    EXPECT_EQ(get(server, "/old", plain()), "200 [] there");
    EXPECT_EQ(show(http_request("POST", server.url("/old"), "x", "text/plain", plain()), server),
              "302 [] ");
}

TEST(Http, NeverGoesFromHttpsToHttp) {
    LoopbackServer open([](const HttpSeen&) { return http_answer(200, "", "overheard"); });
    test::HttpsServer server;
    HttpsOptions options = plain();
    options.ca_file = server.ca_file();
    server.serve("/a", {"", 302, open.url("/")});
    auto answer = http_request("GET", server.url("/a"), {}, {}, options);
    ASSERT_FALSE(answer.has_value());
    EXPECT_TRUE(open.requests().empty());
}

TEST(Http, KeepsToTheLimitAndTheTimeout) {
    LoopbackServer server([](const HttpSeen& seen) -> std::optional<std::string> {
        if (seen.path == "/silent") return std::nullopt;
        return http_answer(200, "", std::string(1000, 'x'));
    });
    HttpsOptions options = plain();
    options.limit = 999;
    options.timeout = std::chrono::milliseconds(200);
    EXPECT_EQ(get(server, "/large", options), "/large: more than 999 bytes");
    EXPECT_EQ(get(server, "/silent", options), "/silent: the server took too long");
}

TEST(Http, KeepsTheConnectionOfAClient) {
    LoopbackServer server([](const HttpSeen& seen) { return http_answer(200, "", seen.path); });
    HttpClient client(plain());
    for (const char* path : {"/1", "/2", "/3"})
        EXPECT_EQ(show(client.request("GET", server.url(path)), server),
                  std::string("200 [] ") + path);
    EXPECT_EQ(server.connections(), 1);
}

}  // namespace bridle::http_test
