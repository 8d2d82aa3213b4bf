// SPDX-License-Identifier: Apache-2.0
#include "answers/trust.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"
#include "answers/trust_rows.hpp"

namespace accalmie {

namespace {

constexpr std::size_t answers_max = 1'000'000;

Result<std::vector<TrustFacts>> load_answers(Store const& store, AskedPlace const& asked, int level)
{
    auto const table = TRY(store.query(sql::trust_answers));
    if (table.rows.size() > answers_max) return Error{Error::Kind::limit, "more than 1,000,000 answers", "trust_answer", "ask a smaller workspace, or a sample"};
    Areas areas{store};
    std::vector<TrustFacts> facts;
    for (auto const& row : table.rows) {
        auto const place = cell_text(row[0]);
        auto const day = cell<Day>(row[1]);
        if (!day || !areas.within(place, asked)) continue;
        facts.push_back({place, *day, cell_text(row[2]), cell_text(row[3]), cell_integer(row[4]), cell<std::string>(row[5]), cell<double>(row[6]),
                         cell<std::string>(row[7]), cell_yes(row[8]), areas.around(place, level)});
    }
    return facts;
}

}  // namespace

Result<TrustAnswer> answer_trust(Store const& store, Asking const& asking, TrustQuestion const& question)
{
    TRY(require(asking, Action::see_open, "trust_answer"));
    TRY(require_counts(asking, "trust_answer"));
    if (question.level < 1 || question.level > 3) return Error{Error::Kind::invalid, "a level outside 1 to 3", "level", "1 region, 2 cercle, 3 commune"};
    auto const asked = TRY(asked_place(store, question.place));
    return trust_of(TRY(load_answers(store, asked, question.level)), asked.area, question);
}

}  // namespace accalmie
