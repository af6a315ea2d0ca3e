#!/usr/bin/env bash
# Holds every handout, and the book of all posts, against PDF/A-3a and PDF/UA-1 with veraPDF, the
# validator of these standards.
#
#     tests/verapdf.sh POSTPRESS BLOG…
#
# Builds each blog's handouts and book with the given program and validates all of them twice. Needs
# a JDK and Maven, which brings veraPDF; says when it is skipped. Exit status 1 on any finding.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

postpress=$(realpath "$1")
shift
if ! command -v java >/dev/null || ! command -v mvn >/dev/null; then
  printf '!!!! SKIPPED: veraPDF needs java and mvn\n'
  exit 0
fi

home=target/verapdf
mkdir -p "$home"
if [[ ! -s $home/classpath ]]; then
  cat >"$home/pom.xml" <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>postpress</groupId>
  <artifactId>validation</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.verapdf.apps</groupId>
      <artifactId>greenfield-apps</artifactId>
      <version>1.28.2</version>
    </dependency>
  </dependencies>
</project>
POM
  mvn -q -B -f "$home/pom.xml" dependency:build-classpath -Dmdep.outputFile="$PWD/$home/classpath"
fi

status=0
for blog in "$@"; do
  out=$home/out/$(basename "$(realpath "$blog")")
  rm -rf "$out"
  "$postpress" build --root "$blog" --out "$out" --only pdf,book --keep-going --quiet
  count=$(find "$out" -name '*.pdf' | wc -l)
  for flavour in 3a ua1; do
    report=$home/$(basename "$(realpath "$blog")")-$flavour.txt
    # The validator's own exit status is 1 on any finding; the report says which.
    java -cp "$(cat "$home/classpath")" org.verapdf.apps.GreenfieldCliWrapper \
      -f "$flavour" --format text -r "$out" >"$report" 2>"$report.err" || true
    passed=$(grep -c '^PASS' "$report" || true)
    printf '%-20s %-4s %s of %s files pass\n' "$(basename "$(realpath "$blog")")" "$flavour" "$passed" "$count"
    if [[ $passed -ne $count || $count -eq 0 ]]; then
      grep '^FAIL' "$report" | head -n 20 || true
      status=1
    fi
  done
done
exit "$status"
