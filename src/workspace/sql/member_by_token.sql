-- SPDX-License-Identifier: Apache-2.0
-- One row: the member whose token has this hash, on a day; the newest word counts.
select pseudonym, key, organisation, role, places, "from", "until" from member
where token_hash = $token_hash and "from" <= $today and "until" >= $today order by _hlc desc limit 1
