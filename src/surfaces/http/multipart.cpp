// SPDX-License-Identifier: Apache-2.0
#include "surfaces/http/multipart.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

namespace accalmie::http {

namespace {

constexpr std::string_view line_end = "\r\n", head_end = "\r\n\r\n";

Error malformed(std::string what) { return {Error::Kind::invalid, std::move(what), "request body", "send multipart/form-data as RFC 7578 has it"}; }

bool same_word(std::string_view left, std::string_view right)
{
    auto const low = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), [&](char a, char b) { return low(a) == low(b); });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// A token or quoted string at the front of `text`, taken off it.
std::string take_value(std::string_view& text)
{
    std::string value;
    if (!text.starts_with('"')) {
        auto const end = std::min(text.find(';'), text.size());
        value = trimmed(text.substr(0, end));
        text.remove_prefix(end);
        return value;
    }
    std::size_t at = 1;
    for (; at < text.size() && text[at] != '"'; ++at) {
        // Browsers escape the quote as %22 and send a backslash as it is; others escape with a backslash. Only \" and \\ are taken as escapes.
        bool const escapes = text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\');
        if (escapes) ++at;
        value.push_back(text[at]);
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    return value;
}

/// The value of `name` among the parameters behind the first semicolon.
std::optional<std::string> parameter(std::string_view field, std::string_view name)
{
    auto at = field.find(';');
    while (at != std::string_view::npos && at < field.size()) {
        field.remove_prefix(at + 1);
        auto const equals = field.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        auto const key = trimmed(field.substr(0, equals));
        field.remove_prefix(equals + 1);
        while (field.starts_with(' ')) field.remove_prefix(1);
        auto value = take_value(field);
        if (same_word(key, name)) return value;
        at = field.find(';');
    }
    return std::nullopt;
}

std::string bare_name(std::string const& path) { return path.substr(path.find_last_of("/\\") + 1); }

Result<PartHead> parse_head(std::string_view lines)
{
    PartHead head;
    bool is_form_data = false;
    while (!lines.empty()) {
        auto const end = std::min(lines.find(line_end), lines.size());
        auto const line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + line_end.size(), lines.size()));
        auto const colon = line.find(':');
        if (colon == std::string_view::npos) return malformed("a part's head has a line that is no field");
        auto const name = line.substr(0, colon);
        auto const value = trimmed(line.substr(colon + 1));
        if (same_word(name, "Content-Type")) head.content_type = value;
        if (!same_word(name, "Content-Disposition")) continue;
        is_form_data = same_word(trimmed(value.substr(0, value.find(';'))), "form-data");
        head.name = parameter(value, "name").value_or(std::string{});
        head.filename = bare_name(parameter(value, "filename").value_or(std::string{}));
    }
    if (!is_form_data || head.name.empty()) return malformed("a part without Content-Disposition: form-data and a name");
    return head;
}

}  // namespace

Result<std::string> boundary_of(std::string_view content_type)
{
    constexpr std::size_t boundary_bytes_max = 70;  // RFC 2046, 5.1.1
    auto const boundary = parameter(content_type, "boundary").value_or(std::string{});
    bool const is_form = same_word(trimmed(content_type.substr(0, content_type.find(';'))), "multipart/form-data");
    if (!is_form || boundary.empty() || boundary.size() > boundary_bytes_max)
        return Error{Error::Kind::invalid, "not multipart/form-data with a boundary of 1 to 70 characters", "Content-Type",
                     "send Content-Type: multipart/form-data; boundary=..."};
    return boundary;
}

MultipartReader::MultipartReader(std::string_view boundary, PartSink& sink)
    : delimiter_{"\r\n--" + std::string{boundary}}, sink_{sink}, pending_{line_end}  // so that a body may begin with its first boundary
{
}

Result<void> MultipartReader::feed(std::string_view octets)
{
    if (state_ == State::epilogue) return {};
    pending_.append(octets);
    while (TRY(step())) {
    }
    return {};
}

Result<void> MultipartReader::finish() const
{
    if (state_ != State::epilogue) return malformed("the body ends before its last boundary");
    return {};
}

/// One thing more out of `pending_`. False: more octets are needed, or nothing more is.
Result<bool> MultipartReader::step()
{
    switch (state_) {
    case State::preamble: return skip_preamble();
    case State::after_boundary: return read_after_boundary();
    case State::head: return read_head();
    case State::content: return read_content();
    case State::epilogue: pending_.clear(); return false;
    }
    VERIFY(false);
}

Result<bool> MultipartReader::skip_preamble()
{
    auto const at = pending_.find(delimiter_);
    if (at == std::string::npos) {
        if (pending_.size() > delimiter_.size()) pending_.erase(0, pending_.size() - delimiter_.size());
        return false;
    }
    pending_.erase(0, at + delimiter_.size());
    state_ = State::after_boundary;
    return true;
}

Result<bool> MultipartReader::read_after_boundary()
{
    if (pending_.size() < 2) return false;
    if (pending_.starts_with("--")) {
        state_ = State::epilogue;
        return true;
    }
    auto const end = pending_.find(line_end);
    auto const padding = std::min(end, pending_.size() - 1);
    bool const is_padding = std::all_of(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(padding),
                                        [](char c) { return c == ' ' || c == '\t'; });
    if (!is_padding || padding > head_bytes_max) return malformed("octets behind a boundary that do not belong there");
    if (end == std::string::npos) return false;
    if (++parts_ > parts_max)
        return Error{Error::Kind::limit, "more than " + std::to_string(parts_max) + " parts", "request body", "send the rest in another request"};
    pending_.erase(0, end + line_end.size());
    state_ = State::head;
    return true;
}

Result<bool> MultipartReader::read_head()
{
    auto const end = pending_.find(head_end);
    if (end == std::string::npos ? pending_.size() >= head_bytes_max + head_end.size() : end > head_bytes_max)
        return Error{Error::Kind::limit, "a part's head of more than " + std::to_string(head_bytes_max) + " octets", "request body",
                     "send a shorter one"};
    if (end == std::string::npos) return false;
    auto head = TRY(parse_head(std::string_view{pending_}.substr(0, end)));
    // The line end before the content stays: an empty part is followed by its boundary at once.
    pending_.erase(0, end + line_end.size());
    TRY(sink_.begin(std::move(head)));
    state_ = State::content;
    is_content_begun_ = false;
    return true;
}

Result<bool> MultipartReader::read_content()
{
    auto const at = pending_.find(delimiter_);
    bool const is_whole = at != std::string::npos;
    auto const skipped = is_content_begun_ ? std::size_t{0} : line_end.size();
    auto const sure = is_whole ? at : pending_.size() - std::min(pending_.size(), delimiter_.size() - 1);
    if (!is_whole && sure <= skipped) return false;
    if (sure > skipped) TRY(sink_.content(std::string_view{pending_}.substr(skipped, sure - skipped)));
    is_content_begun_ = true;
    pending_.erase(0, sure);
    if (!is_whole) return false;
    pending_.erase(0, delimiter_.size());
    TRY(sink_.end());
    state_ = State::after_boundary;
    return true;
}

}  // namespace accalmie::http
