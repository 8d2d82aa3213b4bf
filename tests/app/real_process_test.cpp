// SPDX-License-Identifier: Apache-2.0
#include "app/real_process.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

using namespace accalmie;

namespace {

ProcessRequest shell(std::string script)
{
    ProcessRequest request;
    request.program = "sh";
    request.arguments = {"-c", std::move(script)};
    request.time_max = std::chrono::seconds{20};
    return request;
}

ProcessOutput output_of(ProcessRequest const& request)
{
    RealProcesses processes;
    auto result = processes.run(request);
    REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().text()));
    return std::move(*result);
}

}  // namespace

TEST_CASE("a process hands back what it wrote and how it ended")
{
    auto const result = output_of(shell("echo out; echo err >&2; exit 3"));
    CHECK(result.output == "out\n");
    CHECK(result.messages == "err\n");
    CHECK(result.exit_code == 3);
    CHECK(output_of(shell("kill -11 $$")).exit_code == 128 + 11);
}

TEST_CASE("a process gets only the environment that it was given, no input and no file of ours")
{
    ::setenv("ACCALMIE_TEST_SECRET", "secret", 1);
    std::ofstream const open_file{std::filesystem::temp_directory_path() / "accalmie-open-file"};
    auto request = shell("echo \"$ACCALMIE_TEST_SECRET$GIVEN\"; cat; ls /proc/self/fd | wc -l");
    request.environment = {"GIVEN=given", "PATH=/usr/bin:/bin"};
    // 0, 1, 2, and the one by which ls reads the folder
    CHECK(output_of(request).output == "given\n4\n");
}

TEST_CASE("arguments reach the program as they are, without a shell")
{
    ProcessRequest request;
    request.program = "printf";
    request.arguments = {"%s|%s", "a b; echo c", "$HOME"};
    CHECK(output_of(request).output == "a b; echo c|$HOME");
}

TEST_CASE("a process may write no file")
{
    auto const path = std::filesystem::temp_directory_path() / ("accalmie-no-file-" + std::to_string(std::rand()));
    CHECK(output_of(shell("echo text > " + path.string())).exit_code != 0);
    std::error_code ignored;
    CHECK((!std::filesystem::exists(path) || std::filesystem::file_size(path, ignored) == 0));
    std::filesystem::remove(path, ignored);
}

TEST_CASE("a process that takes too long is ended with its children, also when it has closed its streams")
{
    RealProcesses processes;
    for (auto const* script : {"sleep 600", "exec >&- 2>&-; sleep 600", "sleep 600 & sleep 600"}) {
        CAPTURE(script);
        auto request = shell(script);
        request.time_max = std::chrono::seconds{1};
        auto const refused = processes.run(request);
        REQUIRE(!refused);
        CHECK(refused.error().kind == Error::Kind::limit);
    }
}

TEST_CASE("a process that writes too much is ended, exactly at its limit it is not")
{
    RealProcesses processes;
    auto request = shell("head -c 100000 /dev/zero");
    request.output_bytes_max = 100'000;
    CHECK(output_of(request).output.size() == 100'000);
    request.output_bytes_max = 99'999;
    CHECK(processes.run(request).error().kind == Error::Kind::limit);
    auto const endless = processes.run(shell("yes"));
    REQUIRE(!endless);
    CHECK(endless.error().kind == Error::Kind::limit);
    CHECK(output_of(shell("head -c 1000000 /dev/zero >&2")).messages.size() == 64U << 10U);
}

TEST_CASE("a process gets no more memory than it may have")
{
    auto request = shell("head -c 300000000 /dev/zero | tail -c 300000000 | wc -c");
    request.memory_bytes_max = 100U << 20U;
    auto const result = output_of(request);
    CHECK(result.output != "300000000\n");
    request.memory_bytes_max = 2ULL << 30U;
    CHECK(output_of(request).output == "300000000\n");
}

TEST_CASE("a program that is not there, or is named by a path, is refused")
{
    RealProcesses processes;
    ProcessRequest request;
    request.program = "accalmie-no-such-program";
    CHECK(processes.run(request).error().kind == Error::Kind::missing);
    request.program = "/bin/sh";
    CHECK(processes.run(request).error().kind == Error::Kind::missing);
}
