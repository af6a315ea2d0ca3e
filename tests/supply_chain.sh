#!/usr/bin/env bash
# Licences, duplicates and sources of all that is built in, and known advisories against it.
#
#   tests/supply_chain.sh [ADVISORY_DB]
#
# Nothing is fetched. ADVISORY_DB (or the variable of that name) is a local copy of RustSec's advisory-db, a
# git folder with or without a work tree; without it the copy that an earlier `cargo deny fetch` left is used.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

database=${1:-${ADVISORY_DB:-}}
if ! command -v cargo-deny >/dev/null; then
  printf '!!!! SKIPPED: cargo-deny is not installed (cargo install cargo-deny --locked)\n'
  exit 0
fi

cargo-deny --offline check --hide-inclusion-graph licenses bans sources

# The name that cargo-deny gives to its copy of https://github.com/RustSec/advisory-db.
name=advisory-db-3157b0e258782691
if [[ -n $database ]]; then
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  git clone --quiet --no-hardlinks "$database" "$scratch/$name"
  git -C "$scratch/$name" fetch --quiet origin
  sed "s|^\[advisories\]|[advisories]\ndb-path = \"$scratch\"|" .deny.toml >"$scratch/deny.toml"
  cargo-deny --offline --config "$scratch/deny.toml" check --hide-inclusion-graph advisories
elif [[ -d ${CARGO_HOME:-$HOME/.cargo}/advisory-dbs/$name ]]; then
  cargo-deny --offline check --hide-inclusion-graph advisories
else
  printf '!!!! SKIPPED: there is no copy of the advisory database, so no advisory was looked for\n'
fi
