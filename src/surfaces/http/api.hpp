// SPDX-License-Identifier: Apache-2.0
// src/surfaces/http/api.hpp: the addresses of a workspace's answers. What answers is given; this file computes nothing.
#pragma once

#include "surfaces/http/route.hpp"

namespace accalmie::http {

/// The JSON of an answer for one member. Runs on a worker; several at once.
using Answer = std::function<Result<std::string>(Member const&, Query const&)>;

/// The JSON of an answer about what was sent.
using Posted = std::function<Result<std::string>(Member const&, std::string const& body)>;
/// What a member asks to be written, from a body that has its shape. Runs on a worker; writing is one at a time.
using Deed = std::function<Result<std::string>(Member const&, std::string const& body)>;

/// One function an address below /api/v1. One that is empty answers 404.
struct Api {
    Answer workspace;
    Answer places;  ///< level; geometry
    Answer calm;    ///< as_of
    Answer promises;
    Answer today;
    Answer incident_months;  ///< level; source, from, to
    Answer change;           ///< places, months, first, last; source, kinds
    Answer plans;
    Answer plan;             ///< name
    Answer claims;
    Answer claim;            ///< name
    Answer plot;             ///< kind, lang, width, window, and what `change` takes: SVG
    Answer plot_sheet;       ///< the same: the picture in JSON, with the table behind it
    Answer methods;
    Answer trust;            ///< place, level, question
    Answer signs;            ///< village; ask
    Answer voices;           ///< place, level, group, from, to, months, most
    Answer reach;            ///< place, from, to
    Answer hazards;          ///< place, from, as_of
    Answer completeness;     ///< place, period, from, to, as_of, level, kinds
    Answer attacks;          ///< place, from_day, to_day, as_of, least
    Answer report_history;   ///< facility, period
    Posted report_check;     ///< a report as typed
    Answer asks;             ///< place, as_of, voice, item
    Answer nutrition;        ///< place, from, to, protocol
    Answer survivors;
    Answer mental_health;    ///< place, days
    Answer timeline;         ///< place, from, to, km
    Answer timeline_sheet;   ///< the same, lang, width: the picture in JSON, with the table behind it
    Answer alerts;           ///< place, week, weeks
    Deed alert_step;         ///< signal, step, note
    Answer answers;          ///< instance: answers of forms that came
    Deed answer_seen;        ///< instance
    Answer stock;            ///< place, item, holders, months, soon
    Answer referrals;        ///< place, from, to
};

std::vector<Route> api_routes(Api const& api);

/// What a command that ran inside the server has said.
struct CommandOutcome {
    int exit_code = 0;
    std::string out;
    std::string err;
};
struct CommandCall {
    std::vector<std::string> argv;  ///< without the program's name; at most command_arguments_max
    std::string cwd;                ///< absolute
    bool color = false;
    bool json = false;
};
/// `progress` takes text for standard error while the command runs; false: nobody listens any more.
using CommandProgress = std::function<bool(std::string_view text)>;
using RunCommand = std::function<CommandOutcome(CommandCall const&, CommandProgress const& progress)>;

/// POST /local/command, on the Unix socket only: command lines speak to the server that holds the workspace.
Route local_command_route(RunCommand run);

}  // namespace accalmie::http
