#include "format/sqlite_vfs.h"

#include <sqlite3.h>

#include <array>
#include <charconv>
#include <cstring>
#include <new>
#include <vector>

namespace bridle {

namespace {

// Names are the address of their source in hexadecimal. They are made in
// name() below and nowhere else; a hostile file cannot make SQLite open one
// (attaching is off).
constexpr std::string_view kPrefix = "/bridle/";
constexpr std::string_view kWalSuffix = "-wal";

SqliteSource* source_of(std::string_view name) {
    if (!name.starts_with(kPrefix)) return nullptr;
    name.remove_prefix(kPrefix.size());
    std::uintptr_t address = 0;
    std::from_chars(name.data(), name.data() + name.size(), address, 16);
    return reinterpret_cast<SqliteSource*>(address);
}

// Tables lie in runs of neighbouring pages; reading them a run at a time
// saves most of the calls, and of the decryptions.
class RunCache {
public:
    explicit RunCache(const File& file) : file_(file) {}

    Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) {
        std::size_t done = 0;
        while (done < into.size()) {
            std::uint64_t at = offset + done;
            const Run* run = TRY(run_at(at / kRunBytes));
            std::size_t skip = at % kRunBytes;
            if (skip >= run->size) break;
            std::size_t size = std::min(into.size() - done, run->size - skip);
            std::memcpy(into.data() + done, run->bytes.data() + skip, size);
            done += size;
        }
        return done;
    }

private:
    static constexpr std::size_t kRunBytes = 64 << 10;
    static constexpr std::size_t kRuns = 8;
    struct Run {
        std::uint64_t number = UINT64_MAX;
        std::size_t size = 0;
        std::uint64_t used = 0;
        std::vector<std::byte> bytes;
    };

    Result<const Run*> run_at(std::uint64_t number) {
        Run* oldest = runs_.data();
        for (Run& run : runs_) {
            if (run.number == number) {
                run.used = ++clock_;
                return &run;
            }
            if (run.used < oldest->used) oldest = &run;
        }
        oldest->number = UINT64_MAX;
        oldest->bytes.resize(kRunBytes);
        oldest->size = TRY(file_.read_at(number * kRunBytes, oldest->bytes));
        oldest->number = number;
        oldest->used = ++clock_;
        return oldest;
    }

    const File& file_;
    std::array<Run, kRuns> runs_;
    std::uint64_t clock_ = 0;
};

struct OpenFile {
    sqlite3_file base;  // SQLite's part; must be first
    SqliteSource* source;
    RunCache* cache;  // null: an empty file
    std::uint64_t size;
};

OpenFile& self(sqlite3_file* file) {
    return *reinterpret_cast<OpenFile*>(file);
}

int close_file(sqlite3_file* file) {
    delete self(file).cache;
    return SQLITE_OK;
}

int read_file_at(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
    OpenFile& open = self(file);
    std::span<std::byte> want(static_cast<std::byte*>(into), static_cast<std::size_t>(size));
    std::size_t got = 0;
    if (open.cache) {
        auto read = open.cache->read(static_cast<std::uint64_t>(offset), want);
        if (!read) {
            open.source->failure = read.error();
            return SQLITE_IOERR_READ;
        }
        got = *read;
    }
    if (got == want.size()) return SQLITE_OK;
    std::memset(want.data() + got, 0, want.size() - got);
    return SQLITE_IOERR_SHORT_READ;
}

int refuse_write(sqlite3_file*, const void*, int, sqlite3_int64) {
    return SQLITE_READONLY;
}
int refuse_truncate(sqlite3_file*, sqlite3_int64) {
    return SQLITE_READONLY;
}
int sync(sqlite3_file*, int) {
    return SQLITE_OK;
}
int size_of(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(self(file).size);
    return SQLITE_OK;
}
int lock(sqlite3_file*, int) {
    return SQLITE_OK;
}
int reserved(sqlite3_file*, int* result) {
    *result = 0;
    return SQLITE_OK;
}
int control(sqlite3_file*, int, void*) {
    return SQLITE_NOTFOUND;
}
int sector(sqlite3_file*) {
    return 4096;
}
int traits(sqlite3_file*) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// Version 1: no shared memory. In exclusive locking mode SQLite then keeps the index of the log in
// its own memory.
constexpr sqlite3_io_methods kMethods = {
    1,       close_file, read_file_at, refuse_write, refuse_truncate, sync,   size_of,
    lock,    lock,       reserved,     control,      sector,          traits, nullptr,
    nullptr, nullptr,    nullptr,      nullptr,      nullptr,
};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int, int* out_flags) {
    OpenFile& open = self(file);
    open.base.pMethods = nullptr;
    SqliteSource* source = name ? source_of(name) : nullptr;
    if (!source) return SQLITE_CANTOPEN;  // also temporary files: those stay in memory
    bool is_wal = std::string_view(name).ends_with(kWalSuffix);
    const File* content = is_wal ? source->wal() : &source->file();
    open.source = source;
    open.cache = content ? new (std::nothrow) RunCache(*content) : nullptr;
    open.size = content ? content->size() : 0;
    if (!is_wal) open.size = std::max(open.size, source->claimed_size());
    if (content && !open.cache) return SQLITE_NOMEM;
    open.base.pMethods = &kMethods;
    // "Writable" is what makes SQLite read a log without shared memory.
    if (out_flags) *out_flags = SQLITE_OPEN_READWRITE;
    return SQLITE_OK;
}

