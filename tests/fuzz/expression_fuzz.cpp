// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/expression_fuzz.cpp: any octets as an expression, and as an expression with a record (parted by a zero octet).
#include "forms/expression.hpp"

#include "dictionary/text.hpp"

#include <cstdlib>

using namespace accalmie;
using namespace accalmie::forms;

namespace {

constexpr std::string_view small_record =
    "<data><a>1</a><a>2024-02-29</a><r><n>x</n></r><r><n>y z</n></r><p>14.5 -4.2;14 -4;13 -5</p><m><instanceID/></m></data>";

Document const& record()
{
    static Document const document = [] {
        auto parsed = Document::parse(as_bytes(small_record));
        if (!parsed) std::abort();
        return std::move(*parsed);
    }();
    return document;
}

void evaluate(Expression const& expression, Document const& document, Dialect dialect)
{
    std::size_t budget = 200'000;
    EvaluationContext context;
    context.document = &document;
    context.node = {&document, document.top()};
    context.dialect = dialect;
    context.budget = &budget;
    auto const value = expression.evaluate(context);
    if (!value) {
        if (value.error().what.empty() || value.error().where.empty()) std::abort();
        return;
    }
    if (!is_clean_utf8(text_of(*value, context)) && text_of(*value, context).find('\0') == std::string::npos) std::abort();
    static_cast<void>(number_of(*value, context));
    static_cast<void>(truth_of(*value, context));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    auto const text = as_text(BytesView{data, size});
    auto const cut = text.find('\0');
    auto const expression = Expression::parse(text.substr(0, cut));
    if (!expression) {
        if (expression.error().what.empty() || expression.error().remedy.empty()) std::abort();
        return 0;
    }
    evaluate(*expression, record(), Dialect::collect);
    evaluate(*expression, record(), Dialect::xpath);
    if (cut == std::string_view::npos) return 0;
    if (auto const document = Document::parse(as_bytes(text.substr(cut + 1)))) evaluate(*expression, *document, Dialect::collect);
    return 0;
}
