#!/usr/bin/env bash
# Builds all fuzz targets and runs each for some seconds over the kept seeds.
#
#   tests/fuzz/run.sh [seconds] [target …]      20 seconds, all targets
#
# What a target finds is left in tests/fuzz/artifacts/<target>/, and the status is 1. `cargo fuzz`
# is installed where it is missing; where that is not possible, the step says SKIPPED. Stable Rust
# will do: without a sanitizer nothing is unstable, and in a crate without `unsafe` the panics,
# overflows, hangs and memory that are watched are what there is to find.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-20}
shift || true
folder=tests/fuzz
export RUST_BACKTRACE=1

if ! cargo fuzz --version >/dev/null 2>&1; then
  if ! cargo install cargo-fuzz --locked --quiet; then
    printf '!!!! SKIPPED: cargo-fuzz is not there and cannot be installed, so nothing was fuzzed\n'
    exit 0
  fi
fi

mapfile -t all < <(cargo fuzz list --fuzz-dir $folder)
targets=("${@:-${all[@]}}")
cargo fuzz build --fuzz-dir $folder --sanitizer none

host=$(rustc -vV | sed -n 's/^host: //p')
logs=$folder/target/logs
mkdir -p "$logs"

# One target: what it found last, as a line.
fuzz() {
  local target=$1 seeds=("$folder/seeds/$1") arguments=() longest=4096
  case $target in
    picture) seeds+=(tests/pictures); longest=8192 ;;
    address | previous | round_trip) longest=2048 ;;
    pdf) longest=1024 ;;
  esac
  if [[ -f $folder/dictionaries/$target.dict ]]; then
    arguments+=("-dict=$folder/dictionaries/$target.dict")
  fi
  mkdir -p "$folder/corpus/$target" "$folder/artifacts/$target"
  if "$folder/target/$host/release/$target" "${arguments[@]}" \
    -artifact_prefix="$folder/artifacts/$target/" -max_total_time="$seconds" \
    -max_len=$longest -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=1 \
    "$folder/corpus/$target" "${seeds[@]}" >"$logs/$target" 2>&1; then
    local last executed
    last=$(grep -aE '^#[0-9]+.*DONE' "$logs/$target" | tail -1)
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/$target")
    printf '%-14s %10s executions  %s\n' "$target" "$executed" \
      "$(sed -E 's/.*(cov: [0-9]+ ft: [0-9]+).*(exec\/s: [0-9]+).*/\1  \2/' <<<"$last")"
  else
    printf '%-14s FAILED, see %s\n' "$target" "$logs/$target"
    grep -aE -A4 'panicked at|ERROR: libFuzzer|Test unit written' "$logs/$target" | cut -c1-400 | head -20
    return 1
  fi
}

# Two at once: a target has one thread.
status=0
running=()
for target in "${targets[@]}"; do
  if ((${#running[@]} >= 2)); then
    wait "${running[0]}" || status=1
    running=("${running[@]:1}")
  fi
  fuzz "$target" &
  running+=($!)
done
for pid in "${running[@]}"; do
  wait "$pid" || status=1
done
exit $status
