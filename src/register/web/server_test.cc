#include "register/web/server.h"

#include <gtest/gtest.h>

#include <list>

#include "support/web_server.h"

namespace bridle::registry::server_test {
namespace {

using namespace std::literals;

TEST_F(ServerTest, AnswersAtHandAndFromAWorkerOnOneConnection) {
    start();
    Client client(port);
    EXPECT_EQ(client.ask(get("/quick")).body, "quick /quick");
    EXPECT_EQ(client.ask(get("/slow?x=1")).body, "/slow 0  127.0.0.1");
    EXPECT_EQ(client.ask(get("/quick/2")).body, "quick /quick/2");
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    start();
    Client client(port);
    client.send(get("/slow") + "\r\n" + get("/quick") +
                "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + get("/quick/2"));
    EXPECT_EQ(client.next().body, "/slow 0  127.0.0.1");
    EXPECT_EQ(client.next().body, "quick /quick");
    EXPECT_EQ(client.next().body, "/slow 3 abc 127.0.0.1");
    EXPECT_EQ(client.next().body, "quick /quick/2");
}

TEST_F(ServerTest, AnswersRequestsThatComeByteByByte) {
    start();
    Client client(port);
    std::string all =
        "\r\nPOST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3;x=\"y\"\r\nabc\r\n0a\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n" +
        get("/b");
    for (char c : all) client.send({&c, 1});
    EXPECT_EQ(client.next().body, "/a 13 abc0123456789 127.0.0.1");
    EXPECT_EQ(client.next().body, "/b 0  127.0.0.1");
}

TEST_F(ServerTest, SendsHeadNoBody) {
    start();
    Client client(port);
    client.send("HEAD /quick HTTP/1.1\r\nHost: a\r\n\r\n" + get("/quick"));
    EXPECT_TRUE(client.next(true).head.contains("\r\nContent-Length: 12\r\n"));
    EXPECT_EQ(client.next().body, "quick /quick");
}

TEST_F(ServerTest, InvitesABodyThatIsAnnounced) {
    start();
    Client client(port);
    client.send("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.next().head, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(client.ask("abc").body, "/a 3 abc 127.0.0.1");
    EXPECT_EQ(refused("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10001\r\n"
                      "Expect: 100-continue\r\n\r\n"),
              413);
}

TEST_F(ServerTest, AnswersHttp10AndHangsUp) {
    start();
    EXPECT_EQ(refused("GET /quick HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), 200);
    EXPECT_EQ(refused(get("/quick", "Connection: close\r\n")), 200);
}

TEST_F(ServerTest, AnswersAClientThatHasFinishedItsHalf) {
    start();
    Client client(port);
    client.send(get("/slow") + get("/quick"));
    client.end();
    EXPECT_EQ(client.next().body, "/slow 0  127.0.0.1");
    EXPECT_EQ(client.next().body, "quick /quick");
    EXPECT_TRUE(client.is_ended());
}

TEST_F(ServerTest, LeavesARequestThatIsBrokenOff) {
    start();
    for (const char* bytes : {"GET /quick HTTP/1.1\r\nHost",
                              "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab"}) {
        Client client(port);
        client.send(bytes);
        client.end();
        EXPECT_EQ(client.next().status, 0);
        EXPECT_TRUE(client.is_ended());
    }
}

TEST_F(ServerTest, SendsLargeAnswersWhole) {
    start();
    Client client(port);
    EXPECT_EQ(client.ask(get("/large")).body, std::string(8 << 20, 'l'));
    EXPECT_EQ(client.ask(get("/quick")).status, 200);
}

TEST_F(ServerTest, MakesAnErrorOfAnException) {
    start();
    Client client(port);
    EXPECT_EQ(client.ask(get("/throws")).status, 500);
    EXPECT_EQ(client.ask(get("/throws-at-hand")).status, 500);
    EXPECT_EQ(client.ask(get("/quick")).status, 200);
}

TEST_F(ServerTest, LetsNoParameterIntoTheHead) {
    start();
    Client client(port);
    Answer answer = client.ask(get("/a?echo=x%0D%0ASet-Cookie:%20a%3Db%0D%0A%0D%0Abody"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.head.contains("Set-Cookie"));
    EXPECT_FALSE(answer.head.contains("X-Echo"));
    EXPECT_EQ(client.ask(get("/quick")).body, "quick /quick");
}

TEST_F(ServerTest, RefusesMalformedHeads) {
    start();
    for (const char* bad :
         {"get / HTTP/1.1\r\n\r\n", "\x16\x03\x01\x02", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
          "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /%2e%2e/ HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n"})
        EXPECT_EQ(refused(bad), 400) << bad;
    EXPECT_EQ(refused("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"sv), 400);
    EXPECT_EQ(refused("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"sv), 400);
}

TEST_F(ServerTest, RefusesOtherVersionsAndMethods) {
    start();
    EXPECT_EQ(refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
    EXPECT_EQ(refused("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(refused("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"), 505);
    EXPECT_EQ(refused("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"), 405);
    Client client(port);
    Answer answer = client.ask("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(answer.head.contains("\r\nAllow: GET, HEAD, POST, PUT, DELETE, OPTIONS\r\n"));
}

TEST_F(ServerTest, RefusesToSeeTwoRequestsInOne) {
    start();
    std::string post = "POST /a HTTP/1.1\r\nHost: a\r\n", end = "\r\n0\r\n\r\n" + get("/quick");
    EXPECT_EQ(refused(post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + end), 400);
    EXPECT_EQ(refused(post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" + end), 400);
    EXPECT_EQ(refused(post + "Content-Length: 5\r\nContent-Length: 6\r\n" + end), 400);
    EXPECT_EQ(refused(post + "Content-Length: 5, 5\r\n" + end), 400);
    EXPECT_EQ(refused(post + "Content-Length: +5\r\n" + end), 400);
    EXPECT_EQ(refused(post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n" + end), 400);
    EXPECT_EQ(refused(post + "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n" + end), 400);
    EXPECT_EQ(refused(post + "Transfer-Encoding: xchunked\r\n" + end), 501);
    EXPECT_EQ(refused(post + "Transfer-Encoding: gzip, chunked\r\n" + end), 501);
    EXPECT_EQ(refused(post + "Transfer-Encoding: chunked, identity\r\n" + end), 501);
    EXPECT_EQ(refused(post +
                      "Transfer-Encoding: \x0B"
                      "chunked\r\n" +
                      end),
              400);
    EXPECT_EQ(refused(post + "Transfer-Encoding:\r\n chunked\r\n" + end), 400);
    EXPECT_EQ(refused(post + "Transfer-Encoding : chunked\r\n" + end), 400);
    EXPECT_EQ(refused("POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" + end), 400);
}

TEST_F(ServerTest, RefusesMalformedChunks) {
    start();
    std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char* bad : {"x\r\n", "-1\r\nabc", "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                            "3 \r\nabc\r\n", "\r\n3\r\nabc", "0x3\r\nabc\r\n0\r\n\r\n"})
        EXPECT_EQ(refused(head + bad), 400) << bad;
    EXPECT_EQ(refused(head + "fffffffffffffffff\r\n"), 400);
    EXPECT_EQ(refused(head + "3;" + std::string(20'000, 'a')), 400);
    EXPECT_EQ(refused(head + "0\r\n" + std::string(20'000, 'a')), 400);
}

TEST_F(ServerTest, RefusesBodiesThatAreTooLong) {
    start();
    std::string most(10'000, 'b');
    auto post = [](std::string path, std::string size) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n";
    };
    Client client(port);
    EXPECT_TRUE(client.ask(post("/a", "10000") + most).body.starts_with("/a 10000 bbb"));
    EXPECT_EQ(refused(post("/a", "10001")), 413);
    EXPECT_EQ(refused(post("/a", "18446744073709551615")), 413);
    std::string chunked = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(refused(chunked + "2710\r\n" + most + "\r\n1\r\nb\r\n0\r\n\r\n"), 413);
    EXPECT_EQ(refused(chunked + "ffffffff\r\n" + most + "b"), 413);
    std::string upload(1'000'000, 'u');
    EXPECT_TRUE(
        client.ask(post("/upload", "1000000") + upload).body.starts_with("/upload 1000000"));
    EXPECT_EQ(refused(post("/upload", "1000001")), 413);
}

TEST_F(ServerTest, ReceivesOnlySoMuchAtOnce) {
    options.most_bytes_at_once = 15'000;
    start();
    std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n";
    Client first(port);
    first.send(head + std::string(9'000, 'b'));
    EXPECT_TRUE(comes_true(
        [&] { return Client(port).ask(head + std::string(10'000, 'b')).status == 503; }));
    EXPECT_EQ(first.ask(std::string(1'000, 'b')).status, 200);
    EXPECT_EQ(Client(port).ask(head + std::string(10'000, 'b')).status, 200);
}

TEST_F(ServerTest, RefusesHeadsWithoutEnd) {
    start();
    EXPECT_EQ(refused("GET /" + std::string(20'000, 'a')), 414);
    EXPECT_EQ(refused(get("/", "X: " + std::string(17'000, 'a') + "\r\n")), 431);
    std::string many;
    for (int i = 0; i < 101; i++) many += "X: y\r\n";
    EXPECT_EQ(refused(get("/", many)), 431);
}

TEST_F(ServerTest, AnswersTenMegabytesOfUrlEarly) {
    start();
    Client client(port);
    std::string piece(100'000, 'a');
    client.send("GET /");
    for (int i = 0; i < 100 && client.send(piece); i++) continue;
    EXPECT_EQ(client.next().status, 414);
}

TEST_F(ServerTest, ReportsErrorsOfTheApiAsJson) {
    start();
    Client client(port);
    Answer answer = client.ask("POST /v1/a HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n");
    EXPECT_EQ(answer.status, 400);
    Client other(port);
    answer = other.ask(get("/v1/a/../b"));
    EXPECT_TRUE(answer.head.contains("\r\nContent-Type: application/problem+json\r\n"));
    EXPECT_EQ(answer.body,
              "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
              "\"detail\":\"The path has a component of dots.\"}\n");
}

// How long until the server hangs up, after what it said.
milliseconds patience(Client& client, int status, std::string_view drops = "") {
    auto begin = Clock::now();
    std::thread dripping([&] {
        while (!drops.empty() && Clock::now() - begin < milliseconds(2'500)) {
            if (!client.send(drops)) break;
            std::this_thread::sleep_for(milliseconds(10));
        }
    });
    EXPECT_EQ(client.next().status, status);
    auto taken = std::chrono::duration_cast<milliseconds>(Clock::now() - begin);
    dripping.join();
    return taken;
}

TEST_F(ServerTest, GivesUpOnASlowHead) {
    options.header_timeout = milliseconds(300);
    start();
    Client client(port);
    client.send("GET / HTTP/1.1\r\nX: ");
    milliseconds taken = patience(client, 408, "a");
    EXPECT_GE(taken, milliseconds(200));
    EXPECT_LE(taken, milliseconds(2'000));
    Client silent(port);
    EXPECT_LE(patience(silent, 0), milliseconds(2'000));
    Client empty_lines(port);
    EXPECT_LE(patience(empty_lines, 408, "\r\n"), milliseconds(2'000));
}

TEST_F(ServerTest, GivesUpOnASlowBody) {
    options.header_timeout = milliseconds(300);
    options.body_timeout = milliseconds(100);
    start();
    Client client(port);
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n");
    EXPECT_LE(patience(client, 408, "a"), milliseconds(2'000));
}

TEST_F(ServerTest, GivesUpOnAReaderThatDoesNotRead) {
    options.body_timeout = milliseconds(100);
    options.most_connections = 1;
    start();
    Client lazy(port);
    lazy.send(get("/large"));
    EXPECT_TRUE(Client(port).is_ended());
    EXPECT_TRUE(comes_true([&] { return Client(port).ask(get("/quick")).status == 200; }));
}

TEST_F(ServerTest, KeepsAnIdleConnectionForAWhile) {
    options.idle_timeout = milliseconds(400);
    start();
    Client client(port);
    client.ask(get("/quick"));
    std::this_thread::sleep_for(milliseconds(100));
    EXPECT_EQ(client.ask(get("/quick")).status, 200);
    milliseconds taken = patience(client, 0);
    EXPECT_GE(taken, milliseconds(350));
    EXPECT_LE(taken, milliseconds(2'000));
}

TEST_F(ServerTest, LetsWorkTakeItsTime) {
    options.header_timeout = milliseconds(300);
    options.body_timeout = options.idle_timeout = milliseconds(50);
    start();
    Client client(port);
    client.send(get("/wait"));
    std::this_thread::sleep_for(milliseconds(500));
    go_on = true;
    EXPECT_EQ(client.next().status, 200);
}

TEST_F(ServerTest, SendsAwayWhomNoWorkerCanServe) {
    options.workers = 1;
    options.most_waiting = 8;
    start();
    std::list<Client> waiting;
    waiting.emplace_back(port).send(get("/wait"));
    while (running == 0) std::this_thread::yield();
    waiting.emplace_back(port).send(get("/a"));
    waiting.emplace_back(port).send(get("/a"));
    while (handed_on < 3) std::this_thread::yield();
    Client late(port);
    Answer answer = late.ask(get("/a"));
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(answer.head.contains("\r\nRetry-After: 2\r\n"));
    EXPECT_EQ(late.ask(get("/quick")).status, 200);
    go_on = true;
    for (Client& client : waiting) EXPECT_EQ(client.next().status, 200);
}

TEST_F(ServerTest, LimitsTheConnectionsOfAnAddress) {
    options.most_per_address = 3;
    start();
    {
        std::list<Client> few;
        for (int i = 0; i < 3; i++)
            EXPECT_EQ(few.emplace_back(port).ask(get("/quick")).status, 200);
        EXPECT_TRUE(Client(port).is_ended());
        EXPECT_EQ(few.front().ask(get("/quick")).status, 200);
    }
    EXPECT_TRUE(comes_true([&] { return Client(port).ask(get("/quick")).status == 200; }));
}

TEST_F(ServerTest, BelievesATrustedProxyAndDoesNotCountItsConnections) {
    options.most_per_address = 1;
    options.trusted_proxies = {"::ffff:127.0.0.1"};
    start();
    Client one(port), two(port);
    std::string forwarded =
        "X-Forwarded-For: 1.1.1.1, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n";
    EXPECT_EQ(one.ask(get("/a", forwarded)).body, "/a 0  secure 198.51.100.7");
    EXPECT_EQ(two.ask(get("/a")).body, "/a 0  127.0.0.1");
}

TEST_F(ServerTest, StaysQuickWhileManyAreSlow) {
    start();
    std::list<Client> slow;
    for (int i = 0; i < 64; i++) slow.emplace_back(port).send("GET / HTTP/1.1\r\nX: ");
    auto begin = Clock::now();
    Client client(port);
    for (int i = 0; i < 100; i++) {
        slow.front().send("a");
        slow.splice(slow.end(), slow, slow.begin());
        EXPECT_EQ(client.ask(get("/quick")).status, 200);
    }
    EXPECT_LE(Clock::now() - begin, milliseconds(2'000));
}

TEST_F(ServerTest, FinishesWhatRunsBeforeItStops) {
    start();
    Client busy(port), idle(port);
    idle.ask(get("/quick"));
    busy.send(get("/wait"));
    while (running == 0) std::this_thread::yield();
    stop = true;
    EXPECT_TRUE(idle.is_ended());
    go_on = true;
    Answer answer = busy.next();
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.head.contains("\r\nConnection: close\r\n"));
    thread.join();
}

TEST_F(ServerTest, WaitsForNobodyForEverWhenItStops) {
    options.stop_timeout = milliseconds(100);
    start();
    Client lazy(port);
    lazy.send(get("/large"));
    std::this_thread::sleep_for(milliseconds(50));
    auto begin = Clock::now();
    stop_server();
    EXPECT_LE(Clock::now() - begin, milliseconds(2'000));
}

TEST_F(ServerTest, SaysWhyItCannotStart) {
    ServerOptions wrong;
    wrong.address = "localhost";
    EXPECT_EQ(failure(wrong), "localhost is no address to listen at");
    wrong = {};
    wrong.trusted_proxies = {"proxy"};
    EXPECT_EQ(failure(wrong), "trusted proxy proxy is no address");
    wrong = {};
    wrong.certificate = "c.pem";
    EXPECT_EQ(failure(wrong), "TLS needs both a certificate and its key");
    wrong = {};
    wrong.key = "k.pem";
    EXPECT_EQ(failure(wrong), "TLS needs both a certificate and its key");
    wrong = {};
    start();
    wrong.port = port;
    EXPECT_EQ(failure(wrong), "cannot listen at 127.0.0.1 port " + std::to_string(port) +
                                  ": Address already in use");
}

}  // namespace
}  // namespace bridle::registry::server_test
