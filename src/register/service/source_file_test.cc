#include "register/service/source_file.h"

#include "base/hash.h"
#include "base/text.h"
#include "support/register_parts.h"

namespace bridle::registry::source_file_test {

namespace {

using namespace bridle::registry::test;

class SourceFileTest : public testing::Test {
protected:
    std::string said(std::string_view id, std::string_view bytes, Role role = Role::registrar) {
        Actor actor;
        actor.role = role;
        auto done = add_source_file(*registry_, actor, id, bytes);
        if (!done) return done.error().what;
        return (done->was_there ? "was there: " : "") + done->sha256;
    }
    std::string stored(const std::string& hash) {
        auto store = must(registry_->readers().lend());
        auto file = must(store->filings.file(hash));
        return file ? file->first + ": " + file->second : "no such file";
    }

    TemporaryFolder folder_;
    std::unique_ptr<Register> registry_ = new_register(folder_ / "register");
    const std::string hash_ = hex(sha256(as_bytes(std::string_view("the text"))));
};

}  // namespace

TEST_F(SourceFileTest, IsKeptUnderTheHashThatItsRecordSays) {
    publish(*registry_, {document("source-a", hash_)});
    EXPECT_EQ(said("source-a", "the text"), hash_);
    EXPECT_EQ(stored(hash_), "text/plain: the text");
}

TEST_F(SourceFileTest, IsRefusedWhenTheRecordSpeaksOfAnother) {
    publish(*registry_, {document("source-a", hash_), company("company-a")});
    const std::string other = hex(sha256(as_bytes(std::string_view("another text"))));
    EXPECT_EQ(said("source-a", "another text"),
              "the record source-a speaks of another file: this one has the SHA-256 " + other);
    EXPECT_EQ(stored(other), "no such file");
    EXPECT_EQ(said("company-a", "the text"),
              "the record company-a is no source document: it has no file");
    EXPECT_EQ(said("source-b", "the text"), "there is no source document source-b");
    EXPECT_EQ(said("source-a", ""), "the file of a source document has 1 to 67,108,864 bytes");
}

TEST_F(SourceFileTest, IsAddedByNoFiler) {
    publish(*registry_, {document("source-a", hash_)});
    EXPECT_EQ(said("source-a", "the text", Role::filer),
              "a registrar or administrator adds the file of a source document");
}

TEST_F(SourceFileTest, IsInTheTrailOnce) {
    publish(*registry_, {document("source-a", hash_)});
    auto size = [&] { return must(must(registry_->readers().lend())->log.size()); };
    auto before = size();
    said("source-a", "the text");
    EXPECT_EQ(size(), before + 1);
    EXPECT_EQ(said("source-a", "the text"), "was there: " + hash_);
    EXPECT_EQ(size(), before + 1);
}

TEST_F(SourceFileTest, IsRefusedOnceItsRecordIsTakenDown) {
    publish(*registry_, {document("source-a", hash_)});
    said("source-a", "the text");
    Takedown takedown;
    takedown.record_id = "source-a";
    takedown.basis = "Article 17";
    takedown.authority = "A court";
    takedown.reason = "An order";
    takedown.actor = "registrar";
    must(registry_->take_down(takedown));
    EXPECT_EQ(said("source-a", "the text"), "source-a was taken down");
    EXPECT_EQ(stored(hash_), "no such file");
}

}  // namespace bridle::registry::source_file_test
