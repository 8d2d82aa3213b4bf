-- SPDX-License-Identifier: Apache-2.0
-- One row a test of a commitment that counts: its address, the commitment as it names it, day and result.
select _record || ':' || _row, commitment, day, result from commitment_test order by day, _record, _row
