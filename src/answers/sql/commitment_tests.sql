-- SPDX-License-Identifier: Apache-2.0
-- One row a test of a commitment until a day.
select commitment, day, result, _state = 'disputed' from commitment_test where day <= $as_of order by day, _record, _row
