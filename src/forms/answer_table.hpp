// SPDX-License-Identifier: Apache-2.0
// src/forms/answer_table.hpp: filled-in forms as tables: one row a submission, and one row a repeat in a table of its own.
#pragma once

#include "core/result.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie {

struct AnswerTable {
    std::string name;                  ///< path of the repeat, as "menage-enfant"; empty: the submissions themselves
    std::vector<std::string> columns;  ///< paths below the root, or below the repeat's own path with it: "menage-taille" (groups joined by "-")
};

/// The tables of a form: those of its last version, then what earlier versions had besides. A submission of any version finds its columns.
class AnswerTables {
public:
    static constexpr std::size_t columns_max = 20'000, rows_max = 100'000;  ///< of all tables; of one submission

    /// in      XForms, the newest first
    /// errors  invalid  not an XForm     limit  too many columns
    static Result<AnswerTables> of(std::span<std::string_view const> xforms);
    ~AnswerTables();
    AnswerTables(AnswerTables&&) noexcept;

    /// The submissions' own first, then the repeats in the form's order.
    std::vector<AnswerTable> const& tables() const;

    struct Row {
        std::size_t table = 0;
        std::string_view key;                     ///< of the submission, with "/enfant[2]" for each repeat on the way
        std::string_view parent;                  ///< the key of the row above; empty in the first table
        std::span<std::string_view const> cells;  ///< beside the table's columns; empty text: not answered. Valid until the visitor returns
    };
    /// Answers that no version of the form asks for: how many were left out.
    struct Left {
        std::size_t unknown = 0;
    };
    /// Rows of one submission, the repeats first.
    /// errors  invalid  not XML     limit  too many rows     the visitor's
    Result<Left> read(std::string_view xml, std::string_view key, std::function<Result<void>(Row const&)> const& visit) const;

private:
    struct State;
    explicit AnswerTables(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace accalmie
