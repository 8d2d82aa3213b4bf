// SPDX-License-Identifier: Apache-2.0
// src/app/real_process.hpp: the system's processes.
#pragma once

#include "capture/process.hpp"

namespace accalmie {

/// fork and exec with limits of the kernel (address space, processor time, no files written, no core), in a process group of its own that is
/// ended as a whole when its time is over. Thread-safe.
class RealProcesses final : public Processes {
public:
    Result<ProcessOutput> run(ProcessRequest const& request) override;
};

}  // namespace accalmie
