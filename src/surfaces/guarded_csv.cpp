// SPDX-License-Identifier: Apache-2.0
#include "surfaces/guarded_csv.hpp"

#include "capture/csv.hpp"

namespace accalmie {

std::string guarded_csv(PeopleRelease const& release, Kind kind)
{
    std::string text = kind == Kind::demo ? "place,column,people,demo\n" : "place,column,people\n";
    for (std::size_t i = 0; i < release.table.cells.size(); ++i) {
        auto const& cell = release.guarded.cells[i];
        append_csv_field(text, release.table.cells[i].row);
        text += ',';
        append_csv_field(text, release.table.cells[i].column);
        text += "," + (cell.state == CellState::shown ? std::to_string(cell.count) : "withheld") + (kind == Kind::demo ? ",simulated\n" : "\n");
    }
    return text;
}

}  // namespace accalmie
