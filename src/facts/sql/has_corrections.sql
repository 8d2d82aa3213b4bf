-- SPDX-License-Identifier: Apache-2.0
-- One row: whether any record corrects another.
select corrections from every._meta
