-- SPDX-License-Identifier: Apache-2.0
-- One row: the places of a member; the newest word counts.
select places from member where pseudonym = $pseudonym order by _hlc desc limit 1
