-- SPDX-License-Identifier: Apache-2.0
-- One row a statement that this node holds, its own first.
select document, is_founding and _author = $owner as founding from statement order by founding desc, _hlc, _record
