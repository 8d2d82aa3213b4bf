// SPDX-License-Identifier: Apache-2.0
// src/surfaces/openrosa_words.hpp: the XML, the fields and the hashes of OpenRosa 1.0 answers.
#pragma once

#include "core/bytes.hpp"
#include "surfaces/http/message.hpp"

namespace accalmie::openrosa {

inline constexpr std::size_t body_bytes_max = 200'000'000;  ///< one request; Collect sends more files than fit in further requests
inline constexpr std::string_view xml_type = "text/xml; charset=utf-8";

/// `<name>text</name>`, escaped.
std::string element(std::string_view name, std::string_view text);

/// One segment of a path (RFC 3986, unreserved characters as they are).
std::string path_segment(std::string_view text);

/// MD5, because the OpenRosa form list asks for it: it tells versions apart, and protects nothing.
std::string md5_of(BytesView content);

/// With the fields that OpenRosa wants.
http::Response answer(int status, std::string body);
/// OpenRosa 1.0, response message. Collect shows the message to the person.
http::Response message(int status, std::string_view nature, std::string_view text);
http::Response refusal(Error const& error);

}  // namespace accalmie::openrosa
