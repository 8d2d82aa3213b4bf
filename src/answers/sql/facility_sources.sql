-- SPDX-License-Identifier: Apache-2.0
-- One row a register, a place and a kind of facility: how many facilities the register has there.
select source, place, kind, count(*) from facility group by all order by all
