-- SPDX-License-Identifier: Apache-2.0
-- One row: the organisation and role of a member; the newest word counts.
select coalesce(organisation, ''), role from member where pseudonym = $pseudonym order by _hlc desc limit 1
