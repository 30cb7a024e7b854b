# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of rushes-cli for fish.

set -l commands status save track parse

complete -c rushes-cli -f
complete -c rushes-cli -n "not __fish_seen_subcommand_from $commands" -a status -d 'Ask once how each task stands'
complete -c rushes-cli -n "not __fish_seen_subcommand_from $commands" -a save -d 'Wait until each task ends, then save its video'
complete -c rushes-cli -n "not __fish_seen_subcommand_from $commands" -a track -d 'Put tasks into the list of Rushes'
complete -c rushes-cli -n "not __fish_seen_subcommand_from $commands" -a parse -d 'Show which task ids a text holds'
complete -c rushes-cli -n '__fish_seen_subcommand_from parse' -F

set -l asking "not __fish_seen_subcommand_from track parse"
complete -c rushes-cli -n $asking -l base-url -x -d 'Ask this service'
complete -c rushes-cli -n $asking -l key-file -r -F -d 'Read the key from this file'
complete -c rushes-cli -n $asking -l account -x -d 'Use this account of the window’s'
complete -c rushes-cli -n $asking -l demo -d 'Ask a demo on this computer'
complete -c rushes-cli -n $asking -l show-links -d 'Print the links to the videos, which are secrets'

set -l saving "not __fish_seen_subcommand_from status track parse"
complete -c rushes-cli -n $saving -l to -x -a '(__fish_complete_directories)' -d 'Put the videos into this folder'
complete -c rushes-cli -n $saving -l name -x -d 'Call the videos so'
complete -c rushes-cli -n $saving -l no-wait -d 'Do not wait for a task that still runs'

complete -c rushes-cli -l timeout -x -d 'Give up after so many seconds'
complete -c rushes-cli -l json -d 'Print one JSON object a line'
complete -c rushes-cli -s h -l help -d 'Print help'
complete -c rushes-cli -l version -d 'Print the version'
