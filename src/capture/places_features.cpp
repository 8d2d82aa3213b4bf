// SPDX-License-Identifier: Apache-2.0
// src/capture/places_features.cpp: features of a boundary layer become places.
#include "capture/places_rows.hpp"

#include <fmt/core.h>

namespace accalmie {

namespace {

/// Which properties say what, found on the first feature.
struct Layout {
    int level = -1;             ///< below 0: each feature says its own
    bool cod = false;           ///< an OCHA COD-AB layer
    std::string code, name, alternative, other_alternative, parent;

    /// errors  missing  no property for code or name     usage  no level
    static Result<Layout> of(FeatureProperties const& properties, PlaceImport const& wanted)
    {
        Layout layout;
        for (int level = 4; level >= 0 && !layout.cod; --level) {
            if (wanted.level && *wanted.level != level) continue;
            if (!properties.has(fmt::format("ADM{}_PCODE", level))) continue;
            layout.cod = true;
            layout.level = level;
            layout.code = fmt::format("ADM{}_PCODE", level);
            layout.name = properties.has(fmt::format("ADM{}_FR", level)) ? fmt::format("ADM{}_FR", level) : fmt::format("ADM{}_EN", level);
            layout.alternative = fmt::format("ADM{}_REF", level);
            layout.other_alternative = fmt::format("ADM{}ALT1FR", level);
            if (level > 0) layout.parent = fmt::format("ADM{}_PCODE", level - 1);
        }
        if (!layout.cod) {
            layout.code = "code";
            layout.name = "name";
            layout.alternative = "name_alternative";
            layout.parent = "parent";
            layout.level = wanted.level.value_or(-1);
        }
        if (!wanted.code_field.empty()) layout.code = wanted.code_field;
        if (!wanted.name_field.empty()) layout.name = wanted.name_field;
        if (!wanted.parent_field.empty()) layout.parent = wanted.parent_field;
        for (auto const* field : {&layout.code, &layout.name})
            if (!properties.has(*field))
                return Error{Error::Kind::missing, fmt::format("the features have no property \"{}\"", *field), {}, "say which properties hold code and name: --code-field, --name-field"};
        if (layout.level < 0 && !properties.has("level")) return Error{Error::Kind::usage, "the level of the places is neither given nor in the file", {}, "say --level 0 (country) to 4 (settlement)"};
        return layout;
    }
};

class FeatureImport {
public:
    FeatureImport(Intake::Tools tools, ImportOptions const& options, PlaceImport const& wanted) : tools_(tools), options_(options), wanted_(wanted) {}

    Result<void> take(Feature const& feature)
    {
        if (!intake_) TRY(begin(feature));
        values_.clear();
        for (auto const& each : feature.properties.all()) values_.push_back(each.second);
        RowOrigin const origin{0, feature.number, values_};
        if (feature.fault) return intake_->reject(origin, {"geometry", "", feature.fault->what, feature.fault->remedy});
        int const level = level_of(feature);
        if (level < 0 || level > 4) return intake_->reject(origin, {"level", std::string{feature.properties.value({"level"})}, "not a level from 0 to 4", "0 country, 1 region, 2 cercle, 3 commune, 4 settlement"});
        if (!feature.geometry && !feature.point && !feature.geometry_type.empty())
            return intake_->reject(origin, {"geometry", feature.geometry_type, "neither an area nor a point", "give the layer of areas"});
        fill(feature, level);
        look_at(feature, level);
        return intake_->submit(origin);
    }

    Result<ImportSummary> finish()
    {
        if (!intake_) return Error{Error::Kind::missing, "the file has no feature", options_.file_name, "give the layer that holds the areas"};
        return intake_->finish(Intake::Missing::ignore);
    }

private:
    Result<void> begin(Feature const& first)
    {
        layout_ = TRY(Layout::of(first.properties, wanted_));
        version_ = wanted_.version;
        if (version_.empty()) version_ = first.properties.value({"version"});
        auto const valid_on = day_of_text(first.properties.value({"validOn"}));
        if (version_.empty() && layout_.cod && valid_on) version_ = "cod-ab-" + to_iso(*valid_on).substr(0, 4);
        if (version_.empty()) return Error{Error::Kind::usage, "the file does not say of which boundary version it is", {}, "name it: --version cod-ab-2021"};
        std::vector<std::string_view> header;
        for (auto const& each : first.properties.all()) header.emplace_back(each.first);
        intake_.emplace(TRY(Intake::begin(tools_, options_, "place", "", header)));
        fields_.emplace(intake_->type());
        for (auto const& [field, property] : {std::pair{fields_->code, layout_.code}, std::pair{fields_->name, layout_.name}, std::pair{fields_->parent, layout_.parent}})
            intake_->name_column(field, property);
        tell_columns(first);
        return {};
    }

