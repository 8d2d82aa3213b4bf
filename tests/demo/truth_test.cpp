// SPDX-License-Identifier: Apache-2.0
#include "demo_world.hpp"

#include <simdjson.h>

using namespace accalmie;
using namespace accalmie::test;

TEST_CASE("the truth is one JSON document that says what the members say")
{
    auto const& truth = usual().truth;
    auto const text = truth_json(truth);
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    REQUIRE(parser.parse(text).get(document) == simdjson::SUCCESS);
    CHECK(bool{document["demo"]});
    CHECK(std::uint64_t{document["seed"]} == 1);
    CHECK(std::string_view{document["first_day"]} == "2023-07-01");
    CHECK(std::string_view{document["last_day"]} == "2026-06-17");
    CHECK(std::uint64_t{document["rows"]["commitment_test"]} == 200);
    CHECK(std::uint64_t{document["community_counts"]["quiet_closed_in"]} == 3);
    CHECK(std::uint64_t{document["commitment_counts"]["expired"]} == 6);
    CHECK(double{document["detection"]["press"]} == 0.35);
    simdjson::dom::array const cercles = document["cercles"], communities = document["communities"], commitments = document["commitments"];
    CHECK(cercles.size() == 4);
    CHECK(communities.size() == 24);
    CHECK(commitments.size() == 30);
    CHECK(std::string_view{cercles.at(0)["name"]} == "Ténenkou");
    CHECK(double{cercles.at(0)["ratio"]} == 0.35);
    CHECK(simdjson::dom::array{cercles.at(3)["months"]}.size() == 96);
    CHECK(double{cercles.at(3)["months"].at(5)["rate"]} ==
          doctest::Approx(static_cast<double>(truth.cercles[3].months[5].rate_millionths) / 1e6).epsilon(1e-12));
    CHECK(cercles.at(0)["months"].at(59)["field"].is_null());
    CHECK(cercles.at(0)["months"].at(60)["field"].is_uint64());
    CHECK(cercles.at(0)["months"].at(92)["press"].is_uint64());
    CHECK(cercles.at(0)["months"].at(93)["press"].is_null());
    CHECK(communities.at(22)["last_contact_day"].is_string());
    CHECK(communities.at(11)["last_contact_day"].is_null());
    CHECK(std::string_view{communities.at(11)["state"]} == "unknown");
    CHECK(std::string_view{commitments.at(0)["id"]} == truth.commitments[0].record.hex() + ":0");
    CHECK(std::string_view{document["disagreements"]["open"]}.size() == 66);
    CHECK(std::string_view{document["plan"]["name"]} == "guarantees-first-year");
    CHECK(std::string_view{document["plan"]["first"]} == "2025-03");
    CHECK(double{document["plan"]["true_ratio"]} == 0.327);
}

TEST_CASE("odd characters in a name do not break the truth")
{
    DemoTruth truth;
    truth.last_day = truth.first_day = day("2026-01-01");
    truth.boundary = "a \"quoted\" \\ name\nwith a line, and « déjà »";
    auto const text = truth_json(truth);
    simdjson::dom::parser parser;
    simdjson::dom::element document;
    REQUIRE(parser.parse(text).get(document) == simdjson::SUCCESS);
    CHECK(std::string_view{document["boundary"]} == truth.boundary);
    CHECK(document["disagreements"]["rival"].is_null());
}
