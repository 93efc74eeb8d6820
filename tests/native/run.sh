#!/usr/bin/env bash
# The compiled scorer under the address and undefined-behaviour sanitizers: hostile texts and
# corrupt models for a few seconds. usage: tests/native/run.sh [SECONDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-20}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
include=$(python -c 'import sysconfig; print(sysconfig.get_paths()["include"])')
gcc -std=c11 -O1 -g -Wall -Wextra -Werror -fPIC -shared -fno-omit-frame-pointer \
    -fsanitize=address,undefined -fno-sanitize-recover=all \
    -I"$include" stance/model/compiled/module.c -o "$place/_native.so" -lm
# Python itself frees little at exit, so leaks are looked for in growth (see fuzz.py), not here.
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
    ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 PYTHONMALLOC=malloc PYTHONPATH=$PWD \
    python tests/native/fuzz.py "$place/_native.so" "$seconds"
