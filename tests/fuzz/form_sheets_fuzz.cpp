// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/form_sheets_fuzz.cpp: any octets as a form: a spreadsheet file, Markdown tables, one CSV file (by the first octet). Reading and
// compiling end; rows and columns ascend within their bounds; what is good is an XForm, what is not says why.
#include "capture/form_sheets.hpp"
#include "core/verify.hpp"
#include "forms/xls_compile.hpp"
#include "forms/xls_markdown.hpp"
#include "forms/xls_workbook.hpp"

#include <cstdint>

using namespace accalmie;
using namespace accalmie::forms;

namespace {

Result<Workbook> read(std::uint8_t kind, BytesView octets)
{
    if (kind % 3 == 0) return read_spreadsheet(octets);
    if (kind % 3 == 1) return read_markdown(as_text(octets));
    TextSource source{as_text(octets)};
    return read_form_csv(source);
}

void check_order(Workbook const& book)
{
    VERIFY(book.sheets.size() <= SheetBounds::sheets_max);
    for (auto const& sheet : book.sheets) {
        std::uint32_t above = 0;
        for (auto const& row : sheet.rows) {
            VERIFY(row.number > above && row.number <= SheetBounds::rows_max && !row.cells.empty());
            above = row.number;
            for (std::size_t i = 0; i < row.cells.size(); ++i)
                VERIFY(row.cells[i].column < SheetBounds::columns_max && !row.cells[i].text.empty() &&
                       (i == 0 || row.cells[i - 1].column < row.cells[i].column));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0) return 0;
    auto const book = read(data[0], BytesView{data + 1, size - 1});
    if (!book) {
        VERIFY(!book.error().what.empty());
        return 0;
    }
    check_order(*book);
    auto const form = compile_form(*book);
    VERIFY(form.is_good() == !form.xform.empty());
    VERIFY(form.is_good() || !form.findings.empty());
    return 0;
}
