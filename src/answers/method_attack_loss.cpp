// SPDX-License-Identifier: Apache-2.0
#include "answers/completeness_tree.hpp"
#include "answers/method_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace accalmie {

namespace {

struct FacilityRows {
    std::vector<CarePeriod> periods;
    std::vector<Day> attacks;
};

/// Days between spaces, as "2026-03-11 2026-03-20".
Result<void> add_attacks(std::string_view text, std::string const& where, std::vector<Day>& attacks)
{
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        if (end > 0) attacks.push_back(TRY(parse_day(text.substr(0, end)).at(where)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

Result<CarePeriod> read_period(MethodRows const& rows, std::size_t row)
{
    auto const start = TRY(parse_period_start(rows.text(row, "period")).at(MethodRows::place(row, "period")));
    CarePeriod period;
    period.first = start.first, period.last = period_last(start.period, start.first);
    if (!rows.text(row, "consultations").empty()) period.consultations = TRY(rows.count(row, "consultations"));
    if (!rows.text(row, "open_days").empty()) period.open_days = static_cast<int>(std::min<std::int64_t>(TRY(rows.count(row, "open_days")), 1'000));
    auto const closed = rows.text(row, "closed");
    if (!closed.empty() && closed != "yes" && closed != "no") return Error{Error::Kind::invalid, fmt::format("\"{}\" is neither yes nor no", closed.substr(0, 40)), MethodRows::place(row, "closed"), "write yes or no"};
    period.known_closed = closed == "yes";
    return period;
}

Result<std::map<std::string, FacilityRows>> read(MethodTable const& table)
{
    MethodRows const rows{table};
    std::map<std::string, FacilityRows> facilities;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto& facility = facilities[std::string{rows.text(row, "facility")}];
        facility.periods.push_back(TRY(read_period(rows, row)));
        TRY(add_attacks(rows.text(row, "attacks"), MethodRows::place(row, "attacks"), facility.attacks));
    }
    return facilities;
}

int small(std::int64_t value) { return static_cast<int>(std::min<std::int64_t>(value, 1'000'000)); }

Result<AttackLossOptions> read_options(MethodOptions const& options, std::map<std::string, FacilityRows> const& facilities)
{
    AttackLossOptions read;
    read.window_days = small(TRY(option_count(options, "window-days")));
    read.usual_periods = small(TRY(option_count(options, "usual-periods")));
    read.usual_periods_min = small(TRY(option_count(options, "usual-periods-min")));
    read.level = TRY(option_number(options, "level"));
    auto const usual = option_text(options, "usual");
    if (usual != "just-before" && usual != "same-season") return Error{Error::Kind::invalid, fmt::format("\"{}\" says not what is usual", usual.substr(0, 40)), "option usual", "write just-before or same-season"};
    read.usual = usual == "just-before" ? UsualPeriods::just_before : UsualPeriods::same_season;
    for (auto const& [name, facility] : facilities)
        for (auto const& period : facility.periods) read.as_of = std::max(read.as_of, period.last);
    if (option_given(options, "as-of")) read.as_of = TRY(option_day(options, "as-of"));
    return read;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    auto const facilities = TRY(read(table));
    auto const settings = TRY(read_options(options, facilities));
    Tree by_attack = Tree::list(), episodes = Tree::list();
    std::vector<AttackLoss> all;
    bool const named = MethodRows{table}.has("facility");
    auto const named_tree = [&](std::string const& name, AttackLoss const& loss) {
        auto tree = Tree::members();
        if (named) tree.add("facility", name);
        return tree.add_all(attack_loss_tree(loss));
    };
    for (auto const& [name, facility] : facilities) {
        auto const losses = TRY(attack_losses(facility.periods, facility.attacks, settings).at(name));
        for (auto const& loss : losses.by_attack) by_attack.push(named_tree(name, loss));
        for (auto const& loss : losses.episodes) episodes.push(named_tree(name, loss)), all.push_back(loss);
    }
    if (all.empty()) return Error{Error::Kind::missing, "no attack is named", "attacks", "write the day of each attack in the column attacks, in any row of its facility"};
    return Tree::members().add("by_attack", std::move(by_attack)).add("episodes", std::move(episodes)).add("sum", loss_sum_tree(TRY(sum_losses(all, settings.level))));
}

}  // namespace

Method attack_loss_method()
{
    return {"attack-loss",
            {"Consultations perdues après une attaque, par rapport à l’habitude", "Consultations lost after an attack, against what was usual"},
            {{"facility", "text", false, {"formation sanitaire ; sans elle, une seule", "health facility; without it there is one"}},
             {"period", "text", true, {"semaine 2026-W05 ou mois 2026-05", "week 2026-W05 or month 2026-05"}},
             {"consultations", "count", true, {"total du rapport ; vide : pas de rapport, jamais 0", "total of the report; empty: no report, never 0"}},
             {"open_days", "count", false, {"jours ouverts ; sinon tous", "days open; otherwise all"}},
             {"closed", "text", false, {"yes : sans rapport, mais vue fermée tous les jours", "yes: no report, but seen closed on every day"}},
             {"attacks", "text", true, {"jours d’attaques, séparés par des espaces, sur une ligne de la formation sanitaire", "days of attacks between spaces, in any row of the facility"}}},
            {{"window-days", "30", {"jours qui comptent, celui de l’attaque compris", "days that count, that of the attack included"}},
             {"usual", "just-before", {"just-before : les dernières périodes ; same-season : celles des années d’avant", "just-before: the last periods; same-season: those of earlier years"}},
             {"usual-periods", "12", {"périodes de comparaison, au plus", "periods compared with, at most"}},
             {"usual-periods-min", "5", {"périodes sous lesquelles rien n’est dit", "periods below which nothing is said"}},
             {"as-of", "none", {"tel que l’on savait ce jour ; none : la fin du fichier", "as on this day; none: the end of the file"}},
             {"level", "0.95", {"niveau des intervalles", "level of the intervals"}}},
            "McCullagh & Nelder 1989, ch. 6; Farrington et al. 1996; window: WHO SSA 2018",
            "docs/methods/attack-loss.md",
            run};
}

}  // namespace accalmie
