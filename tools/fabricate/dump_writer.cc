// Folders, tar, gzip and zip, written by what the standards say and no more.

#include <fcntl.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <vector>

#include "base/host_file.h"
#include "fabricate/dump.h"
#include "fabricate/encoding.h"

namespace bridle::fabricate {

namespace {

namespace fs = std::filesystem;

class FolderWriter : public DumpWriter {
public:
    explicit FolderWriter(std::string folder) : folder_(std::move(folder)) {}

    Result<void> add(const DumpFile& file) override {
        const fs::path path = folder_ + "/" + file.path;
        std::error_code error;
        fs::create_directories(file.type == DumpFile::Type::folder ? path : path.parent_path(),
                               error);
        if (file.type == DumpFile::Type::link) fs::create_symlink(file.target, path, error);
        if (file.type == DumpFile::Type::file) TRY(write_file(path.string(), file.content));
        const std::int64_t seconds = unix_seconds(file.time);
        const timespec times[2] = {{seconds, 0}, {seconds, 0}};
        if (file.type == DumpFile::Type::file) chmod(path.c_str(), file.mode);
        // Folders last: what is put into them later would change their times.
        if (file.type == DumpFile::Type::folder)
            folders_.emplace_back(path.string(), file.time);
        else
            utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW);
        return error ? fail(Errc::io, path.string() + ": " + error.message()) : Result<void>();
    }
    Result<void> finish() override {
        for (const auto& [path, time] : folders_) {
            const timespec at{unix_seconds(time), 0};
            const timespec times[2] = {at, at};
            utimensat(AT_FDCWD, path.c_str(), times, 0);
        }
        return {};
    }

private:
    std::string folder_;
    std::vector<std::pair<std::string, Time>> folders_;
};

// Takes bytes one after the other into a file, as they are or packed.
class Stream {
public:
    explicit Stream(OutputFile file, bool pack) : file_(std::move(file)), pack_(pack) {
        if (!pack_) return;
        isal_deflate_init(&deflate_);
        deflate_.gzip_flag = IGZIP_GZIP;
        level_buffer_.resize(ISAL_DEF_LVL1_DEFAULT);
        deflate_.level = 1;
        deflate_.level_buf = level_buffer_.data();
        deflate_.level_buf_size = static_cast<std::uint32_t>(level_buffer_.size());
        out_.resize(1 << 20);
    }
    Result<void> write(std::string_view bytes, bool last = false) {
        if (!pack_) return file_.write(bytes);
        std::string copy(bytes);  // the library takes no constant
        deflate_.next_in = reinterpret_cast<std::uint8_t*>(copy.data());
        deflate_.avail_in = static_cast<std::uint32_t>(copy.size());
        deflate_.end_of_stream = last;
        do {
            deflate_.next_out = out_.data();
            deflate_.avail_out = static_cast<std::uint32_t>(out_.size());
            isal_deflate(&deflate_);
            const std::size_t made = out_.size() - deflate_.avail_out;
            TRY(file_.write({reinterpret_cast<const char*>(out_.data()), made}));
        } while (deflate_.avail_out == 0 || (last && deflate_.internal_state.state != ZSTATE_END));
        return {};
    }
    Result<void> close() {
        if (pack_) TRY(write("", true));
        return file_.close();
    }

private:
    OutputFile file_;
    bool pack_;
    isal_zstream deflate_{};
    std::vector<std::uint8_t> level_buffer_, out_;
};

class TarWriter : public DumpWriter {
public:
    TarWriter(OutputFile file, bool pack) : stream_(std::move(file), pack) {}

    Result<void> add(const DumpFile& file) override {
        const bool folder = file.type == DumpFile::Type::folder;
        const std::string path = folder ? file.path + "/" : file.path;
        if (path.size() > 99 || file.target.size() > 99 || file.content.size() >= (1ULL << 33)) {
            std::string records = record("path", path);
            if (!file.target.empty()) records += record("linkpath", file.target);
            if (file.content.size() >= (1ULL << 33))
                records += record("size", std::to_string(file.content.size()));
            TRY(member("PaxHeader", 'x', records, 0644, {}, ""));
        }
        return member(path.substr(0, 99),
                      folder                              ? '5'
                      : file.type == DumpFile::Type::link ? '2'
                                                          : '0',
                      file.content, file.mode, file.time, file.target.substr(0, 99));
    }
    Result<void> finish() override {
        TRY(stream_.write(std::string(1024, '\0')));
        return stream_.close();
    }

private:
    static std::string record(std::string_view key, std::string_view value) {
        std::string rest = " " + std::string(key) + "=" + std::string(value) + "\n";
        std::size_t size = rest.size() + 1;
        while (size != rest.size() + std::to_string(size).size())
            size = rest.size() + std::to_string(size).size();
        return std::to_string(size) + rest;
    }
    static void octal(std::string& block, std::size_t at, std::size_t digits, std::uint64_t value) {
        for (std::size_t i = digits; i-- > 0; value >>= 3)
            block[at + i] = static_cast<char>('0' + (value & 7));
    }
    Result<void> member(std::string_view path, char kind, std::string_view content, unsigned mode,
                        Time time, std::string_view target) {
        std::string block(512, '\0');
        block.replace(0, path.size(), path);
        octal(block, 100, 7, mode);
        octal(block, 108, 7, 501);
        octal(block, 116, 7, 501);
        octal(block, 124, 11, content.size() & 077777777777);
        octal(block, 136, 11,
              static_cast<std::uint64_t>(std::max<std::int64_t>(0, unix_seconds(time))));
        block.replace(148, 8, "        ");
        block[156] = kind;
        block.replace(157, target.size(), target);
        block.replace(257, 8,
                      std::string_view("ustar\0"
                                       "00",
                                       8));
        unsigned sum = 0;
        for (char c : block) sum += static_cast<unsigned char>(c);
        octal(block, 148, 6, sum);
        block[154] = '\0';
        TRY(stream_.write(block));
        TRY(stream_.write(content));
        return stream_.write(std::string((512 - content.size() % 512) % 512, '\0'));
    }

