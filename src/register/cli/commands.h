// What bridle-register can be told to do. The command line is taken apart in main.cc and nowhere
// else; here is one function for each command. Each returns the exit code: 0 done, 1 it failed,
// 2 wrong usage, 10 a check found something wrong.

#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "register/service/register.h"
#include "register/web/server.h"

namespace bridle::registry {

enum ExitCode : int { kDone = 0, kFailed = 1, kWrongUsage = 2, kDefects = 10 };

int init(const std::string& folder, const Settings& settings);
int status(const std::string& folder, bool json);

struct ServeOptions {
    std::string folder, store;
    bool read_only = false;
    ServerOptions server;
};
int serve(const ServeOptions& options, const std::atomic<bool>& stop);

struct AccountOptions {
    std::string folder, name, role;
    std::string password_file;
    int password_fd = -1;
};
int add_account(const AccountOptions& options);
int list_accounts(const std::string& folder);
int set_account_password(const AccountOptions& options);
int set_account_disabled(const AccountOptions& options, bool disabled);
// The company's record, for which the filer may file.
int allow_company(const AccountOptions& options, const std::string& company);
int add_token(const AccountOptions& options, const std::string& label, unsigned days);

// Lines of {"id", "type", "body"}, each a record that is new: {"id"} may be left out.
int import_records(const std::string& folder, const std::string& file);
int take_down(const std::string& folder, const Takedown& takedown);
// Of the source document with that id.
int add_file(const std::string& folder, const std::string& record, const std::string& file);
int publish(const std::string& folder, const std::string& output);
int migrate(const std::string& folder, const std::string& to);
int print_attribution(const std::string& folder);
int ask_witnesses(const std::string& folder);

struct VerifyOptionsOfCommand {
    std::string target;                    // a folder, an address or a receipt
    std::string policy;                    // a file
    std::vector<std::string> checkpoints;  // files
    bool json = false;
};
int verify(const VerifyOptionsOfCommand& options);

// A register on the public facts about the trade, with an account for each role, for trying out.
int make_demonstration(const std::string& folder, const std::string& store);

// Says on the error stream what went wrong, and gives back the exit code.
int complain(const Error& error, int code = kFailed);

}  // namespace bridle::registry
