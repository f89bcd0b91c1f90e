# Completion of bridle for fish.

set -l actions list check import update
set -l checking '__fish_seen_subcommand_from check; and not __fish_seen_subcommand_from indicators'

complete -c bridle -n __fish_use_subcommand -f -a check -d 'Examine a backup or a dump'
complete -c bridle -n __fish_use_subcommand -f -a indicators -d 'The installed indicator sets'
complete -c bridle -n __fish_use_subcommand -f -a show -d 'Print the findings of a case'
complete -c bridle -n __fish_use_subcommand -f -a artifacts -d 'What is read'
complete -c bridle -n __fish_use_subcommand -f -a rules -d 'What is looked for'
complete -c bridle -n __fish_use_subcommand -f -a version -d 'Print the version'
complete -c bridle -n '__fish_seen_subcommand_from artifacts rules' -l markdown -d 'As a table for documents'

complete -c bridle -n $checking -s o -l output -r -d 'The new folder for the case'
complete -c bridle -n $checking -s i -l indicators -r -d 'STIX indicators, not the installed ones'
complete -c bridle -n $checking -l register -r -d 'What a public register has on record'
complete -c bridle -n $checking -l consent -x -d 'Who agreed to the examination, and how'
complete -c bridle -n $checking -l password-file -r -d 'The password is its first line'
complete -c bridle -n $checking -l password-fd -x -d 'The password is read from this descriptor'
complete -c bridle -n $checking -l only -x -d 'Read this artifact and no other' \
    -a '@BRIDLE_ARTIFACTS@'
complete -c bridle -n $checking -l as -x -a 'ios-backup filesystem' \
    -d 'What it is, if it is not recognised'
complete -c bridle -n $checking -l each -d 'Examine all that the folder holds'
complete -c bridle -n $checking -l keep -x -a all -d 'Keep the text of every message'
complete -c bridle -n $checking -l timezone -x -d 'Show times in this zone'
complete -c bridle -n $checking -l threads -x -d 'Use so many threads'
complete -c bridle -n $checking -s q -l quiet -d 'Nothing but errors'
complete -c bridle -n $checking -l json -d 'Print the summary as JSON'

complete -c bridle -n __fish_use_subcommand -l help-all -d 'Help for every command'
complete -c bridle -n __fish_use_subcommand -l version -d 'The version'
complete -c bridle -n '__fish_seen_subcommand_from show' -l timezone -x -d 'Show times in this zone'
complete -c bridle -n '__fish_seen_subcommand_from show' -l json -d 'Print the summary as JSON'

set -l undecided "__fish_seen_subcommand_from indicators; and not __fish_seen_subcommand_from $actions"
complete -c bridle -n $undecided -f -a list -d 'The installed sets'
complete -c bridle -n $undecided -f -a check -d 'What a STIX file holds'
complete -c bridle -n $undecided -f -a import -d 'Install files'
complete -c bridle -n $undecided -f -a update -d 'Fetch the published sets'
complete -c bridle -n '__fish_seen_subcommand_from update' -f -l index -x -d 'Follow another index'
complete -c bridle -n '__fish_seen_subcommand_from update' -l ca-file -r -d 'Certificates to trust instead'
