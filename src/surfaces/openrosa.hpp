// SPDX-License-Identifier: Apache-2.0
// src/surfaces/openrosa.hpp: what ODK Collect and KoboCollect ask of a server (OpenRosa 1.0: form list, form, manifest, submission).
#pragma once

#include "capture/submissions.hpp"
#include "surfaces/http/route.hpp"
#include "workspace/workspace.hpp"

#include <memory>

namespace accalmie {

/// The form server of a workspace. A device is given one address, `/o/TOKEN`, and nothing else. Thread-safe.
class OpenRosa {
public:
    enum class Scheme : std::uint8_t { http, https };

    /// Reads what the workspace holds. The workspace must outlive it.
    static Result<std::unique_ptr<OpenRosa>> open(Workspace& workspace, Scheme scheme);
    ~OpenRosa();
    OpenRosa(OpenRosa const&) = delete;
    OpenRosa& operator=(OpenRosa const&) = delete;

    std::vector<http::Route> routes();

private:
    struct State;
    explicit OpenRosa(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace accalmie
