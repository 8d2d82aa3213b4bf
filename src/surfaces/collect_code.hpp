// SPDX-License-Identifier: Apache-2.0
// src/surfaces/collect_code.hpp: the QR code that sets up ODK Collect: it is scanned once, and the device knows its server.
#pragma once

#include "core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// The text in the code: base64 of zlib-packed JSON, as ODK Collect's "Configure via QR code" reads it (ODK Docs, Collect settings, 2024).
/// in      address of the node, as "https://clinique.local:8443"; the device's place there, as "/o/TOKEN"; name shown in Collect
/// errors  invalid  the address does not begin with http:// or https://, or holds a path or a query
Result<std::string> collect_settings(std::string_view address, std::string_view place, std::string_view name);

/// A QR code (ISO/IEC 18004:2015, error correction M): dark modules by row, without the quiet zone.
struct QrCode {
    std::size_t width = 0;
    std::vector<bool> dark;  ///< width * width
};
/// errors  limit  too long for a code (2,331 octets)
Result<QrCode> qr_code(std::string_view text);

/// For a terminal: two rows of modules a line, with a quiet zone of four.
std::string qr_terminal(QrCode const& code);
/// For paper: black on white, a quiet zone of four, `size` millimetres wide.
std::string qr_svg(QrCode const& code, int size_mm, std::string_view title);

}  // namespace accalmie
