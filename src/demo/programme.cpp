// SPDX-License-Identifier: Apache-2.0
#include "demo/programme.hpp"

#include "demo/scene.hpp"

#include <fmt/core.h>

namespace accalmie {

namespace {

Result<void> check(DemoOptions const& options)
{
    using std::chrono::year;
    if (options.scale < 1 || options.scale > DemoOptions::scale_max)
        return Error{Error::Kind::limit, fmt::format("a scale of {}", options.scale), "scale",
                     fmt::format("give a number from 1 to {}", DemoOptions::scale_max)};
    if (options.last_day < Day{year{1910} / 1 / 1} || options.last_day > Day{year{2180} / 12 / 31})
        return Error{Error::Kind::invalid, fmt::format("{} as the last day", to_iso(options.last_day)), "last_day",
                     "give a day from 1910-01-01 to 2180-12-31"};
    return {};
}

}  // namespace

Result<DemoTruth> write_demo(Recorder& recorder, Dictionary const& dictionary, DemoOptions const& options)
{
    TRY(check(options));
    DemoTruth truth;
    demo::Writer writer{recorder, dictionary, options, truth};
    demo::Scene scene{options, truth, writer, demo::Calendar{options.last_day}};
    truth.seed = options.seed;
    truth.scale = options.scale;
    truth.first_day = scene.calendar.first_day;
    truth.last_day = options.last_day;
    truth.boundary = demo::boundary_version;
    TRY(demo::write_plan(scene));
    TRY(demo::write_ground(scene));
    TRY(demo::write_violence(scene));
    demo::fill_plan_truth(scene);
    TRY(demo::write_watch(scene));
    TRY(demo::write_gatherings(scene));
    TRY(demo::write_promises(scene));
    TRY(demo::write_visits(scene));
    TRY(demo::write_trust(scene));
    TRY(demo::write_packages(scene));
    TRY(demo::write_nutrition(scene));
    TRY(demo::write_hazards(scene));
    TRY(demo::write_survivors(scene));
    TRY(demo::write_mental_health(scene));
    TRY(demo::write_reports(scene));
    TRY(demo::write_diseases(scene));
    TRY(demo::write_stock(scene));
    TRY(demo::write_referrals(scene));
    TRY(writer.flush());
    writer.finished();
    return truth;
}

}  // namespace accalmie
