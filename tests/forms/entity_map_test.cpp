// SPDX-License-Identifier: Apache-2.0
// What forms and answers say about entities (ODK XForms, Entities 2025.1).
#include "forms/entity_map.hpp"

#include <doctest/doctest.h>

using namespace accalmie::forms;

namespace {

/// A household with a label of its own, and in it a repeat of wells, each an entity of another list.
constexpr std::string_view form = R"(<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:e="http://www.opendatakit.org/xforms/entities">
<h:head><h:title>T</h:title><model e:entities-version="2025.1.0"><instance><data id="f"><name/><g><members/></g><well jr:template=""><depth/><meta><entity dataset="wells" id="" create="1"><label/></entity></meta></well>
<well><depth/><meta><entity dataset="wells" id="" create="1"><label/></entity></meta></well>
<meta><instanceID/><entity dataset="households" id="" create="1" update="1" baseVersion="" trunkVersion="" branchId=""><label/></entity></meta></data></instance>
<instance id="households" src="jr://file-csv/households.csv"/><instance id="x" src="jr://file/x.xml"/><instance id="last" src="jr://instance/last-saved"/>
<bind nodeset="/data/name" e:saveto="head"/><bind nodeset="/data/g/members" e:saveto="members"/><bind nodeset="/data/well/depth" e:saveto="depth"/><bind nodeset="/data/other"/></model></h:head></h:html>)";

std::string const id = "9a1c2f3e-0d4b-4c6a-8e7f-112233445566";

EntityMap map() { return EntityMap::of(form).value(); }

}  // namespace

TEST_CASE("a form's lists, their properties and the files that it wants; each question goes to the nearest container with an entity")
{
    auto const entities = map();
    CHECK_FALSE(entities.is_empty());
    CHECK(entities.properties().at("households") == std::set<std::string>{"head", "members"});
    CHECK(entities.properties().at("wells") == std::set<std::string>{"depth"});
    CHECK(entities.files() == std::set<std::string>{"households.csv", "x.xml"});
    CHECK(EntityMap::of("<h:html xmlns:h='x'><h:head><model><instance><data id='f'/></instance></model></h:head></h:html>").value().is_empty());
    CHECK_FALSE(EntityMap::of("rubbish"));
}

TEST_CASE("answers declare an entity for the form and one for each repeat, with the answers of their own container")
{
    auto const said = map().read("<data id='f'><name> Awa </name><g><members>7</members></g>"
                                 "<well><depth>12</depth><meta><entity dataset='wells' id='" + id + "' create='true'><label>P1</label></entity></meta></well>"
                                 "<well><depth></depth><meta><entity dataset='wells' id='uuid:" + id + "' create='1'><label>P2</label></entity></meta></well>"
                                 "<meta><instanceID>i</instanceID><entity dataset='households' id='" + id + "' update='1' baseVersion='3' trunkVersion='2' branchId='" + id + "'/></meta></data>").value();
    REQUIRE(said.size() == 3);
    CHECK(said[0].list == "households");
    CHECK(said[0].updates);
    CHECK_FALSE(said[0].creates);
    CHECK(said[0].base_version == 3);
    CHECK(said[0].trunk_version == 2);
    CHECK(said[0].branch == id);
    CHECK_FALSE(said[0].label);
    CHECK(said[0].values == std::map<std::string, std::string>{{"head", "Awa"}, {"members", "7"}});
    CHECK(said[1].values.at("depth") == "12");
    CHECK(said[1].label == "P1");
    CHECK(said[2].id == id);
    CHECK(said[2].values.at("depth").empty());
}

TEST_CASE("only 1 and true are yes; a version is a positive whole number or nothing; a question that is absent sets nothing")
{
    auto const one = [](std::string const& attributes) {
        return map().read("<data id='f'><meta><entity dataset='households' id='" + id + "' " + attributes + "/></meta></data>").value();
    };
    CHECK(one("create='0'").empty());
    CHECK(one("create='yes' update='True'").empty());
    CHECK(one("update='1' baseVersion='-1' trunkVersion='x'").front().base_version == 0);
    CHECK_FALSE(one("update='1' baseVersion='1' trunkVersion=''").front().trunk_version);
    CHECK(one("update='1' baseVersion='99999999999'").front().base_version == 0);
    CHECK(one("update='1' baseVersion='1'").front().values.empty());
    CHECK_FALSE(map().read("<data"));
    CHECK(map().read("<other><meta><entity dataset='households' id='x' create='1'/></meta></other>").value().empty());
}

TEST_CASE("ids")
{
    CHECK(is_uuid(id));
    for (auto const* bad : {"", "9a1c2f3e-0d4b-4c6a-8e7f-11223344556", "9a1c2f3e00d4b-4c6a-8e7f-112233445566", "ga1c2f3e-0d4b-4c6a-8e7f-112233445566"}) CHECK_FALSE(is_uuid(bad));
}
