// SPDX-License-Identifier: Apache-2.0
#include "dictionary/value.hpp"

namespace accalmie {

Cell as_cell(Value const& value)
{
    return std::visit(
        [](auto const& held) -> Cell {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(held)>, std::string>)
                return std::string_view{held};
            else
                return held;
        },
        value);
}

Value as_value(Cell const& cell)
{
    return std::visit(
        [](auto const& held) -> Value {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(held)>, std::string_view>)
                return std::string{held};
            else
                return held;
        },
        cell);
}

}  // namespace accalmie
