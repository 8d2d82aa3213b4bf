// SPDX-License-Identifier: Apache-2.0
// src/forms/xls_parts.hpp: what an .xlsx says of its sheets and styles, whoever reads the cells: a form's sheets at once, an export row by row.
#pragma once

#include "core/result.hpp"
#include "forms/xls_workbook.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accalmie::forms {

/// For each cell style, what it shows of a moment; nothing if it shows numbers.
using Styles = std::vector<std::optional<MomentParts>>;

/// in      xl/styles.xml     errors  corrupt  no XML
Result<Styles> read_styles(std::string_view xml);

struct SheetPart {
    std::string name, path;
};
struct BookParts {
    std::vector<SheetPart> sheets;
    bool from_1904 = false;
};

/// in      xl/_rels/workbook.xml.rels and xl/workbook.xml     errors  corrupt  no XML
Result<BookParts> read_parts(std::string_view relations_xml, std::string_view workbook_xml);

}  // namespace accalmie::forms
