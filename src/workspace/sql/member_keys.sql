-- SPDX-License-Identifier: Apache-2.0
-- One row a member, past ones too, with the key that signs for it.
select pseudonym, key, organisation, role, places, "from", "until" from member order by pseudonym, _hlc
