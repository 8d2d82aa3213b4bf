// SPDX-License-Identifier: Apache-2.0
// src/surfaces/openrosa_sealed.hpp: what a browser must seal of a form, and for whom.
#pragma once

#include "workspace/forms.hpp"

#include <nlohmann/json_fwd.hpp>

namespace accalmie::openrosa {

/// {"sealed": [{"question": path, "audience", "key": base64url of its X25519 public key}]}
/// in      `form`: a published one; its files are read from the blobs
/// errors  invalid, limit  as FormRules::load     denied  no key of an audience that the form names     io
Result<nlohmann::ordered_json> sealed_questions(Workspace& workspace, PublishedForm const& form);

}  // namespace accalmie::openrosa
