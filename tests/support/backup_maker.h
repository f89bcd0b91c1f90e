// Makes small iPhone backups, plain and encrypted, as a test wants them.

#pragma once

#include <map>
#include <string>
#include <string_view>

namespace bridle::test {

class BackupMaker {
public:
    enum class Kind {
        plain,
        encrypted,         // as since iOS 10.2: the list too, password derived twice
        encrypted_before,  // as until iOS 10.1: a plain list, password derived once
    };
    static constexpr std::string_view kPassword = "open sesame";

    // Into `folder`, which is there. Nothing is written before write().
    BackupMaker(std::string folder, Kind kind);

    // A file with its contents; returns its id. `claimed` is the size in the list.
    std::string add(std::string_view domain, std::string_view path, std::string_view contents);
    std::string add(std::string_view domain, std::string_view path, std::string_view contents,
                    std::size_t claimed);
    // SQL for the list, after its rows: to spoil them.
    void sql(std::string_view statement) { extra_sql_ += std::string(statement) + ";"; }

    void write();

    // To spoil what write() wrote.
    void put(std::string_view name, std::string_view contents) const;
    void remove(std::string_view name) const;
    std::string path(std::string_view name) const { return folder_ + "/" + std::string(name); }
    std::string path_of_id(std::string_view id) const;

    // What Manifest.plist will hold; an empty one is left out.
    std::string version = "18.5", key_bag, manifest_key, says_encrypted = "<false/>";

private:
    std::string manifest_plist() const;

    std::string folder_;
    Kind kind_;
    std::string rows_, extra_sql_;
    std::map<std::string, std::string> stored_;
};

}  // namespace bridle::test
