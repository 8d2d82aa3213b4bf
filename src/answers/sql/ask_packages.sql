-- SPDX-License-Identifier: Apache-2.0
-- One row a package that counts.
select _record || ':' || _row, name, gathering, agreed_on from every.package where _state in ('current', 'disputed') order by _record, _row
