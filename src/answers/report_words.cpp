// SPDX-License-Identifier: Apache-2.0
#include "answers/reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace accalmie {

namespace {

std::string whole(std::optional<double> const& value) { return value ? fmt::format("{:.0f}", std::round(*value)) : std::string{"?"}; }

/// "{0}" what was found, "{1}" and "{2}" the bounds, "{3}" the usual.
std::string filled(std::string_view text, ReportNote const& note)
{
    return fmt::format(fmt::runtime(text), whole(note.found), whole(note.low), whole(note.high), whole(note.usual));
}

struct Said {
    std::string_view what_fr, what_en, remedy_fr, remedy_en;
};

constexpr std::array<std::pair<ReportFault, Said>, 24> table{{
    {ReportFault::first_day_missing,
     {"La période manque", "The period is missing",
      "Écrire le premier jour du mois, ou le lundi de la semaine", "Write the first of the month, or the Monday of the week"}},
    {ReportFault::first_day_off,
     {"Ce jour n’est pas le premier du mois", "That day is not the first of a month", "Écrire le premier du mois", "Write the first of the month"}},
    {ReportFault::period_not_over,
     {"La période n’est pas finie", "The period is not over",
      "Attendre sa fin, ou vérifier le mois", "Wait for its end, or check the month"}},
    {ReportFault::received_before_end,
     {"Reçu avant la fin de la période", "Received before the period ended",
      "Vérifier le jour de réception", "Check the day of reception"}},
    {ReportFault::received_after_today,
     {"Reçu après aujourd’hui", "Received after today",
      "Vérifier le jour de réception", "Check the day of reception"}},
    {ReportFault::received_missing,
     {"Le jour de réception manque : la promptitude reste inconnue", "The day of reception is missing: timeliness stays unknown",
      "L’écrire s’il est connu", "Write it if it is known"}},
    {ReportFault::below_zero,
     {"{0} est sous zéro", "{0} is below zero",
      "Écrire 0 ou plus", "Write 0 or more"}},
    {ReportFault::parts_differ,
     {"Le total {0} n’est pas la somme {1} des femmes et des hommes", "The total {0} is not the sum {1} of women and men",
      "Recompter sur le registre et corriger l’un des trois", "Count again in the register and correct one of the three"}},
    {ReportFault::part_above_total,
     {"{0} dépasse le total {2}", "{0} is above the total {2}",
      "Corriger la part ou le total", "Correct the part or the total"}},
    {ReportFault::lines_above_total,
     {"Les lignes font {1}, le total dit {0}", "The lines make {1}, the total says {0}",
      "Corriger le total ou les lignes", "Correct the total or the lines"}},
    {ReportFault::weeks_above_month,
     {"Les semaines de ce mois font déjà {1}, le mois dit {0}", "The weeks within this month make {1} already, the month says {0}",
      "Comparer avec les rapports des semaines", "Compare with the weekly reports"}},
    {ReportFault::total_missing,
     {"Le total manque : il restera inconnu, jamais zéro", "The total is missing: it stays unknown, never zero",
      "Écrire 0 si personne n’est venu", "Write 0 if nobody came"}},
    {ReportFault::deaths_above_consultations,
     {"{0} décès pour {2} consultations", "{0} deaths for {2} consultations",
      "Vérifier les deux ; juste si les décès sont des hospitalisés", "Check both; right if those who died were in-patients"}},
    {ReportFault::open_days_too_many,
     {"{0} jours ouverts, la période en a {2}", "{0} open days, the period has {2}",
      "Compter les jours de la période", "Count the days of the period"}},
    {ReportFault::stock_out_days_too_many,
     {"{0} jours de rupture, la période en a {2}", "{0} stock-out days, the period has {2}",
      "Compter les jours de la période", "Count the days of the period"}},
    {ReportFault::open_days_missing,
     {"Les jours ouverts manquent : un zéro ne pourra pas être compris", "The open days are missing: a zero could not be understood",
      "Écrire 0 si fermée toute la période", "Write 0 if closed all the time"}},
    {ReportFault::care_while_closed,
     {"Des consultations, mais aucun jour ouvert", "Consultations, but no open day",
      "Corriger les jours ouverts ou le total", "Correct the open days or the total"}},
    {ReportFault::zero_while_open,
     {"Zéro consultation, et ouverte", "No consultation, and open",
      "Laisser s’il est vrai que personne n’est venu ; si fermée, écrire 0 jour ouvert", "Leave it if it is true that nobody came; if closed, write 0 open days"}},
    {ReportFault::zero_unexplained,
     {"Zéro consultation, sans dire si elle était ouverte", "No consultation, without saying whether it was open",
      "Écrire les jours ouverts", "Write the open days"}},
    {ReportFault::open_though_seen_closed,
     {"{0}, alors qu’elle a été vue fermée : au plus {2}", "{0}, though it was seen closed: at most {2}",
      "Vérifier l’état de la formation sanitaire", "Check the facility’s status"}},
    {ReportFault::far_above_usual,
     {"{0} : bien plus que d’habitude (médiane {3}, attendu {1} à {2})", "{0}: far more than usual (median {3}, expected {1} to {2})",
      "Recompter ; laisser si c’est vrai, et le dire dans les remarques", "Count again; leave it if true, and say so in the remarks"}},
    {ReportFault::far_below_usual,
     {"{0} : bien moins que d’habitude (médiane {3}, attendu {1} à {2})", "{0}: far less than usual (median {3}, expected {1} to {2})",
      "Recompter ; des jours fermés ou une rupture ?", "Count again; closed days or a stock-out?"}},
    {ReportFault::same_as_last,
     {"Les mêmes nombres que la fois d’avant", "The same numbers as the time before",
      "Recopié ? Vérifier sur le registre", "Copied? Check in the register"}},
    {ReportFault::corrects,
     {"Un rapport de cette période est déjà là : celui-ci le corrigera", "A report of this period is there already: this one will correct it",
      "Rien ; les deux versions restent visibles", "Nothing; both versions stay visible"}},
}};
constexpr Said not_a_monday{"Ce jour n’est pas un lundi", "That day is not a Monday", "Écrire le lundi de la semaine", "Write the Monday of the week"};

Said said_of(ReportFault fault, ReportPeriod period)
{
    if (fault == ReportFault::first_day_off && period == ReportPeriod::week) return not_a_monday;
    auto const* const found = std::find_if(table.begin(), table.end(), [&](auto const& row) { return row.first == fault; });
    VERIFY(found != table.end());
    return found->second;
}

}  // namespace

ReportRemark remark_of(ReportNote const& note, ReportPeriod period)
{
    auto const said = said_of(note.fault, period);
    ReportRemark remark;
    remark.note = note;
    remark.what = {filled(said.what_fr, note), filled(said.what_en, note)};
    remark.remedy = {std::string{said.remedy_fr}, std::string{said.remedy_en}};
    return remark;
}

}  // namespace accalmie
