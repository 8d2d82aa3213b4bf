// SPDX-License-Identifier: Apache-2.0
#include "forms/xls_sheet.hpp"

#include <algorithm>

namespace accalmie::forms {

namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

}  // namespace

Sheet const* Workbook::find(std::string_view name) const
{
    auto const found = std::ranges::find_if(sheets, [name](Sheet const& sheet) { return std::ranges::equal(sheet.name, name, {}, lower, lower); });
    return found == sheets.end() ? nullptr : &*found;
}

std::string column_letters(std::uint32_t column)
{
    std::string letters;
    for (std::uint64_t rest = std::uint64_t{column} + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters;
}

}  // namespace accalmie::forms
