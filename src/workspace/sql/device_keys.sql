-- SPDX-License-Identifier: Apache-2.0
-- One row a member: the newest word on the key of the member's device.
select member, key, is_withdrawn from device_key qualify row_number() over (partition by member order by _hlc desc) = 1
