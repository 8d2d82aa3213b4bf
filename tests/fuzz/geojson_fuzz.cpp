// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/geojson_fuzz.cpp: boundary files and geometries from anybody.
#include "capture/geometry_file.hpp"
#include "ground/places.hpp"

#include <cstdlib>

using namespace accalmie;

namespace {

/// What was read must survive being written, and every question must have an answer.
void use(Geometry const& geometry)
{
    auto const text = to_geojson(geometry);
    auto const again = parse_geometry(text);
    if (!again || to_geojson(*again) != text) std::abort();
    static_cast<void>(area_km2(geometry));
    auto const inside = inner_point(geometry);
    Place place;
    place.code = "A", place.version = "v", place.level = 2, place.geometry = text;
    auto const index = PlaceIndex::make({place}, nullptr);
    if (!index) std::abort();
    static_cast<void>(index->at(inside, 2));
    for (auto const& polygon : geometry.polygons)
        for (auto const& ring : polygon.rings)
            for (auto const& vertex : ring)
                if (index->at(vertex, 2) != 0) std::abort();  // a vertex is on the border, which belongs to the place
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const text = as_text(BytesView{data, size});
    static_cast<void>(geometry_format(text));
    if (auto const geometry = parse_geometry(text)) use(*geometry);
    std::uint64_t count = 0;
    static_cast<void>(each_feature(text, [&](Feature const& feature) -> Result<void> {
        if (++count != feature.number) std::abort();
        if (feature.geometry) {
            use(*feature.geometry);
            static_cast<void>(geometry_fault(*feature.geometry));
        }
        static_cast<void>(fold_name(feature.properties.value({"name"})));
        return {};
    }));
    return 0;
}
