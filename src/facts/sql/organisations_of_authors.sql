-- SPDX-License-Identifier: Apache-2.0
-- One row a member's key with an organisation, newest last.
select key, organisation from every.member where organisation is not null order by _hlc
