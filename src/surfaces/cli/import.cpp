// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/import.cpp: `accalmie import ucdp|acled|press|csv`: event files and plain tables.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/import_summary.hpp"

#include "capture/importers.hpp"
#include "capture/row_sink.hpp"

namespace accalmie::cli {

namespace {

constexpr std::string_view event_text =
    "Reads the file as it is; nothing is thrown away: rows that cannot be believed go to FILE.rejects.csv with column, value, reason and\n"
    "remedy. The same file again changes nothing; a newer release corrects, adds and takes back. The summary reconciles:\n"
    "read = new + changed + same + rejected.";

std::vector<Option> event_options()
{
    auto options = common_import_options();
    options.push_back({"date-order", "ymd|mdy|dmy", "order of dates that are not ISO, where the file does not show it"});
    options.push_back({"coverage-from", "DAY", "first day that the source covers [from the file]"});
    options.push_back({"coverage-until", "DAY", "last day that the source covers [from the file]"});
    options.push_back({"area", "CODE", "P-code of the area that the source covers [from the country's name]"});
    options.push_back({"absent", "auto|retract|keep", "known events that a newer file lacks", "auto"});
    return options;
}

using Importer = Result<ImportSummary> (*)(ByteSource&, Intake::Tools, ImportOptions const&);

Result<void> import_events(Session& session, Importer importer)
{
    auto options = TRY(import_options(session));
    return run_import(session, options, "incident",
                      [&](ByteSource& source, Intake::Tools const& tools, ImportOptions const& filled) { return importer(source, tools, filled); });
}

Result<void> run_ucdp(Session& session) { return import_events(session, import_ucdp); }
Result<void> run_acled(Session& session)
{
    return import_events(session, session.arguments.has("deletions") ? import_acled_deletions : import_acled);
}
Result<void> run_press(Session& session) { return import_events(session, import_press); }

Result<void> run_csv(Session& session)
{
    auto options = TRY(import_options(session));
    auto const type = session.arguments.text("type");
    std::vector<std::string> key;
    auto const given = session.arguments.text("key");
    for (std::size_t begin = 0; begin < given.size();) {
        auto const end = std::min(given.find(',', begin), given.size());
        key.push_back(given.substr(begin, end - begin));
        begin = end + 1;
    }
    return run_import(session, options, type, [&](ByteSource& source, Intake::Tools const& tools, ImportOptions const& filled) {
        return import_table(source, tools, filled, type, key);
    });
}

}  // namespace

Command import_ucdp_command()
{
    return {.name = "import ucdp",
            .summary = "UCDP Georeferenced Event Dataset, global or by country",
            .description = event_text,
            .examples = {"accalmie import ucdp GEDEvent_v24_1.csv --release \"GED 24.1\"", "accalmie import ucdp mali.csv --dry-run"},
            .positionals = {{"FILE", "the CSV file"}},
            .options = event_options(),
            .run = run_ucdp};
}

Command import_acled_command()
{
    auto options = event_options();
    options.push_back({"deletions", "", "FILE is ACLED's list of deleted events"});
    return {.name = "import acled",
            .summary = "ACLED events (your own copy; its terms forbid passing it on)",
            .description = event_text,
            .examples = {"accalmie import acled mali.csv", "accalmie import acled deleted.csv --deletions"},
            .positionals = {{"FILE", "the CSV file"}},
            .options = std::move(options),
            .run = run_acled};
}

Command import_press_command()
{
    auto options = event_options();
    options.push_back({"settlements", "VERSION", "boundary version whose settlement codes the list uses", "ocha-settlements-2015"});
    return {.name = "import press",
            .summary = "Incidents noted by hand from the press (French columns)",
            .description = event_text,
            .examples = {"accalmie import places settlements_2015.csv && accalmie import press incidents.csv"},
            .positionals = {{"FILE", "the CSV file"}},
            .options = std::move(options),
            .run = run_press};
}

Command import_csv_command()
{
    auto options = common_import_options();
    options.push_back({"type", "TYPE", "the record type of the rows", {}, Option::Need::required});
    options.push_back({"key", "FIELDS", "fields that name a row, separated by commas [by type]"});
    options.push_back({"area", "CODE", "of incidents: P-code of the area that the source covers"});
    options.push_back({"coverage-from", "DAY", "of incidents: first day that the source covers"});
    options.push_back({"coverage-until", "DAY", "of incidents: last day that the source covers"});
    return {.name = "import csv",
            .summary = "Rows of any record type: headers are field names",
            .description = "Columns and codes: docs/dictionary.md, or `accalmie pack dictionary TYPE`. A second row of HXL hashtags is passed over.",
            .examples = {"accalmie import csv contacts.csv --type reporter_watch", "accalmie import csv guarantees.csv --type commitment --dry-run"},
            .positionals = {{"FILE", "the CSV file"}},
            .options = std::move(options),
            .run = run_csv};
}

}  // namespace accalmie::cli
