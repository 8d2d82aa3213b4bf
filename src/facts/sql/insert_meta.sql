-- SPDX-License-Identifier: Apache-2.0
insert into every._meta values ($format, $dictionary, 0, null, false)