    Stream stream_;
};

class ZipWriter : public DumpWriter {
public:
    explicit ZipWriter(OutputFile file) : file_(std::move(file)) {}
    ~ZipWriter() override { libdeflate_free_compressor(compressor_); }

    Result<void> add(const DumpFile& file) override {
        const bool folder = file.type == DumpFile::Type::folder;
        const std::string name = folder ? file.path + "/" : file.path;
        std::string_view content = file.type == DumpFile::Type::link ? file.target : file.content;
        std::string packed(content.size() + 64, '\0');
        packed.resize(libdeflate_deflate_compress(compressor_, content.data(), content.size(),
                                                  packed.data(), packed.size()));
        const bool stored = packed.empty() || packed.size() >= content.size();
        std::string_view body = stored ? content : std::string_view(packed);
        std::string times, common;
        append_le(times, 0x5455, 2);
        append_le(times, 5, 2);
        times += '\1';
        append_le(times, static_cast<std::uint64_t>(unix_seconds(file.time)), 4);
        append_le(common, 20, 2);
        append_le(common, 0x0800, 2);  // names are UTF-8
        append_le(common, stored ? 0 : 8, 2);
        append_le(common, 0, 4);  // the time of MS-DOS, which has no zone
        append_le(common, libdeflate_crc32(0, content.data(), content.size()), 4);
        append_le(common, body.size(), 4);
        append_le(common, content.size(), 4);
        append_le(common, name.size(), 2);
        append_le(common, times.size(), 2);
        const unsigned kind = folder                              ? 0040000
                              : file.type == DumpFile::Type::link ? 0120000
                                                                  : 0100000;
        add_to_directory(common, name, times, kind | file.mode);
        std::string local;
        append_le(local, 0x04034B50, 4);
        TRY(put(local + common + name + times));
        return put(body);
    }
    Result<void> finish() override {
        const std::uint64_t at = at_, size = directory_.size();
        TRY(put(directory_));
        std::string end;
        append_le(end, 0x06064B50, 4);
        append_le(end, 44, 8);
        append_le(end, 45, 2);
        append_le(end, 45, 2);
        append_le(end, 0, 8);
        for (std::uint64_t number : {entries_, entries_, size, at}) append_le(end, number, 8);
        append_le(end, 0x07064B50, 4);
        append_le(end, 0, 4);
        append_le(end, at + size, 8);
        append_le(end, 1, 4);
        append_le(end, 0x06054B50, 4);
        append_le(end, 0, 4);
        for (int i = 0; i < 2; i++) append_le(end, std::min<std::uint64_t>(entries_, 0xFFFF), 2);
        append_le(end, std::min<std::uint64_t>(size, 0xFFFFFFFF), 4);
        append_le(end, std::min<std::uint64_t>(at, 0xFFFFFFFF), 4);
        append_le(end, 0, 2);
        TRY(put(end));
        return file_.close();
    }

private:
    void add_to_directory(const std::string& common, const std::string& name, std::string extra,
                          unsigned mode) {
        const bool far = at_ >= 0xFFFFFFFF;
        if (far) {
            append_le(extra, 1, 2);
            append_le(extra, 8, 2);
            append_le(extra, at_, 8);
        }
        append_le(directory_, 0x02014B50, 4);
        append_le(directory_, 3 << 8 | 20, 2);
        directory_ += common.substr(0, common.size() - 2);
        append_le(directory_, extra.size(), 2);
        append_le(directory_, 0, 6);
        append_le(directory_, 0, 2);
        append_le(directory_, mode, 2);
        append_le(directory_, far ? 0xFFFFFFFF : at_, 4);
        directory_ += name + extra;
        entries_++;
    }
    Result<void> put(std::string_view bytes) {
        at_ += bytes.size();
        return file_.write(bytes);
    }

    OutputFile file_;
    libdeflate_compressor* compressor_ = libdeflate_alloc_compressor(1);
    std::string directory_;
    std::uint64_t at_ = 0, entries_ = 0;
};

}  // namespace

Result<std::unique_ptr<DumpWriter>> dump_writer(DumpForm form, const std::string& path) {
    if (form == DumpForm::folder) return std::make_unique<FolderWriter>(path);
    OutputFile file = TRY(OutputFile::create(path));
    if (form == DumpForm::zip) return std::make_unique<ZipWriter>(std::move(file));
    return std::make_unique<TarWriter>(std::move(file), form == DumpForm::tar_gz);
}

}  // namespace bridle::fabricate
