// SPDX-License-Identifier: Apache-2.0
// src/workspace/forms.hpp: published forms: a record for each version, the XForm and its media files as blobs.
#pragma once

#include "workspace/workspace.hpp"

namespace accalmie {

struct FormFile {
    std::string name;
    Hash hash;
    std::uint64_t bytes = 0;
};
struct PublishedForm {
    std::string form, version, title;
    Hash xform;
    std::vector<FormFile> media = {};
    Day published_on{};
    bool is_draft = false;
    std::string draft_token_hash = {};  ///< of a draft that is tried out now
};

/// What the head of an XForm says.
/// errors  invalid  not XML, no title, no instance with an id
struct FormHead {
    std::string form, version, title;
};
Result<FormHead> read_form_head(std::string_view xform);

struct NamedContent {
    std::string name;
    Bytes content;
};
struct ToPublish {
    std::string xform;
    std::vector<NamedContent> media = {};
    bool is_draft = false;
    std::string draft_token_hash = {};  ///< of a draft: of the token that devices get for it
};

/// A new version, durable on return. The same version with the same content is no error and adds nothing, except that a
/// draft gets its new token.
/// errors  invalid  as read_form_head; a media name twice or with a slash; it names records that it cannot make
///                 (docs/formats/forms.md)     conflict  this version is published with other content     io
Result<PublishedForm> publish_form(Workspace& workspace, ToPublish const& given);

/// The version that is there under this name, if there is one; a draft only where it was never published.
Result<std::optional<PublishedForm>> find_form_version(Workspace& workspace, std::string const& form, std::string const& version);

/// The last version of each form, drafts aside, by name.
Result<std::vector<PublishedForm>> published_forms(Workspace& workspace);

/// The drafts that are the newest word on their form.
Result<std::vector<PublishedForm>> draft_forms(Workspace& workspace);

}  // namespace accalmie
