-- SPDX-License-Identifier: Apache-2.0
-- One row a constraint of access that had begun by a day.
select place, kind, "from", until from access_constraint where "from" <= $as_of
