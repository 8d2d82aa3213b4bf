// SPDX-License-Identifier: Apache-2.0
#include "surfaces/timeline_tree.hpp"

namespace accalmie {

namespace {

Tree words_tree(Words const& words) { return Tree::members().add("fr", words.fr).add("en", words.en); }
Tree text_or_null(std::string_view text) { return text.empty() ? Tree{} : Tree{text}; }

Tree row_tree(TimelineRow const& row)
{
    auto tree = Tree::members();
    tree.add("day", row.day).add("last_day", row.last_day).add("lane", lane_code(row.lane)).add("tenor", tenor_code(row.tenor)).add("what", text_or_null(row.what)).add("words", words_tree(row.words));
    tree.add("number", row.number).add("place", text_or_null(row.place)).add("place_name", text_or_null(row.place_name));
    return tree.add("type", row.type).add("id", row.id);
}

}  // namespace

Tree timeline_tree(TimelineAnswer const& answer, Kind kind)
{
    auto tree = Tree::members(), rows = Tree::list(), months = Tree::list(), names = Tree::list();
    for (auto const& row : answer.rows) rows.push(row_tree(row));
    for (auto const lane : lanes) names.push(Tree::members().add("lane", lane_code(lane)).add("words", words_tree(lane_words(lane))));
    for (auto const& month : answer.months) {
        auto counts = Tree::members();
        for (auto const lane : lanes) counts.add(std::string{lane_code(lane)}, month.counts[static_cast<std::size_t>(lane)]);
        months.push(Tree::members().add("month", month.month).add("counts", std::move(counts)));
    }
    tree.add("place", text_or_null(answer.area.code)).add("place_name", text_or_null(answer.area.name)).add("level", answer.level).add("km", answer.km);
    tree.add("from", answer.from).add("to", answer.to).add("lanes", std::move(names)).add("rows", std::move(rows)).add("months", std::move(months));
    return tree.add("hidden", answer.hidden).add("left_out", static_cast<std::int64_t>(answer.left_out)).add("demo", kind == Kind::demo);
}

}  // namespace accalmie
