// SPDX-License-Identifier: Apache-2.0
// src/answers/method.hpp: every measure that a stranger can run on a plain table, without a workspace: `accalmie method NAME FILE.csv`.
#pragma once

#include "answers/tree.hpp"
#include "core/result.hpp"
#include "dictionary/dictionary.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

/// A CSV file as read: its header and its rows of text. Row 1 of messages is the header, as in a spreadsheet.
struct MethodTable {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> file_columns = {};  ///< the names before an option renamed one; run_method sets them
};

using MethodOptions = std::map<std::string, std::string, std::less<>>;

struct MethodColumn {
    std::string name;
    std::string type;      ///< month (2021-05), count (0, 1, 2 ...), number (above 0), real (any number) or text
    bool required = true;  ///< a column that may be absent
    Words meaning;
    std::vector<std::string> also = {};  ///< names under which published files have it, in lower case; taken where exactly one is there
};

struct MethodOption {
    std::string name;           ///< words with hyphens
    std::string default_value;  ///< empty: it must be given; "none" stands for an option that is left out
    Words meaning;
};

struct Method {
    std::string name;  ///< words with hyphens, as before-after
    Words title;
    std::vector<MethodColumn> columns;
    std::vector<MethodOption> options;
    std::string source;  ///< literature, with years
    std::string page;    ///< the page under docs/methods/ with formula and worked example
    /// The table has the required columns and full rows, the options are known and have their defaults.
    Result<Tree> (*run)(MethodTable const& table, MethodOptions const& options);
};

/// All methods, by name.
std::span<Method const> methods();

/// errors  missing  no such method (the remedy lists them)
Result<Method const*> find_method(std::string_view name);

/// Run one method on one table.
///
/// in      at most 1,000,000 rows; columns in any order, others than the method's are ignored and named in the result. A file with other
///         names for its columns: an option named like the method's column, with hyphens, gives the file's name (`--events deaths`)
/// out     members `method`, `source`, `options` (with defaults), `columns_taken` and `ignored_columns` (if any), then the method's own
/// errors  missing  no such method, a column is not there, an option must be given     usage  an option that the method has not
///         invalid  a cell or option that is not what it should be: "row 5: events" with the text and the remedy     limit
Result<Tree> run_method(std::string_view name, MethodTable table, MethodOptions const& options);

/// What `accalmie method list` and /methods show: a list of name, title, columns, options, source, page.
Tree describe_methods();

}  // namespace accalmie
