// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_findings.hpp"

#include <algorithm>
#include <iterator>

namespace accalmie::forms {

std::string Finding::where() const
{
    std::string text = place.sheet;
    auto const join = [&text](std::string const& more) { text += (text.empty() ? "" : ", ") + more; };
    if (place.row > 0) join("row " + std::to_string(place.row));
    if (!place.column.empty()) join("column " + place.column);
    if (!place.cell.empty()) text += " (" + place.cell + ")";
    return text;
}

std::string Finding::text() const
{
    auto const place_text = where();
    return (place_text.empty() ? "" : place_text + ": ") + what + (remedy.empty() ? "" : "; " + remedy);
}

void Findings::add(Finding::Weight weight, Place place, std::string what, std::string remedy)
{
    bool const is_error = weight == Finding::Weight::error;
    if (is_error) ++error_count_;
    auto& kept = is_error ? errors_ : warnings_;
    auto const same = [&](Finding const& other) {
        return other.place.sheet == place.sheet && other.place.row == place.row && other.place.column == place.column && other.what == what;
    };
    // Two checks of one cell may find the same thing; looking back a little is enough, for they follow one another.
    auto const first = kept.size() > 16 ? kept.end() - 16 : kept.begin();
    if (kept.size() >= kept_max || std::any_of(first, kept.end(), same)) return;
    kept.push_back({.weight = weight, .place = std::move(place), .what = std::move(what), .remedy = std::move(remedy)});
}

std::vector<Finding> Findings::taken()
{
    errors_.insert(errors_.end(), std::make_move_iterator(warnings_.begin()), std::make_move_iterator(warnings_.end()));
    warnings_.clear();
    return std::move(errors_);
}

}  // namespace accalmie::forms
