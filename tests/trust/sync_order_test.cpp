// SPDX-License-Identifier: Apache-2.0
#include "trust/sync_order.hpp"

#include "dictionary/dictionary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace accalmie;

TEST_CASE("who may write travels first, then alerts and what was done about them, then dangers, then the counts behind alerts, then the rest")
{
    CHECK(sync_turn("alert") == sync_turn("alert_step"));
    std::vector<std::string_view> types{"voice", "disease_count", "incident", "member", "alert"};
    std::sort(types.begin(), types.end(), [](auto const& a, auto const& b) { return sync_turn(a) < sync_turn(b); });
    CHECK(types == std::vector<std::string_view>{"member", "alert", "incident", "disease_count", "voice"});
    CHECK(sync_turn("a type of tomorrow") == SyncTurn::rest);
}

TEST_CASE("every type that has a turn is a type of the base pack")
{
    auto const dictionary = Dictionary::base();
    for (std::string_view const type : {"member", "device_key", "alert", "alert_step", "warning", "access_constraint", "facility_status", "incident", "health_care_attack", "disease_count", "facility_report", "hazard_reading"}) {
        CAPTURE(type);
        CHECK(dictionary.find(type) != nullptr);
        CHECK(sync_turn(type) != SyncTurn::rest);
    }
}
