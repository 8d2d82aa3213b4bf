// SPDX-License-Identifier: Apache-2.0
// Formats that only GDAL reads, made by GDAL and read back through the bounded process.
#include "app/real_process.hpp"
#include "capture/place_fixtures.hpp"

#include <cstdlib>

using namespace accalmie;

namespace {

class Folder {
public:
    Folder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "accalmie-geometry-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

bool has_gdal()
{
    if (std::filesystem::exists("/usr/bin/ogr2ogr")) return true;
    MESSAGE("skipped: ogr2ogr is not installed");
    return false;
}

std::string read(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void make(std::string const& command) { REQUIRE(std::system((command + " > /dev/null 2>&1").c_str()) == 0); }

std::string const two_squares = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"ADM2_FR":"Ténenkou","ADM2_PCODE":"ML0507","ADM1_PCODE":"ML05","validOn":"2021-12-20"},"geometry":{"type":"Polygon","coordinates":[[[-5.1234567,14],[-5,14],[-5,15],[-5.1234567,14]]]}},
{"type":"Feature","properties":{"ADM2_FR":"Youwarou","ADM2_PCODE":"ML0508","ADM1_PCODE":"ML05","validOn":"2021-12-20"},"geometry":{"type":"MultiPolygon","coordinates":[[[[-4,15],[-3,15],[-3,16],[-4,15]]],[[[-6,15],[-5.5,15],[-5.5,16],[-6,15]]]]}}]})";

ImportSummary through_gdal(GroundWorkspace& workspace, std::filesystem::path const& path, std::string layer = {})
{
    RealProcesses processes;
    PlaceImport how;
    how.path = path;
    how.processes = &processes;
    how.layer = std::move(layer);
    return places(workspace, read(path), named(path.filename().string()), how);
}

}  // namespace

TEST_CASE("GeoPackage, shapefile, zipped shapefile and FlatGeobuf give the same places as GeoJSON")
{
    if (!has_gdal()) return;
    Folder const folder;
    std::ofstream{folder / "made.geojson"} << two_squares;
    auto const from = (folder / "made.geojson").string();
    make("ogr2ogr -f GPKG " + (folder / "made.gpkg").string() + " " + from);
    make("ogr2ogr -f GPKG -t_srs EPSG:32630 " + (folder / "utm.gpkg").string() + " " + from);
    make("ogr2ogr -f 'ESRI Shapefile' -lco ENCODING=UTF-8 " + (folder / "made.shp").string() + " " + from);
    make("ogr2ogr -f 'ESRI Shapefile' -lco ENCODING=UTF-8 " + (folder / "made.shz").string() + " " + from);
    make("ogr2ogr -f FlatGeobuf " + (folder / "made.fgb").string() + " " + from);
    std::filesystem::rename(folder / "made.shz", folder / "made.zip");

    for (auto const* file : {"made.gpkg", "made.shp", "made.zip", "made.fgb", "utm.gpkg"}) {
        CAPTURE(file);
        GroundWorkspace workspace{"place"};
        PlaceImport how;
        how.source = file;
        auto options = named(file);
        CHECK(places(workspace, two_squares, options).fresh == 2);
        auto const summary = through_gdal(workspace, folder / file);
        CHECK(summary.read == 2);
        CHECK(summary.rejected == 0);
        // Another projection and back moves a vertex by less than a millimetre, which may change the last digit.
        if (std::string_view{file} != "utm.gpkg") CHECK(summary.same == 2);
        CHECK(workspace.text(workspace.only("code", "ML0507"), "name") == "Ténenkou");
        CHECK(workspace.index("cod-ab-2021").at(Coordinate::of_degrees(14.2, -5.05).value(), 2) != PlaceIndex::none);
    }
}

TEST_CASE("a layer of several is chosen by name, and damage is told in GDAL's words")
{
    if (!has_gdal()) return;
    Folder const folder;
    std::ofstream{folder / "made.geojson"} << two_squares;
    auto const from = (folder / "made.geojson").string(), gpkg = (folder / "two.gpkg").string();
    make("ogr2ogr -f GPKG -nln cercles " + gpkg + " " + from);
    make("ogr2ogr -f GPKG -update -nln other " + gpkg + " " + from);
    GroundWorkspace workspace{"place"};
    CHECK(through_gdal(workspace, gpkg, "cercles").fresh == 2);

    RealProcesses processes;
    PlaceImport how;
    how.processes = &processes;
    how.path = folder / "damaged.gpkg";
    auto const damaged = read(gpkg).substr(0, 5000);
    std::ofstream{how.path, std::ios::binary} << damaged;
    auto const refused = try_places(workspace, damaged, named("damaged.gpkg"), how);
    REQUIRE(!refused);
    CHECK(refused.error().what.find("GDAL cannot read the file") != std::string::npos);
}

TEST_CASE("an archive whose only file tells GDAL to open another file is refused")
{
    if (!has_gdal() || !std::filesystem::exists("/usr/bin/python3")) return;
    Folder const folder;
    std::ofstream{folder / "secret.csv"} << "code,name\nS,secret\n";
    std::ofstream{folder / "made.vrt"} << "<OGRVRTDataSource><OGRVRTLayer name=\"secret\"><SrcDataSource>" << (folder / "secret.csv").string() << "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>";
    make("python3 -m zipfile -c " + (folder / "made.zip").string() + " " + (folder / "made.vrt").string());
    RealProcesses processes;
    auto const refused = converted_to_geojson(processes, folder / "made.zip", GeometryFormat::zipped_shapefile, "");
    REQUIRE(!refused);
    CHECK(refused.error().what.find("GDAL cannot read the file") != std::string::npos);
}

TEST_CASE("the real cercles as a GeoPackage are the real cercles as GeoJSON")
{
    auto const text = real_file("mali-admin/mli_adm2.geojson");
    if (!text || !has_gdal()) return;
    Folder const folder;
    make("ogr2ogr -f GPKG " + (folder / "mli_adm2.geojson").string() + " " + std::string{ACCALMIE_SOURCE_DIR} + "/../shared/data/mali-admin/mli_adm2.geojson");
    GroundWorkspace workspace{"place"};
    CHECK(places(workspace, *text, named("mli_adm2.geojson")).fresh == 53);
    auto const summary = through_gdal(workspace, folder / "mli_adm2.geojson");
    CHECK(summary.read == 53);
    CHECK(summary.same == 53);
}
