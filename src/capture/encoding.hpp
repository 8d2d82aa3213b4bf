// SPDX-License-Identifier: Apache-2.0
// src/capture/encoding.hpp: which encoding a text file has, and its octets as UTF-8.
#pragma once

#include "capture/csv.hpp"

namespace accalmie {

struct EncodingFound {
    Encoding encoding = Encoding::utf8;
    std::size_t mark_bytes = 0;  ///< length of the byte order mark
    std::string notice = {};     ///< said to people where a conversion is needed
};

/// Look at the beginning of a file. `wanted` other than `detect` is believed, only its mark is looked for.
/// errors  invalid  a picture, an archive, a workbook, UTF-32, or octets as no text has them
Result<EncodingFound> find_encoding(std::string_view beginning, Encoding wanted);

/// Append `octets` to `out` as UTF-8 and return how many were used; what is left is an incomplete character.
/// What has no meaning in the encoding becomes the octet FF, which no UTF-8 holds, so that the row is refused and not changed.
std::size_t append_as_utf8(std::string& out, std::string_view octets, Encoding from);

/// `text` with every octet that is not UTF-8, and every NUL, replaced by U+FFFD: for showing, never for keeping.
std::string shown(std::string_view text);

}  // namespace accalmie
