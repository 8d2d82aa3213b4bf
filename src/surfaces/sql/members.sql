-- SPDX-License-Identifier: Apache-2.0
-- One row a member, without keys.
select pseudonym, role, places, organisation, "from", "until" from member order by role, pseudonym
