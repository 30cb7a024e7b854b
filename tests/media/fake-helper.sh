#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Stands in for rushes-media-helper where a test needs one that is quick, or one that goes wrong in a
# way that no real video is known to bring about. What it does is the first line of the "video".
#
#   FAKE_LOG   takes the video's path when it starts
#   FAKE_GATE  (if set) a FIFO: it goes on when it has read a line there
printf '%s\n' "$2" >> "$FAKE_LOG"
if [ -n "${FAKE_GATE-}" ]; then
  read -r _ < "$FAKE_GATE"
fi

read -r deed < "$2"
facts='{"duration_ms":4000,"width":64,"height":48,"fps_n":10,"fps_d":1,"has_audio":1,"codec":"H.264"}'
case $deed in
  good)
    if [ "$1" = pictures ]; then cp "$2" "$3"; fi
    cp "$2" "$4"
    echo "$facts"
    ;;
  refuses)
    echo '{"error":"codec-missing","text":"H.265 (Main Profile)"}'
    exit 10
    ;;
  full)
    echo '{"error":"disk-full","text":"no space"}'
    exit 15
    ;;
  half)
    cp "$2" "$3"
    kill -XCPU $$
    ;;
  memory) kill -ABRT $$ ;;
  crashes)
    cp "$2" "$3"
    kill -SEGV $$
    ;;
  mute) ;;
  babbles) echo 'it is fine, believe me' ;;
  boasts) echo '{"duration_ms":-1,"width":0,"height":48,"fps_n":10,"fps_d":0,"has_audio":1,"codec":"H.264"}' ;;
  shouts) exec yes ;;
  forgets) echo "$facts" ;;
  stays) exec sleep 600 ;;
  asks) echo "{\"error\":\"damaged\",\"text\":\"${RUSHES_API_KEY-none} ${G_DEBUG-none}\"}" ;;
esac
