// SPDX-License-Identifier: Apache-2.0
#include "answers/series_rows.hpp"
#include "answers/stock_words.hpp"

#include <map>

namespace accalmie {

namespace {

/// The file's own words for kinds: "entree=receipt,sortie=issue".
Result<std::map<std::string, StockKind>> kinds_of(MethodOptions const& options)
{
    std::map<std::string, StockKind> kinds;
    for (auto const& pair : option_names(options, "kinds")) {
        auto const equals = pair.find('=');
        if (equals == std::string::npos) return Error{Error::Kind::invalid, "no = between the file's word and ours", "option kinds", "write entree=receipt,sortie=issue"};
        kinds[std::string{trimmed_cell(pair.substr(0, equals))}] = TRY(parse_stock_kind(trimmed_cell(std::string_view{pair}.substr(equals + 1))).at("option kinds"));
    }
    return kinds;
}

bool is_empty_cell(std::string_view text) { return text.empty() || text == "NA"; }

Result<std::optional<Day>> optional_day(MethodRows const& rows, std::size_t row, std::string_view column)
{
    if (is_empty_cell(rows.text(row, column))) return std::optional<Day>{};
    return std::optional<Day>{TRY(parse_day(rows.text(row, column)).at(MethodRows::place(row, column)))};
}

Result<StockEntry> entry_at(MethodRows const& rows, std::size_t row, std::map<std::string, StockKind> const& kinds)
{
    StockEntry entry;
    entry.facility = rows.has("facility") ? rows.text(row, "facility") : "all";
    entry.item = rows.text(row, "item");
    if (entry.facility.empty()) return Error{Error::Kind::invalid, "no facility", MethodRows::place(row, "facility"), "name the facility or the truck"};
    if (entry.item.empty()) return Error{Error::Kind::invalid, "no item", MethodRows::place(row, "item"), "name the item"};
    entry.batch = is_empty_cell(rows.text(row, "batch")) ? "" : rows.text(row, "batch");
    entry.day = TRY(parse_day(rows.text(row, "day")).at(MethodRows::place(row, "day")));
    auto const own = kinds.find(std::string{rows.text(row, "kind")});
    entry.kind = own != kinds.end() ? own->second : TRY(parse_stock_kind(rows.text(row, "kind")).at(MethodRows::place(row, "kind")));
    entry.quantity = TRY(rows.number(row, "quantity"));
    entry.expiry = TRY(optional_day(rows, row, "expiry"));
    entry.other = is_empty_cell(rows.text(row, "to")) ? "" : rows.text(row, "to");
    entry.recorded = TRY(optional_day(rows, row, "recorded"));
    return entry;
}

Result<StockSettings> settings_of(MethodOptions const& options)
{
    StockSettings settings;
    if (option_given(options, "today")) settings.today = TRY(option_day(options, "today"));
    settings.months = TRY(option_whole(options, "months"));
    settings.days_per_month = TRY(option_number(options, "days-per-month"));
    settings.lead_days = TRY(option_number(options, "lead-days"));
    settings.security_lead_days = TRY(option_number(options, "security-lead-days"));
    if (option_given(options, "safety-days")) settings.safety_days = TRY(option_number(options, "safety-days"));
    settings.review_days = TRY(option_number(options, "review-days"));
    settings.transit_days = TRY(option_whole(options, "transit-days"));
    return settings;
}

Tree row_number(std::optional<std::size_t> entry) { return entry ? Tree{static_cast<std::int64_t>(*entry + 2)} : Tree{}; }

Tree finding_tree(std::vector<StockEntry> const& entries, StockFinding const& finding)
{
    auto const& entry = entries[finding.entry];
    Tree tree = Tree::members().add("row", row_number(finding.entry)).add_all(stock_finding_tree(finding)).add("other_row", row_number(finding.other));
    tree.add("facility", entry.facility).add("item", entry.item).add("batch", entry.batch.empty() ? Tree{} : Tree{entry.batch});
    return tree.add("day", entry.day).add("kind", stock_kind_code(entry.kind)).add("quantity", entry.quantity);
}

Tree problem_counts(StockReport const& report)
{
    std::map<StockProblem, std::int64_t> counts;
    for (auto const& finding : report.findings) ++counts[finding.problem];
    Tree tree = Tree::members();
    for (auto const& [problem, count] : counts) tree.add(std::string{stock_problem_code(problem)}, count);
    return tree;
}

Result<Tree> run(MethodTable const& table, MethodOptions const& options)
{
    MethodRows const rows{table};
    auto const kinds = TRY(kinds_of(options));
    std::vector<StockEntry> entries;
    for (std::size_t row = 0; row < rows.size(); ++row) entries.push_back(TRY(entry_at(rows, row, kinds)));
    auto const report = TRY(stock_report(entries, TRY(settings_of(options))));
    Tree items = Tree::list(), findings = Tree::list();
    for (auto const& item : report.items) items.push(stock_item_tree(item));
    for (auto const& finding : report.findings) findings.push(finding_tree(entries, finding));
    Tree tree = Tree::members().add("today", report.today).add("lines", static_cast<std::int64_t>(entries.size())).add("problems", problem_counts(report));
    return tree.add("items", std::move(items)).add("findings", std::move(findings));
}

std::vector<MethodColumn> columns()
{
    return {{"facility", "text", false, {"centre ou camion ; sans colonne : un seul", "facility or truck; without the column: one"}, {"site", "health_facility", "store", "centre"}},
            {"item", "text", true, {"article", "item"}, {"product", "commodity", "drug", "article"}},
            {"batch", "text", false, {"lot ; vide : non dit", "batch; empty: not said"}, {"lot", "batch_no", "batch_number", "lot_number"}},
            {"day", "text", true, {"jour (2021-05-03)", "day (2021-05-03)"}, {"date", "transaction_date"}},
            {"kind", "text", true, {"count, receipt, issue, loss, transfer_out, transfer_in ou expired", "count, receipt, issue, loss, transfer_out, transfer_in or expired"}, {"type", "movement", "transaction", "move"}},
            {"quantity", "real", true, {"quantité dans l'unité de l'article", "quantity in the item's unit"}, {"qty", "amount"}},
            {"expiry", "text", false, {"dernier jour d'utilisation", "last day of use"}, {"expiry_date", "expires", "expires_on"}},
            {"to", "text", false, {"transfert : vers où, ou d'où", "transfer: where to, or where from"}, {"destination", "to_facility", "counterpart"}},
            {"recorded", "text", false, {"jour où la ligne a été écrite ; sans : l'ordre des lignes", "day when the line was written; without it: the order of the rows"}, {"recorded_on", "entered_on", "entered"}}};
}

}  // namespace

Method stock_method()
{
    return {"stock",
            {"Combien de temps dure le stock, que commander, quelle ligne est impossible ?", "How long does the stock last, what to order, which line cannot be?"},
            columns(),
            {{"today", "none", {"jour où l'on se place ; none : le dernier jour du fichier", "the day that is now; none: the latest day of the file"}},
             {"months", "6", {"mois dont on tire la consommation", "months of which the consumption is taken"}},
             {"days-per-month", "30.5", {"jours par mois", "days a month"}},
             {"lead-days", "30", {"jours de la commande à l'arrivée", "days from order to arrival"}},
             {"security-lead-days", "0", {"jours en plus pendant lesquels la route peut être fermée", "further days for which the road may be closed"}},
             {"safety-days", "none", {"stock de sécurité, en jours de consommation ; none : autant que le délai", "safety stock in days of consumption; none: as many as the lead time"}},
             {"review-days", "30", {"jours entre deux commandes", "days between two orders"}},
             {"transit-days", "30", {"jours après lesquels un transfert non reçu manque", "days after which a transfer not received is missing"}},
             {"kinds", "none", {"mots du fichier, comme entree=receipt,sortie=issue", "the file's words, as entree=receipt,sortie=issue"}}},
            "MSH 2012, MDS-3, ch. 20 and 23; USAID | DELIVER PROJECT 2011, The Logistics Handbook",
            "docs/methods/stock.md",
            run};
}

}  // namespace accalmie
