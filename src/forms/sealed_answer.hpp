// SPDX-License-Identifier: Apache-2.0
// src/forms/sealed_answer.hpp: an answer that only its audience can open: accalmie-sealed:AUDIENCE:BOX (docs/formats/forms.md).
#pragma once

#include "core/bytes.hpp"

#include <functional>
#include <optional>
#include <span>

namespace accalmie::forms {

inline constexpr std::string_view sealed_answer_mark = "accalmie-sealed:";

bool is_sealed_answer(std::string_view text);

struct SealedAnswer {
    std::string audience;
    Bytes box;
};
/// errors  invalid  not of that form, or a box that is too short to be one
Result<SealedAnswer> read_sealed_answer(std::string_view text);
std::string write_sealed_answer(SealedAnswer const& answer);

/// A question whose answers are sealed, by its path in the form.
struct SealedQuestion {
    std::string path;
    std::string audience;
};

/// The submission with the answers of these questions sealed that are not sealed yet; everything else stays octet by octet.
/// in      `seal`: the box for an answer's text and an audience
/// errors  invalid, limit  no XML     what `seal` says
using Sealer = std::function<Result<Bytes>(std::string_view text, std::string_view audience)>;
struct SealedSubmission {
    std::string xml;
    std::size_t sealed = 0;  ///< answers sealed now
};
Result<SealedSubmission> seal_answers(std::string_view xml, std::span<SealedQuestion const> questions, Sealer const& seal);

}  // namespace accalmie::forms
