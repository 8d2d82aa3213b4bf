// SPDX-License-Identifier: Apache-2.0
// Any octets as one YAML file and one CSV file of a pack: loading ends, in a dictionary that works or in named problems.
// The input is cut at its first octet 0x1E: what is before it is the record type, what follows the code list.
#include "dictionary/dictionary.hpp"

#include "core/verify.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace accalmie;
    std::string_view const input{reinterpret_cast<char const*>(data), size};
    std::size_t const cut = input.find('\x1E');
    std::string const yaml{input.substr(0, cut)}, csv{cut == std::string_view::npos ? std::string_view{} : input.substr(cut + 1)};
    std::vector<PackFile> const files{{"pack.yaml", "name: trial\nversion: 1\nlabel: {fr: a, en: a}\ndefinition: {fr: a, en: a}\nlicence: CC0\n"},
                                      {"types/thing.yaml", yaml},
                                      {"lists/colour.csv", csv}};
    auto const loaded = Dictionary::load(files);
    VERIFY(loaded.problems.empty() != loaded.dictionary.types().empty());
    for (auto const& type : loaded.dictionary.types()) {
        std::vector<Cell> const row(type.fields.size());
        std::vector<CellProblem> problems;
        check_row(loaded.dictionary, type, row, problems);
        VERIFY(!json_schema(loaded.dictionary, type).empty());
    }
    VERIFY(loaded.dictionary.types().empty() || !dictionary_markdown(loaded.dictionary).empty());
    return 0;
}
