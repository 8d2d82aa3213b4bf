// SPDX-License-Identifier: Apache-2.0
// What the truth says of children in care, against the rows that were written: by other means than the generator's, and the answer's.
#include "demo_world.hpp"

#include <map>
#include <set>

using namespace accalmie;
using namespace accalmie::test;

namespace {

struct Counted {
    std::set<std::string> screened, admitted, left;
    std::map<std::string, std::uint64_t> exits;
};

std::map<std::string, Counted> count_rows(DemoWorld const& world)
{
    std::map<std::string, Counted> by_cercle;
    world.each_row([&](Row const& row) {
        if (row.type->name != "child_measure") return;
        auto& counted = by_cercle[row.text("place").substr(0, 6)];
        auto const token = row.text("token"), occasion = row.text("occasion");
        if (occasion == "screening") counted.screened.insert(token);
        if (occasion == "admission") counted.admitted.insert(token);
        if (occasion == "exit") counted.left.insert(token);
        if (row.has("exit")) ++counted.exits[row.text("exit")];
        CHECK(row.day("day") <= world.truth.last_day);
        if (row.has("weight_kg")) CHECK((row.decimal("weight_kg") > 4 && row.decimal("weight_kg") < 16));
        if (row.has("arm_cm")) CHECK((row.decimal("arm_cm") > 10 && row.decimal("arm_cm") < 16));
    });
    return by_cercle;
}

}  // namespace

TEST_CASE("children in care: as many screened, admitted, gone and lost as the truth says, whatever the last day")
{
    for (auto const& [seed, last_day] : std::vector<std::pair<std::uint64_t, std::string>>{{1, "2026-06-17"}, {2, "2024-02-29"}, {5, "2023-01-02"}, {6, "2026-06-30"}}) {
        CAPTURE(seed);
        DemoWorld world;
        world.write(options(seed, last_day));
        auto const counted = count_rows(world);
        REQUIRE(counted.size() == world.truth.nutrition.size());
        for (auto const& truth : world.truth.nutrition) {
            CAPTURE(truth.place);
            auto const& rows = counted.at(truth.place);
            CHECK(rows.screened.size() == truth.screened);
            CHECK(rows.admitted.size() == truth.severe.admitted + truth.moderate.admitted);
            for (auto const* const exit : {"cured", "died", "defaulted", "not_responded"}) {
                auto const planted = [exit](DemoTruth::Nutrition::Group const& group) { return group.exits.contains(exit) ? group.exits.find(exit)->second : 0; };
                auto const found = rows.exits.find(exit);
                CHECK((found == rows.exits.end() ? 0 : found->second) == planted(truth.severe) + planted(truth.moderate));
            }
            for (auto const& token : truth.lost) CHECK((rows.admitted.contains(token) && !rows.left.contains(token)));
            for (auto const& token : truth.not_admitted) CHECK((rows.screened.contains(token) && !rows.admitted.contains(token)));
            CHECK(truth.lost.size() >= 3);
        }
    }
}
