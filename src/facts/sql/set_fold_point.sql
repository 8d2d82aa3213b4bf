-- SPDX-License-Identifier: Apache-2.0
update every._meta set point = cast($point as ubigint), boundary = $boundary
