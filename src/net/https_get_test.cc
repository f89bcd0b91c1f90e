#include "net/https_get.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support/https_server.h"

namespace bridle::https_get_test {

namespace {

using test::Answer;
using Manner = Answer::Manner;

class HttpsGet : public testing::Test {
protected:
    HttpsGet() {
        setenv("no_proxy", "*", 1);
        options.ca_file = server.ca_file();
    }

    // The body, or why there is none, with the server's address cut out.
    std::string get(const std::string& path) { return get_url(server.url(path)); }
    std::string get_url(const std::string& url) {
        Result<std::string> body = https_get(url, options);
        if (body) return *body;
        std::string reason = body.error().what;
        while (reason.starts_with(server.url())) reason.erase(0, server.url().size());
        return reason;
    }

    test::HttpsServer server;
    HttpsOptions options;
};

}  // namespace

TEST_F(HttpsGet, ReturnsTheBody) {
    server.serve("/a", {"hello"});
    EXPECT_EQ(get("/a"), "hello");
}

TEST_F(HttpsGet, FollowsARedirectWithinHttps) {
    server.serve("/a", {"hello"});
    server.serve("/old", {"moved", 302, server.url("/a")});
    EXPECT_EQ(get("/old"), "hello");
}

TEST_F(HttpsGet, RefusesARedirectToAnotherScheme) {
    server.serve("/http", {"", 302, "http://localhost:1/a"});
    server.serve("/file", {"", 301, "file:///etc/hostname"});
    server.serve("/ftp", {"", 307, "ftp://localhost/a"});
    EXPECT_EQ(get("/http"), "/http: leads to an address that is not https");
    EXPECT_EQ(get("/file"), "/file: leads to an address that is not https");
    EXPECT_EQ(get("/ftp"), "/ftp: leads to an address that is not https");
}

TEST_F(HttpsGet, RefusesARedirectWithoutEnd) {
    server.serve("/loop", {"", 302, server.url("/loop")});
    EXPECT_EQ(get("/loop"), "/loop: redirected more than 5 times");
    EXPECT_EQ(server.requests().size(), 6U);
}

TEST_F(HttpsGet, RefusesAnotherSchemeAtOnce) {
    for (const char* url :
         {"http://localhost/", "file:///etc/hostname", "localhost", "", "HTTPS//localhost"})
        EXPECT_EQ(get_url(url), std::string(url) + ": not an https address");
}

TEST_F(HttpsGet, RefusesACertificateNobodyVouchesFor) {
    test::HttpsServer other;
    options.ca_file = other.ca_file();
    server.serve("/a", {"hello"});
    EXPECT_EQ(get("/a"), "/a: the server's certificate does not hold");
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpsGet, RefusesACertificateOfAnotherHost) {
    server.serve("/a", {"hello"});
    std::string url = server.url("/a");
    url.replace(url.find("localhost"), 9, "127.0.0.1");
    EXPECT_EQ(get_url(url), url + ": the server's certificate does not hold");
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpsGet, NamesTheStatusOfARefusal) {
    server.serve("/broken", {"oops", 500});
    EXPECT_EQ(get("/none"), "/none: the server answered 404");
    EXPECT_EQ(get("/broken"), "/broken: the server answered 500");
}

TEST_F(HttpsGet, RefusesABodyCutShort) {
    server.serve("/a", {"hello", 200, "", Manner::cut_short});
    EXPECT_EQ(get("/a"), "/a: the server stopped in the middle");
}

TEST_F(HttpsGet, RefusesABodyAnnouncedTooLarge) {
    options.limit = 4;
    server.serve("/a", {"hello"});
    EXPECT_EQ(get("/a"), "/a: more than 4 bytes");
}

TEST_F(HttpsGet, RefusesABodyWithoutEnd) {
    options.limit = 1 << 20;
    server.serve("/a", {std::string(100'000, 'x'), 200, "", Manner::endless});
    EXPECT_EQ(get("/a"), "/a: more than 1048576 bytes");
}

TEST_F(HttpsGet, GivesUpOnASilentServer) {
    options.timeout = std::chrono::milliseconds(300);
    server.serve("/a", {"hello", 200, "", Manner::stalling});
    EXPECT_EQ(get("/a"), "/a: the server took too long");
}

}  // namespace bridle::https_get_test
