// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_references.hpp: ${name} made a path: absolute, or relative where both stand in the same repeat.
#pragma once

#include "forms/xls_model.hpp"
#include "forms/xls_table.hpp"

#include <set>

namespace accalmie::forms {

/// How a path from one question to another is written.
enum class PathManner : std::uint8_t {
    plain,              ///< ../name
    current,            ///< current()/../name: inside a predicate, where "." is the item
    parent,             ///< so that a predicate may be put on the repeat itself: select_one ${name}
    current_and_parent  ///< both
};

/// A piece of a label: words, or the path whose value is shown there.
struct LabelPiece {
    enum class Kind : std::uint8_t { words, output } kind = Kind::words;
    std::string text;
};

class References {
public:
    /// Elements of the form by name; paths must be set. Both outlive this.
    References(Form const& form, Findings& findings);

    /// The one element of that name; null if there is none or more than one.
    Element const* find(std::string_view name) const;
    /// `text` with every reference made a path, seen from `context`.
    std::string with_paths(std::string_view text, Element const& context, PathManner manner = PathManner::plain);
    /// A label in pieces: references and instance('list')/... become outputs.
    std::vector<LabelPiece> pieces(std::string_view text, Element const* context);

private:
    std::string path(std::string_view text, struct Reference const& reference, Element const* context, PathManner manner);
    std::string with_paths(std::string_view text, Element const* context, PathManner manner);

    Findings& findings_;
    std::unordered_map<std::string, Element const*> elements_;  ///< null: the name stands more than once
};

/// Check every reference of a sheet: well formed, and naming one row of the survey. `names`: how often each name stands there.
/// in  columns whose first path part is in `passed_over` are not looked at; if `only` is not empty, no others are
struct ReferenceColumns {
    std::set<std::string_view> passed_over, only;
};
void check_references(Table const& table, std::unordered_map<std::string, std::size_t> const& names, ReferenceColumns const& columns,
                      Findings& findings);

}  // namespace accalmie::forms
