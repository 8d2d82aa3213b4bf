-- SPDX-License-Identifier: Apache-2.0
-- One row: the form and dictionary of the file, how far the journal was folded, the boundaries that incidents are joined to, and whether any record corrects another.
create table every._meta (format BIGINT, dictionary VARCHAR, point UBIGINT, boundary VARCHAR, corrections BOOLEAN)
