// SPDX-License-Identifier: Apache-2.0
// src/surfaces/received.hpp: answers that came, for those who are responsible for what they became; who has read them, for whoever sent them.
#pragma once

#include "answers/tree.hpp"
#include "workspace/workspace.hpp"

namespace accalmie {

/// Answers that `viewer` may read, the newest first: those of which a record was made that the viewer may see with its team fields, in its place.
/// With an instance: that one, with its records' values; what is sealed stays so.
/// errors  missing  no such answer, or not for this viewer: the two are not told apart     io
Result<Tree> received_answers(Workspace& workspace, Member const& viewer, std::string const& instance);

enum class Marked : std::uint8_t { now, before };
/// Writes that `viewer` has read an answer, once; the sender is told.
/// errors  missing  as above     invalid  the viewer's own answer     denied     io
Result<Marked> mark_seen(Workspace& workspace, Member const& viewer, std::string const& instance);

/// The most instances that one question of a device may name.
inline constexpr std::size_t instances_asked_max = 200;
/// For each of `instances` that `sender` itself sent: when it was received and by whom it was read. Others are as if they were not there.
/// A reader's name is told only to those who may see the list of members.
Result<Tree> seen_of_sender(Workspace& workspace, Member const& sender, std::vector<std::string> const& instances);

}  // namespace accalmie
