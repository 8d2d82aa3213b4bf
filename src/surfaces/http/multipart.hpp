// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/multipart.hpp: a multipart/form-data body taken apart while it arrives (RFC 2046, 5.1; RFC 7578). Outside bytes; fuzzed.
#pragma once

#include "core/result.hpp"

#include <string>
#include <string_view>

namespace accalmie::http {

/// What the head of a part says.
struct PartHead {
    std::string name;      ///< of the form field
    std::string filename;  ///< last component only, as sent otherwise; empty: none
    std::string content_type;
};

/// Takes the parts in the order they come. An error from it ends the reading and is returned.
class PartSink {
public:
    virtual ~PartSink() = default;
    virtual Result<void> begin(PartHead head) = 0;
    virtual Result<void> content(std::string_view octets) = 0;  ///< any number of times
    virtual Result<void> end() = 0;
};

/// The boundary of a Content-Type field.
/// errors  invalid  not multipart/form-data, or no boundary of 1 to 70 characters
Result<std::string> boundary_of(std::string_view content_type);

/// Holds at most one part's head and one boundary; everything else goes to the sink at once.
class MultipartReader {
public:
    static constexpr std::size_t parts_max = 200, head_bytes_max = 8 * 1024;

    /// The sink must outlive the reader.
    MultipartReader(std::string_view boundary, PartSink& sink);

    /// errors  invalid  no such body     limit  more parts, or a longer head; the sink's own
    Result<void> feed(std::string_view octets);
    /// errors  invalid  the last boundary has not come
    Result<void> finish() const;

private:
    enum class State : std::uint8_t { preamble, after_boundary, head, content, epilogue };

    Result<bool> step();
    Result<bool> skip_preamble();
    Result<bool> read_after_boundary();
    Result<bool> read_head();
    Result<bool> read_content();

    std::string delimiter_;  ///< CRLF -- boundary
    PartSink& sink_;
    std::string pending_;  ///< come, not used yet; at most one read, one head and one delimiter
    std::size_t parts_ = 0;
    State state_ = State::preamble;
    bool is_content_begun_ = false;  ///< is the line end before the content gone?
};

}  // namespace accalmie::http
