#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/app/commands.sh PROGRAM: the program as a person uses it: commands, exit codes, rubbish, with and without a running server.
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
data=../shared/data
work=$(mktemp -d)
server=""
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
passed=0 failed=0

# expect NAME CODE PATTERN COMMAND...: the exit code, and a pattern in what it prints (both streams).
expect() {
  local name=$1 code=$2 pattern=$3 out got
  shift 3
  out=$("$@" 2>&1 </dev/null); got=$?
  if [ $got -ne "$code" ]; then echo "FAILED $name: exit $got, not $code"; echo "$out" | head -n 20; failed=$((failed + 1)); return; fi
  if ! grep -qE -- "$pattern" <<< "$out"; then echo "FAILED $name: no \"$pattern\" in:"; echo "$out" | head -n 20; failed=$((failed + 1)); return; fi
  passed=$((passed + 1))
}
json() { python3 -c "import json,sys; d=json.load(sys.stdin); print($1)"; }
in_demo() { "$program" --workspace "$work/demo" "$@"; }

expect "help lists the commands" 0 "import ucdp" "$program" --help
expect "help of one command has an example" 0 "Examples:" "$program" change --help
expect "no such command is a usage error" 2 "accalmie --help" "$program" dance
expect "a missing option is a usage error" 2 "first" "$program" change --places ML0507
expect "no workspace says how to make one" 4 "accalmie init" "$program" --workspace "$work/none" calm
expect "a bad month says how to write it" 2 "2021-05" "$program" --workspace "$work/none" change --places X --first 2021-5 --last 2022-12

# The demo, alone.
expect "the demo is made" 0 "simulated" "$program" demo "$work/demo" --seed 3 --last-day 2026-06-30
expect "a folder that holds something is left alone" 6 "not empty" "$program" demo "$work/demo"
expect "the demo says what it is" 0 "DEMONSTRATION" "$program" --workspace "$work/demo" calm
expect "the board as of a day" 0 '"as_of": "2026-06-30"' in_demo calm --json
expect "the ledger" 0 "kept" in_demo promises
expect "SQL reads" 0 "^ *1[0-9]* *$|[0-9]+" in_demo query "select count(*) from commitment"
expect "SQL does not write" 5 "only be read" in_demo query "delete from every.incident"
expect "sealed columns are null beside a flag" 0 '"n": 0' in_demo query --json "select count(guarantor) as n from commitment where guarantor_sealed"
expect "thirty guarantees" 0 '"n": 30' in_demo query --json "select count(*) as n from commitment"
expect "two hundred movements" 0 '"n": 200' in_demo query --json "select count(*) as n from commitment_test"
expect "everything verifies" 0 "0 faults.*the same as rebuilt" in_demo verify
expect "an export is marked as simulated" 0 "simulated" in_demo export csv facility
expect "a sealed field never leaves" 0 "guarantor_role" bash -c "'$program' --workspace '$work/demo' export csv commitment --team | grep -v 'guarantor,' "

