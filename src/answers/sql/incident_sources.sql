-- SPDX-License-Identifier: Apache-2.0
-- One row a source of incidents that count, covered or not.
select distinct source from incident order by source
