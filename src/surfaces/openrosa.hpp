// SPDX-License-Identifier: Apache-2.0
// src/surfaces/openrosa.hpp: what ODK Collect and KoboCollect ask of a server (OpenRosa 1.0: form list, form, manifest, submission).
#pragma once

#include "capture/submissions.hpp"
#include "surfaces/http/route.hpp"
#include "workspace/workspace.hpp"

#include <memory>

namespace accalmie {

/// The form server of a workspace. A device is given one address, `/o/TOKEN` (or `/o` with name and token; `/d/TOKEN` to try out a
/// draft), and nothing else. Thread-safe.
class OpenRosa {
public:
    enum class Scheme : std::uint8_t { http, https };

    /// Reads what the workspace holds. The workspace must outlive it.
    static Result<std::unique_ptr<OpenRosa>> open(Workspace& workspace, Scheme scheme);
    ~OpenRosa();
    OpenRosa(OpenRosa const&) = delete;
    OpenRosa& operator=(OpenRosa const&) = delete;

    std::vector<http::Route> routes();

    /// What submissions say of entities is read and kept. Cheap when nothing is new; a device's next look at a form does it too.
    Result<void> read_entities();

private:
    struct State;
    explicit OpenRosa(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace accalmie
