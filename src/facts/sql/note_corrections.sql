-- SPDX-License-Identifier: Apache-2.0
update every._meta set corrections = true
