#include "register/web/message.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace bridle::registry::message_test {
namespace {

Request asked(std::string path) {
    Request request;
    request.path = std::move(path);
    request.now = *from_iso("1994-11-06T08:49:37Z");
    return request;
}

std::string head_of(const Response& response, const Request& request, bool keep_alive = true) {
    std::string out;
    bool has_body = append_head(out, response, request, keep_alive);
    return out + (has_body ? "(body)" : "(no body)");
}

// The lines that begin with the name.
std::string lines_of(const Response& response, const Request& request, std::string_view name) {
    std::string out, head = head_of(response, request);
    for (std::string_view line : split(head, '\n'))
        if (line.starts_with(name)) out.append(trimmed(line)).append("\n");
    return out;
}

TEST(Message, GoesOutWithAllThatProtectsItsReader) {
    Response response = Response::text(200, "text/html; charset=utf-8", "<p>");
    response.etag = "\"a\"";
    EXPECT_EQ(
        head_of(response, asked("/en/")),
        "HTTP/1.1 200 OK\r\n"
        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
        "Cache-Control: no-cache\r\n"
        "ETag: \"a\"\r\n"
        "Content-Type: text/html; charset=utf-8\r\n"
        "Content-Length: 3\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' data:; "
        "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Referrer-Policy: same-origin\r\n"
        "Cross-Origin-Opener-Policy: same-origin\r\n"
        "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n"
        "Cross-Origin-Resource-Policy: same-origin\r\n"
        "\r\n(body)");
}

TEST(Message, SaysWhenTheConnectionEnds) {
    EXPECT_TRUE(head_of({}, asked("/"), false).contains("\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(head_of({}, asked("/"), true).contains("Connection:"));
}

TEST(Message, AsksForTlsWhereThereIsTls) {
    Request request = asked("/");
    EXPECT_EQ(lines_of({}, request, "Strict-"), "");
    request.secure = true;
    EXPECT_EQ(lines_of({}, request, "Strict-"), "Strict-Transport-Security: max-age=31536000\n");
}

TEST(Message, SaysHowLongItMayBeKept) {
    std::string all;
    for (int age : {Response::kPrivate, 0, 60, Response::kForever}) {
        Response response;
        response.max_age = age;
        all += lines_of(response, asked("/"), "Cache-Control");
    }
    EXPECT_EQ(all,
              "Cache-Control: no-store\n"
              "Cache-Control: no-cache\n"
              "Cache-Control: public, max-age=60\n"
              "Cache-Control: public, max-age=31536000, immutable\n");
}

TEST(Message, IsOpenToPagesOfAnyOriginWhereProgramsRead) {
    for (const char* path :
         {"/v1/records", "/log/checkpoint", "/feeds/all.atom", "/bulk/bods.json", "/policy.txt"})
        EXPECT_EQ(lines_of({}, asked(path), "Access-Control-Allow-Origin") +
                      lines_of({}, asked(path), "Cross-Origin-Resource"),
                  "Access-Control-Allow-Origin: *\nCross-Origin-Resource-Policy: cross-origin\n")
            << path;
    for (const char* path : {"/en/", "/v1", "/v12/", "/policy.txt/"})
        EXPECT_EQ(lines_of({}, asked(path), "Access-Control"), "") << path;
}

TEST(Message, AnswersOptionsWithTheMethodsOfTheAddress) {
    std::string all;
    for (const char* path :
         {"/en/", "/en/desk/filing/x/", "/v1/records.json", "/v1/match", "/log/checkpoint",
          "/v1/filings", "/v1/filings/filing-x", "/v1/filings/filing-x/submit", "/v1/takedowns",
          "/v1/records/source-x/file"}) {
        Request preflight = asked(path);
        preflight.method = Method::options;
        Response response = options_answer(path);
        EXPECT_EQ(response.status, 204);
        all += path + std::string("\n") + lines_of(response, preflight, "Allow") +
               lines_of(response, preflight, "Access-Control-Allow");
    }
    EXPECT_EQ(all, R"(/en/
Allow: GET, HEAD, OPTIONS
/en/desk/filing/x/
Allow: GET, HEAD, POST, OPTIONS
/v1/records.json
Allow: GET, HEAD, OPTIONS
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: GET, HEAD, OPTIONS
Access-Control-Allow-Headers: Content-Type, If-None-Match
/v1/match
Allow: POST, OPTIONS
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: POST, OPTIONS
Access-Control-Allow-Headers: Content-Type, If-None-Match
/log/checkpoint
Allow: GET, HEAD, OPTIONS
Access-Control-Allow-Origin: *
Access-Control-Allow-Methods: GET, HEAD, OPTIONS
Access-Control-Allow-Headers: Content-Type, If-None-Match
/v1/filings
Allow: GET, HEAD, POST, OPTIONS
/v1/filings/filing-x
Allow: GET, HEAD, PUT, OPTIONS
/v1/filings/filing-x/submit
Allow: POST, OPTIONS
/v1/takedowns
Allow: POST, OPTIONS
/v1/records/source-x/file
Allow: POST, OPTIONS
)");
}

TEST(Message, KnowsWhereWholeFilesAreSent) {
    for (std::string_view path :
         {"/v1/filings/filing-x/attachments", "/en/desk/filing/filing-x/attachments/",
          "/v1/records/source-x/file", "/ar/desk/source-file/"})
        EXPECT_TRUE(takes_uploads(path)) << path;
    for (std::string_view path : {"/v1/filings", "/v1/records/source-x/1/file", "/v1/records/file",
                                  "/attachments/x", "/en/desk/takedown/"})
        EXPECT_FALSE(takes_uploads(path)) << path;
}

TEST(Message, IsOpenWhereAPostOnlyAsks) {
    Request post = asked("/v1/match");
    post.method = Method::post;
    EXPECT_EQ(lines_of({}, post, "Access-Control-Allow-Origin"),
              "Access-Control-Allow-Origin: *\n");
}

TEST(Message, SaysThatItGivesNoParts) {
    EXPECT_EQ(lines_of({}, asked("/bulk/bods.json"), "Accept-Ranges"), "Accept-Ranges: none\n");
    Request part = asked("/bulk/bods.json");
    part.headers["range"] = "bytes=0-1";
    std::string head;
    append_head(head, {}, part, true);
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 "));
}

TEST(Message, IsNotOpenWhenItIsForOneReaderOrChangesSomething) {
    Response response;
    response.max_age = Response::kPrivate;
    EXPECT_EQ(lines_of(response, asked("/v1/filings"), "Access-Control"), "");
    EXPECT_EQ(lines_of(response, asked("/v1/filings"), "Cross-Origin-Resource"),
              "Cross-Origin-Resource-Policy: same-origin\n");
    Request post = asked("/v1/filings");
    post.method = Method::post;
    EXPECT_EQ(lines_of({}, post, "Access-Control"), "");
}

TEST(Message, NeedNotGoToWhomHasIt) {
    Response response = Response::text(200, "text/plain", "abc");
    response.etag = "W/\"a,b\"";
    std::string found;
    for (const char* known : {"\"a,b\"", "W/\"a,b\"", "\"x\", W/\"a,b\" , \"y\"", "*", " * ",
                              "\"a\"", "a,b", "", "\"x\",\"", "\"a,b"}) {
        Request request = asked("/");
        request.headers["if-none-match"] = known;
        found += head_of(response, request).substr(9, 3) + " ";
    }
    EXPECT_EQ(found, "304 304 304 304 304 200 200 200 200 200 ");
}

TEST(Message, OfWhatIsKnownHasNoBodyButItsAge) {
    Response response = Response::text(200, "text/plain", "abc");
    response.etag = "\"a\"";
    response.max_age = 60;
    Request request = asked("/");
    request.headers["if-none-match"] = "\"a\"";
    std::string head = head_of(response, request);
    EXPECT_TRUE(head.starts_with("HTTP/1.1 304 Not Modified\r\nDate: "));
    EXPECT_TRUE(head.contains("Cache-Control: public, max-age=60\r\nETag: \"a\"\r\n"));
    EXPECT_TRUE(head.ends_with("(no body)"));
    EXPECT_FALSE(head.contains("Content-Length"));
    request.method = Method::post;
    EXPECT_TRUE(head_of(response, request).starts_with("HTTP/1.1 200 "));
}

TEST(Message, ToHeadSaysTheLengthAndNoMore) {
    Request request = asked("/");
    request.method = Method::head;
    Response response = Response::text(200, "text/plain", "abc");
    EXPECT_EQ(lines_of(response, request, "Content-Length"), "Content-Length: 3\n");
    EXPECT_TRUE(head_of(response, request).ends_with("(no body)"));
}

TEST(Message, CannotBeMadeTwoByAValue) {
    Response response = Response::redirect("/a\r\nSet-Cookie: b=c\r\n\r\n<script>");
    response.headers.emplace_back("X Y", "blank in a name");
    response.headers.emplace_back("X:Y", "colon in a name");
    response.headers.emplace_back("", "no name");
    response.headers.emplace_back("X-Nul", std::string("a\0b", 3));
    response.headers.emplace_back("Content-Length", "0");
    response.headers.emplace_back("transfer-encoding", "chunked");
    response.headers.emplace_back("Set-Cookie", "s=1; HttpOnly");
    response.type = "text/html\r\nX-Bad: 1";
    response.etag = "\"a\"\r\nX-Bad: 1\r\nX: \"";
    std::string head = head_of(response, asked("/"));
    EXPECT_EQ(lines_of(response, asked("/"), "Set-Cookie"), "Set-Cookie: s=1; HttpOnly\n");
    EXPECT_EQ(lines_of(response, asked("/"), "Content-Type"),
              "Content-Type: application/octet-stream\n");
    for (const char* bad : {"Location", "X", "Transfer", "transfer", "ETag", "<script>"})
        EXPECT_EQ(lines_of(response, asked("/"), bad == std::string_view("X") ? "X-B" : bad), "");
    EXPECT_EQ(lines_of(response, asked("/"), "Content-Length"),
              "Content-Length: " + std::to_string(response.body->size()) + "\n");
    EXPECT_FALSE(head.contains("in a name"));
    EXPECT_FALSE(head.contains("X-Nul"));
}

TEST(Message, RedirectsByAGet) {
    Response response = Response::redirect("/en/");
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(lines_of(response, asked("/"), "Location"), "Location: /en/\n");
}

TEST(Message, OfAProblemIsJson) {
    Response response = Response::problem(409, "Con\"flict", "a\nb");
    EXPECT_EQ(response.type, "application/problem+json");
    EXPECT_EQ(*response.body,
              "{\"type\":\"about:blank\",\"title\":\"Con\\\"flict\",\"status\":409,"
              "\"detail\":\"a\\nb\"}\n");
}

TEST(Message, OfAnErrorIsInTheMannerOfTheAddress) {
    EXPECT_EQ(*plain_error(413, "Too long.", "/en/").body, "413 Content Too Large\nToo long.\n");
    EXPECT_EQ(plain_error(413, "Too long.", "/v1/a").type, "application/problem+json");
}

TEST(Message, FindsACookieByItsWholeName) {
    Request request = asked("/");
    request.headers["cookie"] = "ab=1; b=2=3;  c=; b=4; d";
    EXPECT_EQ(request.cookie("b"), "2=3");
    EXPECT_EQ(request.cookie("ab"), "1");
    EXPECT_EQ(request.cookie("c"), "");
    EXPECT_EQ(request.cookie("d"), "");
    EXPECT_EQ(request.cookie("e"), "");
}

std::string form(std::string_view text) {
    auto fields = parse_form(text);
    if (!fields) return "none";
    std::string out;
    for (const auto& [name, value] : *fields) out += "[" + name + "|" + value + "]";
    return out;
}

TEST(Form, IsReadInOrderAndDecodedOnce) {
    EXPECT_EQ(form("a=1&b=x+y%2Bz&a=%2541&c&=d&&e=f=g"), "[a|1][b|x y+z][a|%41][c|][|d][e|f=g]");
    EXPECT_EQ(form(""), "");
    EXPECT_EQ(form("n=%D8%B4&m=a%0D%0Ab"), "[n|\xD8\xB4][m|a\r\nb]");
}

TEST(Form, WithABadEscapeIsNone) {
    for (const char* bad :
         {"a=%", "a=%4", "a=%4g", "%zz=1", "a=%00", "a=%FF", "a=%C0%AF", "a=\xFF"})
        EXPECT_EQ(form(bad), "none") << bad;
}

TEST(Form, OfTooManyFieldsIsNone) {
    std::string many;
    for (int i = 0; i < 2000; i++) many += "a&";
    EXPECT_EQ(parse_form(many)->size(), 2000U);
    EXPECT_EQ(form(many + "a"), "none");
}

TEST(Percent, EncodesWhatIsReservedAndComesBack) {
    EXPECT_EQ(percent_encoded("a-b_c.d~e f/g?h%\xC3\xA9+"), "a-b_c.d~e%20f%2Fg%3Fh%25%C3%A9%2B");
    EXPECT_EQ(percent_decoded(percent_encoded("a b/\xC3\xA9+&"), false), "a b/\xC3\xA9+&");
    EXPECT_EQ(percent_decoded("a+b", false), "a+b");
}

}  // namespace
}  // namespace bridle::registry::message_test