    void tell_columns(Feature const& first)
    {
        for (auto const& each : first.properties.all()) {
            bool const kept = each.first == layout_.code || each.first == layout_.name || each.first == layout_.alternative || each.first == layout_.other_alternative || each.first == layout_.parent ||
                              each.first == "validOn" || each.first == "validTo" || each.first == "level" || each.first == "version";
            auto& summary = intake_->summary();
            (kept ? summary.columns_kept : summary.columns_left).push_back(each.first);
        }
    }

    int level_of(Feature const& feature) const
    {
        if (layout_.level >= 0) return layout_.level;
        std::int64_t level = -1;
        if (parse_integer(feature.properties.value({"level"}), level) || level < 0 || level > 4) return -1;
        return static_cast<int>(level);
    }

    void fill(Feature const& feature, int level)
    {
        auto const cells = intake_->cells();
        auto const& said = feature.properties;
        cells[fields_->code] = text_cell(said.value({layout_.code}));
        cells[fields_->version] = text_cell(version_);
        cells[fields_->name] = text_cell(said.value({layout_.name}));
        cells[fields_->name_alternative] = text_cell(said.value({layout_.alternative, layout_.other_alternative}));
        cells[fields_->level] = std::int64_t{level};
        cells[fields_->parent] = layout_.parent.empty() ? Cell{} : text_cell(said.value({layout_.parent}));
        cells[fields_->kind] = kind_of_level(level);
        cells[fields_->source] = text_cell(wanted_.source.empty() ? options_.file_name : wanted_.source);
        if (auto const day = day_of_text(said.value({"validOn", "valid_from"}))) cells[fields_->valid_from] = *day;
        if (auto const day = day_of_text(said.value({"validTo", "valid_to"}))) cells[fields_->valid_to] = *day;
        auto const centre = feature.geometry ? std::optional{inner_point(*feature.geometry)} : feature.point;
        if (centre) {
            cells[fields_->latitude] = centre->latitude();
            cells[fields_->longitude] = centre->longitude();
        }
        if (!feature.geometry) return;
        geometry_ = to_geojson(*feature.geometry);
        cells[fields_->geometry] = std::string_view{geometry_};
    }

    void look_at(Feature const& feature, int level)
    {
        auto const name = fmt::format("{} {}", feature.properties.value({layout_.code}), feature.properties.value({layout_.name}));
        if (!feature.geometry && level < 4) intake_->warn("an area has no outline", "it can be named and not found by position; look for a newer layer", name);
        if (!feature.geometry) return;
        if (auto const fault = geometry_fault(*feature.geometry))
            intake_->warn("an outline is not valid (OGC Simple Features); it is kept as it is", "positions near the fault may fall to the wrong side; mend it, for instance with ogr2ogr -makevalid",
                          name + ": " + *fault);
    }

    Intake::Tools tools_;
    ImportOptions const& options_;
    PlaceImport const& wanted_;
    Layout layout_;
    std::string version_, geometry_;
    std::optional<Intake> intake_;
    std::optional<PlaceFields> fields_;
    std::vector<std::string_view> values_;
};

}  // namespace

Result<ImportSummary> import_place_features(std::string const& geojson, Intake::Tools tools, ImportOptions const& options, PlaceImport const& place_import)
{
    FeatureImport import{tools, options, place_import};
    std::uint64_t count = 0;
    TRY(each_feature(geojson, [&](Feature const& feature) -> Result<void> {
        // Outlines differ much in length: how far we are in octets is not known, so that the number of features goes out without a total.
        if (options.progress) options.progress(++count, 0);
        return import.take(feature);
    }).at(options.file_name));
    return import.finish();
}

}  // namespace accalmie
