-- SPDX-License-Identifier: Apache-2.0
-- One row a version whose state was worked out; empty between two folds.
create table every._resolved (_record VARCHAR, _row INTEGER, _state VARCHAR)
