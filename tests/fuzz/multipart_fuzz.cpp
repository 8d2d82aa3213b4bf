// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/multipart_fuzz.cpp: a form-data body cut anywhere gives the same parts, or the same refusal, as the whole.
#include "capture/submissions.hpp"
#include "surfaces/http/multipart.hpp"

#include <vector>

namespace {

using namespace accalmie;

class Keeper final : public http::PartSink {
public:
    Result<void> begin(http::PartHead head) override
    {
        parts.push_back(head.name + "\n" + head.filename + "\n");
        return {};
    }
    Result<void> content(std::string_view octets) override
    {
        parts.back() += octets;
        return {};
    }
    Result<void> end() override { return {}; }
    std::vector<std::string> parts;
};

bool read(std::string_view body, std::size_t step, std::vector<std::string>& parts)
{
    Keeper keeper;
    http::MultipartReader reader{"B", keeper};
    bool is_good = true;
    for (std::size_t at = 0; is_good && at < body.size(); at += step) is_good = reader.feed(body.substr(at, step)).has_value();
    parts = std::move(keeper.parts);
    return is_good && reader.finish().has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const body{reinterpret_cast<char const*>(data), size};
    std::vector<std::string> whole, pieces;
    bool const whole_is_good = read(body, size + 1, whole), pieces_are_good = read(body, 1, pieces);
    if (whole_is_good != pieces_are_good || (whole_is_good && whole != pieces)) __builtin_trap();
    static_cast<void>(read_submission_head(body));
    static_cast<void>(http::boundary_of(body));
    return 0;
}
