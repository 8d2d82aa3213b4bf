-- SPDX-License-Identifier: Apache-2.0
-- One row a reason why records of the journal are not in the facts.
select count(*) as records, reason from every._unread group by reason order by records desc limit 20
