#!/bin/sh
# Prints docs/coverage.md: docs/coverage.in with the tables of the program that is given, and
# for each claim ("W-48 | what is done") the tests that say "// shows W-48" above themselves.
set -eu
program=$1
cd "$(dirname "$0")/.."

# "W-48 Suite.Name" for each claim that a test shows.
shown() {
    find src tests tools -name '*_test.cc' | sort | xargs awk '
        /^\/\/ shows / { claims = $0; sub(/^\/\/ shows /, "", claims); next }
        claims != "" && /^TEST/ {
            line = $0
            if (line !~ /[{]$/) { getline more; line = line more }
            sub(/^TEST[_FP]*\(/, "", line); sub(/\).*/, "", line); gsub(/, */, ".", line)
            n = split(claims, list, /, */)
            for (i = 1; i <= n; i++) print list[i], line
            claims = ""
        }'
}

{ shown; echo; cat docs/coverage.in; } | awk -v program="$program" '
    !text && /^$/ { text = 1; next }
    !text { tests[$1] = tests[$1] (tests[$1] ? "<br>" : "") "`" $2 "`"; next }
    /^@(artifacts|rules)$/ { fflush(); system(program " " substr($0, 2) " --markdown"); next }
    /^[A-Z]-[0-9]+ \| / {
        id = $1
        if (!tests[id]) { print "coverage: no test shows " id > "/dev/stderr"; bad = 1 }
        print "| " $0 " | " tests[id] " |"
        next
    }
    { print }
    END { fflush(); exit bad }'
