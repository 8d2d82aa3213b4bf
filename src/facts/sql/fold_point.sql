-- SPDX-License-Identifier: Apache-2.0
-- One row: how far the journal was folded, and with what.
select format, dictionary, cast(point as bigint) as point, boundary from every._meta
