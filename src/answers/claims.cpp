// SPDX-License-Identifier: Apache-2.0
#include "answers/claims.hpp"

#include "answers/cells.hpp"
#include "answers/sql.hpp"

namespace accalmie {

namespace {

std::vector<std::string> words_of(std::string const& text)
{
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < text.size();) {
        auto const end = std::min(text.find(' ', begin), text.size());
        if (end > begin) words.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

ClaimRow claim_row(std::vector<Value> const& row)
{
    ClaimRow claim;
    claim.address = cell_text(row[0]);
    claim.name = cell_text(row[1]);
    claim.sentence = cell_text(row[2]);
    claim.said_by = cell_text(row[3]);
    claim.places = words_of(cell_text(row[4]));
    claim.first = Month::of(cell<Day>(row[5]).value_or(Day{}));
    claim.last = Month::of(cell<Day>(row[6]).value_or(Day{}));
    claim.window_months = static_cast<int>(cell_integer(row[7]));
    claim.window = cell_text(row[8]);
    claim.area = cell_text(row[9]);
    claim.baseline = cell_text(row[10]);
    claim.source = cell_text(row[11]);
    claim.uniqueness = cell_text(row[12]);
    claim.reply = cell_text(row[13]);
    claim.plan = cell_text(row[14]);
    claim.verdict = cell<std::string>(row[15]);
    claim.missing = cell_text(row[16]);
    claim.reasons = cell_text(row[17]);
    claim.figures = cell_text(row[18]);
    claim.recipe = cell_text(row[19]);
    claim.inputs = cell_text(row[20]);
    claim.checked_on = cell<Day>(row[21]);
    claim.curve = cell_text(row[22]);
    return claim;
}

std::optional<std::string> named(std::string const& part) { return part.empty() ? std::nullopt : std::optional{part}; }

}  // namespace

Result<std::vector<ClaimRow>> answer_claims(Store const& store, Asking const& asking)
{
    TRY(require(asking, Action::see_open, "claim"));
    auto const table = TRY(store.query(sql::claims));
    std::vector<ClaimRow> claims;
    for (auto const& row : table.rows) claims.push_back(claim_row(row));
    return claims;
}

Result<ClaimRow> answer_claim(Store const& store, Asking const& asking, std::string_view name)
{
    auto const claims = TRY(answer_claims(store, asking));
    ClaimRow const* found = nullptr;
    for (auto const& claim : claims) {
        if (claim.name != name) continue;
        if (found != nullptr) return Error{Error::Kind::conflict, "several claims have this name", std::string{name}, "take all but one of them back"};
        found = &claim;
    }
    if (found == nullptr)
        return Error{Error::Kind::missing, "there is no claim \"" + std::string{name.substr(0, 64)} + "\"", {}, "`accalmie claim list` shows them, `accalmie claim add` makes one"};
    return *found;
}

ChangeQuestion question_of(ClaimRow const& claim)
{
    ChangeQuestion question;
    question.places = claim.places;
    question.first = claim.first;
    question.last = claim.last;
    question.months = claim.window_months;
    question.claim.sentence = Words{claim.sentence, claim.sentence};
    question.claim.baseline = named(claim.baseline);
    question.claim.area = named(claim.area);
    question.claim.source = named(claim.source);
    question.claim.months = named(claim.window);
    return question;
}

std::string_view place_role_code(PlaceRole role)
{
    switch (role) {
    case PlaceRole::asked: return "asked";
    case PlaceRole::neighbour: return "neighbour";
    case PlaceRole::inside: return "inside";
    }
    return {};
}

Passing passing_of(std::string_view source) { return source == "acled" ? Passing::hash_only : Passing::series; }

}  // namespace accalmie
