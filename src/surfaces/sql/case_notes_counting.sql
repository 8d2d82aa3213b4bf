-- SPDX-License-Identifier: Apache-2.0
-- One row a case note that counts: its address, and nothing of it.
select _record, _row from case_note
