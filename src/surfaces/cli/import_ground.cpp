// SPDX-License-Identifier: Apache-2.0
// src/surfaces/cli/import_ground.cpp: `accalmie import places|population|facilities`: the ground that everything else stands on.
#include "surfaces/cli/all.hpp"
#include "surfaces/cli/import_summary.hpp"

#include "capture/facilities.hpp"
#include "capture/places.hpp"
#include "capture/population.hpp"

namespace accalmie::cli {

namespace {

Result<void> run_places(Session& session)
{
    auto const options = TRY(import_options(session));
    auto const& arguments = session.arguments;
    PlaceImport place_import;
    place_import.version = arguments.text("boundary");
    if (auto const level = TRY(arguments.integer("level", 0, 4))) place_import.level = static_cast<int>(*level);
    place_import.source = arguments.text("source");
    place_import.code_field = arguments.text("code-field");
    place_import.name_field = arguments.text("name-field");
    place_import.parent_field = arguments.text("parent-field");
    place_import.layer = arguments.text("layer");
    place_import.path = session.path(arguments.text("FILE"));
    place_import.processes = session.processes;
    return run_import(session, options, "place", [&](ByteSource& source, Intake::Tools const& tools, ImportOptions const& filled) {
        return import_places(source, tools, filled, place_import);
    });
}

Result<void> run_population(Session& session)
{
    auto const options = TRY(import_options(session));
    PopulationImport population_import;
    population_import.version = session.arguments.text("boundary");
    if (auto const year = TRY(session.arguments.integer("year", 1950, 2099))) population_import.year = static_cast<int>(*year);
    population_import.source = session.arguments.text("source");
    return run_import(session, options, "population", [&](ByteSource& source, Intake::Tools const& tools, ImportOptions const& filled) {
        return import_population(source, tools, filled, population_import);
    });
}

Result<void> run_facilities(Session& session)
{
    auto const options = TRY(import_options(session));
    FacilityImport const facility_import{.source = session.arguments.text("source")};
    return run_import(session, options, "facility", [&](ByteSource& source, Intake::Tools const& tools, ImportOptions const& filled) {
        return import_facilities(source, tools, filled, facility_import);
    });
}

std::vector<Option> with_common(std::vector<Option> options)
{
    auto all = common_import_options();
    all.insert(all.end(), options.begin(), options.end());
    return all;
}

}  // namespace

Command import_places_command()
{
    return {.name = "import places",
            .summary = "Boundaries (GeoJSON, GeoPackage, Shapefile) or a settlement list",
            .description = "Every code belongs to a named boundary version: the same P-code means another place in another list.",
            .examples = {"accalmie import places mli_adm2.geojson --boundary cod-ab-2021", "accalmie import places settlements_2015.csv",
                         "accalmie import places areas.gpkg --layer cercles --boundary own-1 --level 2"},
            .positionals = {{"FILE", "the file"}},
            .options = with_common({{"boundary", "VERSION", "name of the boundary version [from the file]"},
                                    {"level", "N", "0 country, 1 region, 2 cercle, 3 commune, 4 settlement [from the file]"},
                                    {"source", "TEXT", "publication [the file's name]"},
                                    {"code-field", "NAME", "field that holds the code"},
                                    {"name-field", "NAME", "field that holds the name"},
                                    {"parent-field", "NAME", "field that holds the code of the place around"},
                                    {"layer", "NAME", "layer of a GeoPackage"}}),
            .run = run_places};
}

Command import_population_command()
{
    return {.name = "import population",
            .summary = "How many people live where (OCHA COD-PS or IBF tables)",
            .description = "",
            .examples = {"accalmie import population mli_admpop_adm2_2020.csv", "accalmie import population population.csv --year 2021"},
            .positionals = {{"FILE", "the CSV file"}},
            .options = with_common({{"boundary", "VERSION", "boundary version of the codes [the one in use]"},
                                    {"year", "YEAR", "year of the figures [from the file's name]"},
                                    {"source", "TEXT", "publication [the file's name]"}}),
            .run = run_population};
}

Command import_facilities_command()
{
    return {.name = "import facilities",
            .summary = "Registers of health facilities",
            .description = "",
            .examples = {"accalmie import facilities cscom-register.csv"},
            .positionals = {{"FILE", "the CSV file"}},
            .options = with_common({{"source", "TEXT", "publication [the file's name]"}}),
            .run = run_facilities};
}

}  // namespace accalmie::cli
