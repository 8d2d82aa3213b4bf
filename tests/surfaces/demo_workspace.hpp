// SPDX-License-Identifier: Apache-2.0
// tests/surfaces/demo_workspace.hpp: a workspace on a disk with the demo in it and its truth; gone at the end.
#pragma once

#include "demo/programme.hpp"
#include "support/plain_disk.hpp"
#include "workspace/workspace.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <unistd.h>

namespace accalmie::test {

struct DemoWorkspace {
    struct SteadyClock final : Clock {
        Instant now() override { return at += std::chrono::milliseconds{1}; }
        Instant at{std::chrono::milliseconds{1'780'000'000'000}};
    };
    struct SeededRandom final : Random {
        std::mt19937_64 engine{11};
        void fill(std::span<std::uint8_t> octets) override
        {
            for (auto& octet : octets) octet = static_cast<std::uint8_t>(engine() >> 32U);
        }
    };

    std::filesystem::path folder;
    PlainDisk disk;
    SteadyClock clock;
    SeededRandom random;
    std::unique_ptr<Workspace> workspace;
    DemoTruth truth;

    explicit DemoWorkspace(std::uint64_t seed = 1)
    {
        std::string name = std::filesystem::temp_directory_path() / "accalmie-demo-XXXXXX";
        REQUIRE(mkdtemp(name.data()) != nullptr);
        folder = name;
        DemoOptions options;
        options.seed = seed, options.last_day = *parse_day("2026-06-17");
        REQUIRE(Workspace::init(folder / "w", {.name = "Démo", .purpose = WorkspaceHead::Purpose::demo, .fixed_today = options.last_day}, machine()));
        open();
        auto const written = workspace->write([&](Recorder& recorder) -> Result<void> {
            truth = TRY(write_demo(recorder, workspace->dictionary(), options));
            return {};
        });
        REQUIRE_MESSAGE(written, (written ? std::string{} : written.error().text()));
    }
    ~DemoWorkspace()
    {
        workspace.reset();
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    DemoWorkspace(DemoWorkspace const&) = delete;
    DemoWorkspace& operator=(DemoWorkspace const&) = delete;

    Machine machine() { return {disk, clock, random}; }
    void open()
    {
        workspace.reset();
        auto opened = Workspace::open(folder / "w", machine());
        REQUIRE_MESSAGE(opened, (opened ? std::string{} : opened.error().text()));
        workspace = std::move(*opened);
    }
};

/// One programme for the tests that only read it.
inline DemoWorkspace& usual_workspace()
{
    static DemoWorkspace workspace;
    return workspace;
}

}  // namespace accalmie::test