# Tables of people, and claims.
expect "rows that count people do not leave" 5 "export people" in_demo export csv service_count
expect "a guarded table of them does" 0 "Held against 0 earlier" in_demo export people service_count --by sex -o "$work/served.csv" --to "essai"
expect "it is marked as simulated and gives no reasons" 0 "^place,column,people,demo$" head -n 1 "$work/served.csv"
expect "the next one is held against it" 0 "Held against 1 earlier" in_demo export people service_count --by month -o "$work/served2.csv"
expect "the release log has both" 0 '"n": 2' in_demo query --json "select count(*) as n from release where length(table_hash) = 64"
expect "a claim is recorded" 0 "claim check lull" in_demo claim add lull --sentence "Events fell by 90 %" --places ML0507 --first 2025-01 --last 2026-03
expect "a name is taken once" 6 "already" in_demo claim add lull --sentence "Again" --places ML0507 --first 2025-01 --last 2026-03
expect "a claim that was not checked does not leave" 6 "never checked" in_demo claim export lull -o "$work/lull.json"
expect "what the sentence leaves out makes it unsayable" 0 "cannot_be_said" in_demo claim check lull
expect "the list tells the verdict" 0 "cannot_be_said +baseline area source months" in_demo claim list
expect "the claim leaves as a signed file" 0 "signed by [0-9a-f]{64}" in_demo claim export lull -o "$work/lull.json"
expect "which holds on a machine that has nothing else" 0 "signature: holds" env -i "$program" claim verify "$work/lull.json"
expect "and says that it is simulated" 0 "DEMONSTRATION" "$program" claim verify "$work/lull.json"
expect "another key than the one expected is refused" 5 "another key" "$program" claim verify "$work/lull.json" --author "$(printf '0%.0s' $(seq 64))"
sed 's/"observed":[0-9]*/"observed":99/' "$work/lull.json" > "$work/changed.json"
expect "a changed figure is found, and named" 9 "DOES NOT HOLD.*observed|the file says 99" bash -c "'$program' claim verify '$work/changed.json' | tr '\n' ' '; exit \${PIPESTATUS[0]}"
expect "rubbish is no claim" 3 "claim export" "$program" claim verify "$work/served.csv"

expect "a plan for the claim" 0 "." in_demo evaluation add lull-plan --sentence "Events fell by 90 %" --places ML0507 --first 2025-01 --last 2026-03 --months 7 --permutations 99
expect "a claim with a plan" 0 "claim check planned" in_demo claim add planned --sentence "Events fell by 90 %" --places ML0507 --first 2025-01 --last 2026-03 --plan lull-plan
expect "its check includes the specification curve" 0 "cannot_be_said" in_demo claim check planned
expect "in a few figures" 0 '"share_supporting"' in_demo claim show planned --json
expect "which are not recomputed from its file, and that is told" 0 "plan: the summary of its specification curve is not recomputed" bash -c "
  '$program' --workspace '$work/demo' claim export planned -o '$work/planned.json' > /dev/null && '$program' claim verify '$work/planned.json'"
# People: trust, signs of peace, voices, reach.
expect "trust by wave, and too few to say" 0 "too few to say: fewer than 30 persons" in_demo trust
expect "trust rises everywhere in the demo" 0 "^True" bash -c "'$program' --workspace '$work/demo' trust --question scale --json |
  python3 -c \"import json,sys; d=json.load(sys.stdin); print([c['lower'] > 0 for c in d['changes'] if c['place'] is None and c['from'] == 'Vague 1' and c['to'] == 'Vague 3'][0])\""
expect "topics, what rises, who is not heard" 0 "women_group: " in_demo voices
expect "people reached are a range" 0 "People: [0-9]+ to [0-9]+ different" in_demo reach
expect "services are not added" 0 "Not made: the sum of services" in_demo reach
expect "trust and reach agree with what the demo planted" 0 "^agrees" python3 tests/app/people_truth.py "$program" "$work/demo"
expect "care for malnourished children agrees with what the demo planted" 0 "^agrees" python3 tests/app/nutrition_truth.py "$program" "$work/demo"
expect "what the trucks carry, and what runs out" 0 "out of stock" in_demo stock --holders vehicles
expect "the planted lines of stock cards are told" 0 "more left than there was" in_demo stock
expect "who was lost on the way" 0 "lost" in_demo referrals
expect "signs of several villages are refused" 5 "not averaged, added or ranked" in_demo signs ML05079101 ML05079102
expect "a cercle is several villages" 5 "name one of them" in_demo signs ML0507

expect "the demo has a plan, registered before its data" 0 "registered before any data about these places" in_demo change guarantees-first-year
expect "a plan makes a page" 0 "All choices crossed: supported.*Reply of the organisation" bash -c "'$program' --workspace '$work/demo' change guarantees-first-year --page '$work/plan.md' > /dev/null && tr '\\n' ' ' < '$work/plan.md'"

