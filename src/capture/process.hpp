// SPDX-License-Identifier: Apache-2.0
// src/capture/process.hpp: another program, run beside us and held short. The real one is in app/, made ones in tests.
#pragma once

#include "core/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace accalmie {

struct ProcessRequest {
    std::string program;                     ///< a name, looked for in /usr/bin and /usr/local/bin; never a shell
    std::vector<std::string> arguments;      ///< without the program's own name
    std::vector<std::string> environment;    ///< "NAME=value"; nothing else is handed on
    std::chrono::seconds time_max{60};       ///< both of the clock and of the processor
    std::uint64_t memory_bytes_max = 2ULL << 30U;   ///< of address space
    std::uint64_t output_bytes_max = 256ULL << 20U; ///< of standard output
};

struct ProcessOutput {
    int exit_code = 0;     ///< above 128: ended by a signal, as a shell counts
    std::string output;    ///< standard output
    std::string messages;  ///< standard error, its first 64 KiB
};

/// Runs one program to its end. It gets no input, no open file of ours, and may write no file.
class Processes {
public:
    virtual ~Processes() = default;
    /// errors  missing  no such program      limit  the time or the output was used up; the process is ended      io
    virtual Result<ProcessOutput> run(ProcessRequest const& request) = 0;
};

}  // namespace accalmie
