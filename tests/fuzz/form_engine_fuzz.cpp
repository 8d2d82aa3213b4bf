// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/form_engine_fuzz.cpp: any octets as a form, a zero octet, a submission of it, a zero octet, a CSV file that it names.
#include "forms/form_engine.hpp"

#include <cstdlib>

using namespace accalmie;
using namespace accalmie::forms;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const text = as_text(BytesView{data, size});
    auto const first = text.find('\0');
    auto const second = first == std::string_view::npos ? first : text.find('\0', first + 1);
    FormAttachment const file{"list.csv", second == std::string_view::npos ? BytesView{} : as_bytes(text.substr(second + 1))};
    auto const form = FormRules::load(as_bytes(text.substr(0, first)), std::span{&file, 1});
    if (!form) {
        if (form.error().what.empty()) std::abort();
        return 0;
    }
    for (auto const& problem : form->problems())
        if (problem.where.empty() || problem.what.empty() || problem.remedy.empty()) std::abort();
    if (first == std::string_view::npos) return 0;
    auto const report = form->evaluate(as_bytes(text.substr(first + 1, second - first - 1)), {});
    if (!report) return 0;
    for (auto const& flag : report->flags)
        if (flag.path.empty()) std::abort();
    return 0;
}