# Methods need no workspace.
printf 'group,events,time\nduring,4,7\nbefore,28,21\n' > "$work/cells.csv"
expect "methods are listed" 0 "calm-spell" "$program" method list
expect "an unknown method is named" 4 "rate-ratio" "$program" method moon "$work/cells.csv"

# Rubbish.
head -c 20000 /dev/urandom > "$work/noise.csv"
expect "noise is no table" 3 "." in_demo import ucdp "$work/noise.csv"
printf '\x89PNG\r\n\x1a\n' > "$work/picture.csv"
expect "a picture is no table" 3 "." in_demo import ucdp "$work/picture.csv"
: > "$work/empty.csv"
expect "an empty file is told" 4 "empty" in_demo import ucdp "$work/empty.csv"
expect "a file that is not there is told" 4 "No such file|not there" in_demo import ucdp "$work/nothing.csv"
printf 'place,kind,from,until,source\nML0507@demo-1,road_closed,2026-02-30,,test\nML0507@demo-1,moon,2026-02-20,,test\nML0507@demo-1,road_closed,2026-02-20,,test\n' > "$work/access.csv"
expect "rows that cannot be believed are set aside, the rest goes on" 0 "read 3 = new 1 .* rejected 2" in_demo import csv "$work/access.csv" --type access_constraint
expect "the rejects file names column, value, reason and remedy" 0 "2026-02-30.*" cat "$work/access.csv.rejects.csv"
expect "the same file again adds nothing" 0 "new 0 .* same 1 .* rejected 2" in_demo import csv "$work/access.csv" --type access_constraint

# The same, while a server holds the workspace.
"$program" --workspace "$work/demo" serve --port 0 > "$work/address" 2> "$work/serve.err" &
server=$!
for _ in $(seq 100); do [ -s "$work/address" ] && break; sleep 0.1; done
address=$(head -n 1 "$work/address")
expect "a command speaks to the running server" 0 '"n": 30' in_demo query --json "select count(*) as n from commitment"
expect "errors come back with their exit code" 5 "only be read" in_demo query "drop table every.incident"
expect "an import goes through the server" 0 "same 1 " in_demo import csv "$work/access.csv" --type access_constraint
expect "a second server is refused" 6 "another accalmie" in_demo serve --port 0
expect "the numbers over HTTP are those of the command" 0 "equal" bash -c "
  curl -s '${address}api/v1/calm' > '$work/http.json'; '$program' --workspace '$work/demo' calm --json > '$work/cli.json'
  python3 -c \"import json; a=json.load(open('$work/http.json')); b=json.load(open('$work/cli.json')); print('equal' if a == b else ('different', str(a)[:300], str(b)[:300]))\""
expect "the page is served" 0 "Accalmie" curl -s "$address"
expect "an unknown parameter is refused with the remedy" 0 '"kind": ?"invalid"' curl -s "${address}api/v1/calm?moon=1"
expect "the options of change over HTTP give what the command gives" 0 "equal" bash -c "
  curl -s '${address}api/v1/change?places=ML0507&months=7&first=2025-01&last=2026-03&level=0.9&p_threshold=0.1&rank_by=ratio&shuffles=99&seed=5&baseline=just_before' > '$work/http.json'
  '$program' --workspace '$work/demo' change --places ML0507 --first 2025-01 --last 2026-03 --level 0.9 --p-threshold 0.1 --rank-by ratio --shuffles 99 --seed 5 --baseline just_before --json > '$work/cli.json'
  python3 -c \"import json; a=json.load(open('$work/http.json')); b=json.load(open('$work/cli.json')); print('equal' if a == b else ('different', str(a)[:300], str(b)[:300]))\""
