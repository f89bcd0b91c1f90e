#!/bin/sh
# Prints docs/coverage.md: docs/coverage.in with the tables of the program that is given. A
# claim ("W-48 | what is done | Suite.Name Suite.Other") names tests that must be there, or all of
# a suite for one of its parameters ("Suite.*/Parameter"). "-" says that it
# is not done yet, and what stands behind it why.
set -eu
program=$1
cd "$(dirname "$0")/.."

# "Suite.Name" of every test; and, in quotes, what may be the name of a parameter.
tests() {
    find src tests tools -name '*_test.cc' | sort | xargs cat | tr '\n' ' ' |
        grep -oE '\bTEST(_[FP])?\( *[A-Za-z0-9]+, *[A-Za-z0-9]+|"[A-Za-z0-9_]+"' |
        sed -E 's/^TEST[_FP]*\( *//; s/, */./'
}

{ tests; echo; cat docs/coverage.in; } | awk -v program="$program" '
    !text && /^$/ { text = 1; next }
    !text { known[$0] = 1; sub(/\..*/, ".*"); known[$0] = 1; next }
    /^@(artifacts|rules)$/ { fflush(); system(program " " substr($0, 2) " --markdown"); next }
    /^[A-Z]-[0-9]+ \| / {
        n = split($0, part, / \| /)
        shown = ""
        m = split(part[3], list, / +/)
        if (sub(/^-/, "not yet", part[3])) {
            print "| " part[1] " | " part[2] " | " part[3] " |"
            next
        }
        for (i = 1; i <= m; i++) {
            split(list[i], of, "/")
            if (!known[of[1]] || (of[2] && !known["\"" of[2] "\""])) {
                print "coverage: " part[1] ": there is no test " list[i] > "/dev/stderr"
                bad = 1
            }
            shown = shown (shown ? "<br>" : "") "`" list[i] "`"
        }
        if (m == 0) { print "coverage: no test shows " part[1] > "/dev/stderr"; bad = 1 }
        print "| " part[1] " | " part[2] " | " shown " |"
        next
    }
    { print }
    END { fflush(); exit bad }'