int delete_file(sqlite3_vfs*, const char*, int) {
    return SQLITE_OK;
}
int access(sqlite3_vfs*, const char* name, int, int* result) {
    SqliteSource* source = source_of(name);
    *result = source && source->wal() && std::string_view(name).ends_with(kWalSuffix);
    return SQLITE_OK;
}
int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
}
int randomness(sqlite3_vfs*, int size, char* out) {
    std::memset(out, 0, static_cast<std::size_t>(size));  // nothing here needs to be unpredictable
    return size;
}
int sleep(sqlite3_vfs*, int) {
    return 0;
}
int current_time(sqlite3_vfs*, double* julian) {
    *julian = 2440587.5;
    return SQLITE_OK;
}

}  // namespace

// The number of pages counts only if nobody without knowledge of it has
// written since: https://www.sqlite.org/fileformat2.html#in_header_database_size
static Result<std::uint64_t> size_in_header(const File& file) {
    std::array<std::byte, 100> bytes{};
    auto got = TRY(file.read_at(0, bytes));
    Cursor header(Bytes(bytes).first(got));
    TRY(header.expect("SQLite format 3"));
    TRY(header.skip(1));
    auto page = TRY(header.be<std::uint16_t>());
    TRY(header.skip(6));
    auto changes = TRY(header.be<std::uint32_t>());
    auto pages = TRY(header.be<std::uint32_t>());
    TRY(header.skip(60));
    auto valid_for = TRY(header.be<std::uint32_t>());
    return changes == valid_for ? std::uint64_t{page == 1 ? 65536u : page} * pages : 0;
}

SqliteSource::SqliteSource(const File& file, const File* wal) : file_(file), wal_(wal) {
    claimed_size_ = size_in_header(file).value_or(0);
}

const char* SqliteSource::vfs_name() {
    static constexpr char kName[] = "bridle";
    static const bool registered = [] {
        static sqlite3_vfs vfs{};
        vfs.iVersion = 1;
        vfs.szOsFile = sizeof(OpenFile);
        vfs.mxPathname = 64;
        vfs.zName = kName;
        vfs.xOpen = open_file;
        vfs.xDelete = delete_file;
        vfs.xAccess = access;
        vfs.xFullPathname = full_path;
        vfs.xRandomness = randomness;
        vfs.xSleep = sleep;
        vfs.xCurrentTime = current_time;
        return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
    }();
    return registered ? kName : nullptr;
}

std::string SqliteSource::name() const {
    std::array<char, 16> digits;
    auto end =
        std::to_chars(digits.begin(), digits.end(), reinterpret_cast<std::uintptr_t>(this), 16);
    return std::string(kPrefix) + std::string(digits.begin(), end.ptr);
}

}  // namespace bridle