expect "a level that is no share is refused" 0 "0.95" curl -s "${address}api/v1/change?places=ML0507&months=7&first=2025-01&last=2026-03&level=95"
expect "claims over HTTP" 0 '"verdict": "cannot_be_said"' curl -s "${address}api/v1/claims/lull"
kill -TERM $server; wait $server; code=$?; server=""
[ $code -eq 0 ] && passed=$((passed + 1)) || { echo "FAILED the server stops with 0, not $code"; cat "$work/serve.err"; failed=$((failed + 1)); }
expect "and afterwards the command opens the workspace itself" 0 '"n": 30' in_demo query --json "select count(*) as n from commitment"

# A real workspace.
real() { "$program" --workspace "$work/real" "$@"; }
expect "init" 0 "is ready" "$program" init "$work/real" --name "Essai"
expect "the regions of 2023 exist as places without geometry" 0 '"n": 20' real query --json "select count(*) as n from place where version = 'reform-2023' and level = 1 and geometry is null"
expect "an empty board says what to do" 0 "calm_rule" real calm
expect "an empty ledger says what to do" 0 "commitment" real promises
expect "a member gets a token once" 0 "[0-9a-f]{32}" real member add Awa --role district_health --places ML0507
expect "a role that does not exist is refused" 3 "role" real member add Awa --role king --places ML0507
expect "members are listed without keys" 0 "Awa +district_health" bash -c "'$program' --workspace '$work/real' member list | tr -s ' '"
"$program" --workspace "$work/real" serve --port 0 > "$work/address2" 2> "$work/serve.err" &
server=$!
for _ in $(seq 100); do [ -s "$work/address2" ] && break; sleep 0.1; done
address=$(head -n 1 "$work/address2" | sed 's/#.*//')
expect "a real workspace asks for a token" 0 "^401$" curl -s -o /dev/null -w '%{http_code}\n' "${address}api/v1/calm"
token=$(head -n 1 "$work/address2" | sed 's/.*#k=//')
expect "the owner's token opens it" 0 "^200$" curl -s -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $token" "${address}api/v1/workspace"
kill -TERM $server; wait $server; server=""

# A journal of a demo in a real workspace: nothing of it counts, and it is named.
expect "a second real workspace" 0 "." "$program" --workspace "$work/mixed" init --name "Mixte"
cp "$work/demo/journal.sqlite" "$work/mixed/journal.sqlite"
expect "simulated records are named" 9 "a record of a demo in a real workspace" "$program" --workspace "$work/mixed" verify
expect "simulated records count nowhere" 0 '"n": 0' "$program" --workspace "$work/mixed" query --json "select count(*) as n from commitment"
expect "the doctor tells of them" 3 "a record of a demo in a real workspace" "$program" --workspace "$work/mixed" doctor

