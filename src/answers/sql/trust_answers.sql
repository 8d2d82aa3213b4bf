-- SPDX-License-Identifier: Apache-2.0
-- One row an answer of a trust survey that counts.
select place, day, wave, question, answer, cluster, weight, respondent, _state = 'disputed'
from every.trust_answer where _state in ('current', 'disputed') order by day, _record, _row limit 1000001
