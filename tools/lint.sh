#!/bin/sh
# The rules a compiler does not check. Run by ctest and by ./dev lint.
cd "$(dirname "$0")/.." || exit 1
status=0
complain() { echo "lint: $1"; status=1; }

ours() { find src tests fuzz bench tools \( -name '*.h' -o -name '*.cc' -o -name '*.sh' \) | sort; }
# refuse WHAT PATTERN FILES...: prints the lines that match, and complains of them.
refuse() {
    what=$1 pattern=$2
    shift 2
    [ $# = 0 ] || ! grep -nE "$pattern" "$@" /dev/null || complain "$what"
}

# A layer includes itself and what its line in CMakeLists.txt names, and what those may include.
layers=$(sed -n 's/^bridle_layer(\([a-z/]*\) *\(.*\))$/\1 \2/p' CMakeLists.txt)
[ "$layers" ] || complain "CMakeLists.txt lists no layers"
may_include() {  # of the layer $1, one a line
    echo "$1"
    for use in $(echo "$layers" | sed -n "s|^$1 ||p"); do
        case $use in bridle_*) may_include "$(echo "${use#bridle_}" | sed 's|^register_|register/|')" ;; esac
    done
}
for layer in $(echo "$layers" | cut -d' ' -f1); do
    allowed=$(may_include "$layer" | sort -u | paste -sd'|')
    find "src/$layer" -name '*.h' -o -name '*.cc' | grep -v '_test\.cc$\|/test_[a-z_]*\.h$' |
        xargs grep -nE '#include "[a-z_]+/' /dev/null | grep -vE "#include \"($allowed)/" && complain "$layer reaches up"
done

# TRY is a whole statement or a whole initializer: g++ 12 leaks otherwise.
# Literals and comments go first, so that their brackets do not count.
ours | grep '^src/.*\.\(h\|cc\)$' | xargs perl -0777 -ne '
    s{R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\x27(?:\\.|[^\x27\\\n])\x27|//[^\n]*|^#\s*define(?:\\\n|[^\n])*}
     {($& =~ m{^[/#]} ? "" : "0") . "\n" x ($& =~ tr/\n//)}gems;
    while (/\bTRY(\((?:[^()]++|(?1))*\))/g) {
        my ($before, $after) = (substr($_, 0, $-[0]), substr($_, $+[0]));
        next if $before =~ /(?:^|[;{}:)]|(?<![=!<>])=|\belse|\bdo)\s*$/ && $after =~ /^\s*;/;
        print "$ARGV:", 1 + ($before =~ tr/\n//), ": TRY\n"; $bad = 1;
    }
    END { exit($bad ? 1 : 0) }' || complain "TRY inside an expression"

# What the folder promises: a test for every artifact and rule, a fuzz target for every format.
for file in src/artifact/*/*.cc src/rule/*/*.cc; do
    case $file in *_test.cc | *'*'*) continue ;; esac
    [ -e "${file%.cc}_test.cc" ] || complain "$file has no test"
done
for file in src/format/*.h; do
    [ -e "$file" ] || continue
    users=$(grep -lF "#include \"${file#src/}\"" fuzz/*_fuzz.cc src/format/*.h src/format/*.cc |
        grep -v "_test\.cc$\|^${file%.h}\.cc$")
    [ "$users" ] || complain "nothing fuzzes $file"
done

# The man pages and the completions know every option.
options_of() { grep -o '"[-a-z,]*--[a-z-]*"' "$1" 2>/dev/null | grep -o -- '--[a-z-]*'; }
for option in $(options_of src/cli/main.cc); do
    grep -q "Fl -${option#--}" packaging/bridle.1 || complain "the man page knows nothing of $option"
    for shell in packaging/completion/*; do
        grep -q -- "-l ${option#--}\|$option" "$shell" || complain "$shell knows nothing of $option"
    done
done
for option in $(options_of src/register/cli/main.cc); do
    grep -q "Fl -${option#--}" packaging/bridle-register.1 || complain "the man page of the register knows nothing of $option"
done

# One line of a command that goes on and does not say so breaks the whole of it.
awk '/^ *_arguments .*\\$/ { on = 1; next }
     on && !/\\$/ { on = 0; if (getline > 0 && /^ *\x27/) { print FILENAME ": " $0; bad = 1 } }
     END { exit bad }' packaging/completion/_bridle || complain "the completion for zsh breaks off"

# Every file says what it is: a header, and a source file that has none.
for file in $(ours | grep '^src/.*\.\(h\|cc\)$' | grep -v '_test\.cc$'); do
    [ -e "${file%.cc}.h" ] && [ "$file" != "${file%.cc}.h" ] && continue
    head -n 1 "$file" | grep -q '^//' || complain "$file does not say what it is"
done
for file in $(ours) dev; do
    [ "$(wc -l <"$file")" -le 600 ] || complain "$file is longer than 600 lines"
done

# Offline: bridle has one door to the network, the register its own; and none starts another program.
# shellcheck disable=SC2046  # no blanks in our names
refuse "the network is for src/net and src/register/web alone" '#include <(curl/|sys/socket|netdb|netinet/|boost/asio|boost/beast)' \
    $(ours | grep '^src/' | grep -vE '^src/(net|register/web)/')
# shellcheck disable=SC2046
refuse "bridle goes through src/net for its indicators alone" '#include "net/' \
    $(ours | grep '^src/' | grep -vE '^src/(net|register)/|^src/cli/indicator')
# shellcheck disable=SC2046
refuse "nothing starts another program" '\b(system|popen|execv|execl|execvp|posix_spawn)\(' \
    $(ours | grep '^src/.*\.\(h\|cc\)$')
# shellcheck disable=SC2046
refuse "reinterpret_cast belongs in base/ and in the wrappers of C libraries in format/" 'reinterpret_cast' \
    $(ours | grep -vE '^(src/base|src/format|tests|tools|fuzz)/|_test\.cc$')
# shellcheck disable=SC2046
refuse "do it now, or open an issue" '\b(TO[D]O|FIX[M]E|XX[X])\b' $(ours) dev
# shellcheck disable=SC2046
refuse "a path of one machine" '"/(home|work|mnt|media)/' $(ours)

if command -v clang-format-19 >/dev/null; then
    ours | grep -v '\.sh$' | xargs clang-format-19 --dry-run -Werror 2>&1 | grep 'error:' |
        cut -d: -f1 | sort -u | sed 's/$/: .\/dev format would change it/' | grep . && complain "not in the one form"
fi
exit $status