if [ -d $data ]; then
  for level in 0 1 2 3; do expect "boundaries of level $level" 0 "rejected 0" real import places $data/mali-admin/mli_adm$level.geojson --boundary cod-ab-2021; done
  expect "a plan is registered before its data" 0 "accalmie change seven-months" real evaluation add seven-months --sentence "Violent events fell by 90 % over seven months" \
    --places ML0507,ML0508,ML0403,ML0407 --first 2021-01 --last 2022-12 --months 7 --sources "ucdp acled" --kinds "all; one_sided" --estimators "rate_ratio ratio_of_ratios" --permutations 99
  expect "the same name again is refused" 6 "already" real evaluation add seven-months --sentence "Another" --places ML0507 --first 2021-01 --last 2021-12
  expect "a plan of half months is refused" 2 "2021-05" real evaluation add other --sentence "Another" --places ML0507 --first 2021-5 --last 2021-12
  expect "UCDP: every event" 0 "read 2120 = new 2120 " real import ucdp $data/conflict-events/ucdp-ged-mali-1990-2023.csv --rejects "$work/r1"
  expect "ACLED: every event" 0 "read 3990 = new 3990 " real import acled $data/conflict-events/acled-hdx-mali-1997-2020-07.csv --rejects "$work/r2"
  expect "again: nothing new" 0 "new 0 \\+ changed 0 \\+ same 2120" real import ucdp $data/conflict-events/ucdp-ged-mali-1990-2023.csv --rejects "$work/r1"
  in_json=$(real import ucdp $data/conflict-events/ucdp-ged-mali-1990-2023.csv --dry-run --json 2>/dev/null | json "d['read'] == d['new'] + d['changed'] + d['same'] + d['rejected'] and d['read'] == 2120")
  [ "$in_json" = True ] && passed=$((passed + 1)) || { echo "FAILED the summary reconciles"; failed=$((failed + 1)); }
  expect "the plan came before its data, and says so" 0 "registered before any data about these places" real change seven-months
  expect "a source that ends before the window is left out and said" 0 "left out: source acled" real change seven-months
  expect "a plan fixes what is asked" 2 "explore" real change seven-months --explore
  expect "a plan that is not there" 4 "evaluation list" real change moon
  expect "what was changed since is listed" 0 "window_months: 7 -> 6" bash -c "
    '$program' --workspace '$work/real' evaluation add seven-months --change --sentence 'Violent events fell by 90 % over seven months' --places ML0507,ML0508,ML0403,ML0407 --first 2021-01 --last 2022-12 --months 6 --sources ucdp >/dev/null
    '$program' --workspace '$work/real' change seven-months"
  expect "without a plan every line says that it is exploratory" 0 "^0$" bash -c "
    '$program' --workspace '$work/real' change --explore --places ML0507 --first 2021-10 --last 2022-04 | grep -vc '^exploratory' || true"
  expect "ACLED ends before the window: cannot be said, not a fall" 0 "acled cannot_be_said False" bash -c "
    '$program' --workspace '$work/real' change --places ML0507,ML0508,ML0403,ML0407 --months 7 --first 2021-01 --last 2022-12 --json 2>/dev/null |
    python3 -c \"import json,sys; d=json.load(sys.stdin); [print(s['source'], s['verdict'], s['covered']) for s in d['open_data']]; print(len([s for s in d['open_data'] if s['source']=='ucdp'][0]['placements']), d['claim']['verdict'])\""
  expect "eighteen placements; the sentence as it stands cannot be said" 0 "^18 cannot_be_said" bash -c "
    '$program' --workspace '$work/real' change --places Ténenkou,Youwarou,Macina,Tominian --months 7 --first 2021-01 --last 2022-12 --json 2>/dev/null |
    python3 -c \"import json,sys; d=json.load(sys.stdin); print(len([s for s in d['open_data'] if s['source']=='ucdp'][0]['placements']), d['claim']['verdict'])\""
  expect "the page about the claim is what the program makes today" 0 "cannot_be_said" tools/claim_page.sh "$program" "$work/claim.md" "$work/claim.json"
  expect "and stands in docs/claims" 0 "^same$" bash -c "cmp '$work/claim.md' docs/claims/seven-months-central-mali.md && echo same"
  expect "it never says false, and shows no ACLED count" 0 "^0$" bash -c "grep -ciE '\\bfalse\\b|acled.*\\| [0-9]' docs/claims/seven-months-central-mali.md || true"
  expect "its file holds without anything else" 0 "signature: holds" "$program" claim verify "$work/claim.json"
  expect "no ACLED count is in it" 0 "^0$" bash -c "grep -c '\"source\":\"acled\",\"place\"' '$work/claim.json' || true"
  expect "actor columns are team fields and not exported" 0 "^0$" bash -c "'$program' --workspace '$work/real' export csv incident | head -n 1 | grep -cE 'side_a|actor_1|dyad_name' || true"
  expect "the whole verifies" 0 "0 faults.*the same as rebuilt" real verify
else
  echo "skipped: ../shared/data is not there, so no real file was imported"
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
