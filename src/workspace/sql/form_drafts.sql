-- SPDX-License-Identifier: Apache-2.0
-- One row a form whose newest word is a draft, with the hash of the draft's token.
select form, version, title, xform_hash, media, published_on, is_draft, draft_token_hash from form_version
qualify row_number() over (partition by form order by _hlc desc) = 1 and is_draft order by title, form
