# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of rushes for fish.

complete -c rushes -f
complete -c rushes -l demo -d 'Show made-up tasks instead of your own'
complete -c rushes -s h -l help -d 'Print help'
complete -c rushes -l version -d 'Print the version'
