-- SPDX-License-Identifier: Apache-2.0
-- One row a step of a referral that counts.
select referral, step, "at", _record || ':' || _row, _state = 'disputed' from every.referral_step where _state in ('current', 'disputed') order by "at", _record, _row limit 4000001
