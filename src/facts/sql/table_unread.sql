-- SPDX-License-Identifier: Apache-2.0
-- One row a record that the journal holds and these tables do not (a newer type, a damaged part), with the reason.
create table every._unread (_record VARCHAR, type VARCHAR, reason VARCHAR, _point UBIGINT)
