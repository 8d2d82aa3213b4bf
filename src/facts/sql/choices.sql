-- SPDX-License-Identifier: Apache-2.0
-- One row a choice between rival corrections.
select chosen, cast(_hlc as bigint) from every.choice where purpose = 'correction'
