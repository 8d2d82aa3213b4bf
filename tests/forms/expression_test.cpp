// SPDX-License-Identifier: Apache-2.0
#include "forms/expression_support.hpp"

#include <rapidcheck.h>

#include <string>

using namespace accalmie;
using namespace accalmie::forms;

namespace {

std::string repeated(std::string_view piece, std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += piece;
    return text;
}

Instant instant(std::string_view iso)
{
    auto const parsed = parse_instant(iso);
    REQUIRE(parsed.has_value());
    return *parsed;
}

/// Chance that can be foreseen.
class Counting final : public Random {
public:
    void fill(std::span<std::uint8_t> octets) override
    {
        for (auto& octet : octets) octet = next_++;
    }

private:
    std::uint8_t next_ = 1;
};

}  // namespace

TEST_CASE("numbers are written without exponents and read back, and dust is no digit")
{
    CHECK(answer_of("string(1230000000000000000000)") == "string 1230000000000000000000");
    CHECK(answer_of("string(0.1 + 0.2)") == "string 0.30000000000000004");
    CHECK(answer_of("string(0.1 + 0.2 - 0.3)") == "string 0");
    CHECK(answer_of("string(2147483648)") == "string 2147483648");
    CHECK(answer_of("string(1 div 3)") == "string 0.3333333333333333");
    CHECK(answer_of("string(-0.5)") == "string -0.5");
    CHECK(answer_of("string(100 div 3 * 3)") == "string 100");
    CHECK(answer_of("number('.')") == "number NaN");
    CHECK(answer_of("number('-')") == "number NaN");
    CHECK(answer_of("number('+5')") == "number NaN");
    CHECK(answer_of("number('5.')") == "number 5");
    CHECK(answer_of("number('--5')") == "number NaN");
    CHECK(answer_of("--5") == "number 5");
    CHECK(answer_of("---5") == "number -5");
    CHECK(answer_of("number('" + repeated("9", 400) + "')") == "number Infinity");
    CHECK(answer_of("number('0." + repeated("0", 400) + "1')") == "number 0");
    CHECK(answer_of("1 - -1") == "number 2");
    CHECK(answer_of("8-4") == "number 4");
    CHECK(answer_of("int(-0.5)") == "number -0");
    CHECK(answer_of("round(2.5)") == "number 3");
    CHECK(answer_of("round(-2.5)") == "number -2");
    CHECK(answer_of("round(1.005, 2)") == "number 1.01");
    CHECK(answer_of("round(9.995, 2)") == "number 10");
    CHECK(answer_of("round(-12347, -1)") == "number -12350");
    CHECK(answer_of("round(5, 31)") == "number NaN");
    CHECK(answer_of("max(-3, -5)") == "number -3");
    CHECK(answer_of("min(4, '', 2)") == "number 2");
    CHECK(answer_of("max('')") == "number NaN");
    CHECK(answer_of("log(0)") == "number -Infinity");
    CHECK(answer_of("sqrt(-1)") == "number NaN");
    CHECK(answer_of("1 div 0 = 1 div 0") == "boolean true");
    CHECK(answer_of("0 div 0 = 0 div 0") == "boolean false");
    CHECK(answer_of("0 div 0 != 0 div 0") == "boolean true");
    CHECK(answer_of("'' >= 0") == "boolean false");
    CHECK(answer_of("'' = 0") == "boolean false");
}

TEST_CASE("a text of a number reads back as the same number")
{
    auto const holds = rc::check("number(string(x)) = x", [](double number) {
        RC_PRE(std::isfinite(number));
        RC_ASSERT(number_of_text(text_of_number(number, Dialect::xpath), Dialect::xpath) == number);
    });
    CHECK(holds);
}

TEST_CASE("a rounded number is within half a unit of the last place, and rounding again changes nothing")
{
    auto const holds = rc::check("round", [](std::int32_t thousandths) {
        auto const places = static_cast<double>(*rc::gen::inRange(0, 4));
        auto const number = thousandths / 1000.0;
        auto const once = rounded(number, places);
        RC_ASSERT(std::abs(once - number) <= 0.5 * std::pow(10, -places) + 1e-9);
        RC_ASSERT(rounded(once, places) == once);
    });
    CHECK(holds);
}

TEST_CASE("characters are counted, not octets")
{
    CHECK(answer_of("string-length('é€😀')") == "number 3");
    CHECK(answer_of("substr('été', 1, 2)") == "string t");
    CHECK(answer_of("substring('été', 2)") == "string té");
    CHECK(answer_of("translate('été', 'é', 'e')") == "string ete");
    CHECK(answer_of("substring('12345', 1.5, 2.6)") == "string 234");
    CHECK(answer_of("substring('12345', 0, 3)") == "string 12");
    CHECK(answer_of("substring('12345', 0 div 0, 3)") == "string ");
    CHECK(answer_of("substring('12345', -42, 1 div 0)") == "string 12345");
    CHECK(answer_of("substring('12345', -1 div 0, 1 div 0)") == "string ");
    CHECK(answer_of("normalize-space('  a \n\t b ')") == "string a b");
}

TEST_CASE("lists of choices")
{
    CHECK(answer_of("count-selected('')") == "number 0");
    CHECK(answer_of("count-selected(' a  b ')") == "number 2");
    CHECK(answer_of("selected-at('a b c', 1)") == "string b");
    CHECK(answer_of("selected-at('a b c', 3)") == "string ");
    CHECK(answer_of("selected-at('a b c', -1)") == "string ");
    CHECK(answer_of("selected('a b', 'b')") == "boolean true");
    CHECK(answer_of("selected('ab', 'b')") == "boolean false");
    CHECK(answer_of("selected('1 2', 2)") == "boolean true");
    CHECK(answer_of("join(', ', 'a', 'b')") == "string a, b");
    CHECK(answer_of("coalesce('', 'b')") == "string b");
    CHECK(answer_of("coalesce('a', 'b')") == "string a");
    CHECK(answer_of("coalesce(number(''), 3)") == "number 3");
    CHECK(answer_of("checklist(2, 3, true(), 'yes', false())") == "boolean true");
    CHECK(answer_of("checklist(-1, 1, true(), true())") == "boolean false");
    CHECK(answer_of("weighted-checklist(5, 8, true(), 3, false(), 4, true(), 2)") == "boolean true");
    CHECK(answer_of("weighted-checklist(6, 8, true(), 3, false(), 4, true(), 2)") == "boolean false");
}

TEST_CASE("dates are days that can be counted, compared and formatted")
{
    EvaluationContext context;
    context.now = instant("2024-02-29T23:30:00Z");
    CHECK(answer_of("today()", context) == "date 2024-02-29");
    CHECK(answer_of("today() + 1", context) == "number 19783");
    CHECK(answer_of("date(today() + 1)", context) == "date 2024-03-01");
    CHECK(answer_of("now()", context) == "dateTime 2024-02-29T23:30:00.000Z");
    CHECK(answer_of("now() > today()", context) == "boolean true");
    CHECK(answer_of("'2024-02-28' < today()", context) == "boolean true");
    CHECK(answer_of("today() = '2024-02-29'", context) == "boolean true");
    CHECK(answer_of("now() = today()", context) == "boolean true");
    CHECK(answer_of("'rubbish' < today()", context) == "boolean false");
    context.zone_minutes = 60;
    CHECK(answer_of("today()", context) == "date 2024-03-01");
    CHECK(answer_of("now()", context) == "dateTime 2024-03-01T00:30:00.000+01:00");
    CHECK(answer_of("decimal-date-time('1970-01-02T01:00:00')", context) == "number 1");
    CHECK(answer_of("date('2024-2-9')") == "date 2024-02-09");
    CHECK(answer_of("date('2023-02-29')") == "invalid: \"2023-02-29\" cannot be made a date");
    CHECK(answer_of("date('')") == "string ");
    CHECK(answer_of("date(1 div 0)") == "invalid: Infinity days are no date");
    CHECK(answer_of("date(99999999999)") == "invalid: 99999999999 days are no date");
    CHECK(answer_of("date('2024-02-29T10:00:00+14:00')") == "date 2024-02-28");
    CHECK(answer_of("date-time('2024-02-29T10:00:00.25+02:00')") == "dateTime 2024-02-29T08:00:00.250Z");
    CHECK(answer_of("decimal-date-time('2018-04-24T15:30:00.000+06:00')") == "number 17645.395833333332");
    CHECK(answer_of("decimal-time('06:00:00')") == "number 0.25");
    CHECK(answer_of("decimal-time('18:00:00.000-07:00')") == "number 0.041666666666666664");
    CHECK(answer_of("format-date('2012-07-08', '%Y-%m-%e %n %b %a %y %%')") == "string 2012-07-8 7 Jul Sun 12 %");
    CHECK(answer_of("format-date-time('2012-07-08T09:05:03.007', '%H:%h:%M:%S:%3')") == "string 09:9:05:03:007");
    CHECK(answer_of("format-date('', '%Y')") == "string ");
    CHECK(answer_of("format-date('2012-07-08', '%B')") == "invalid: no date format is called %B");
    context.language = "fr";
    CHECK(answer_of("format-date('2012-08-08', '%e %b %a')", context) == "string 8 août mer.");
}

TEST_CASE("patterns match the whole text, in bounded time, and what cannot be bounded is refused with the reason")
{
    CHECK(answer_of("regex('aaa', 'a')") == "boolean false");
    CHECK(answer_of("regex('Été', '\\p{Lu}\\p{L}+')") == "boolean true");
    CHECK(answer_of("regex('Ab9', '\\p{Alpha}+[0-9]')") == "boolean true");
    CHECK(answer_of("regex('a-b_c', '[a-z\\-\\_]+')") == "boolean true");
    CHECK(answer_of("regex('+22370000000', '^\\+223[67][0-9]{7}$')") == "boolean true");
    CHECK(answer_of("regex('a', '(?=a)a')") == "invalid: the pattern looks ahead, behind or back at a group, which is not matched in bounded time");
    CHECK(answer_of("regex('a', '(')").starts_with("invalid: the pattern cannot be read"));
    CHECK(answer_of("regex('" + repeated("a", 5000) + "', '(a+)+b')") == "boolean false");
    CHECK(answer_of("regex('a', '((a{100}){100}){100}')").starts_with("invalid"));
}

TEST_CASE("places are measured on Collect's sphere")
{
    // Computed with Python's math from the formulas of JavaRosa's GeoUtils (R = 6,378,100 m).
    CHECK(answer_of("round(distance('0 0 0 0; 0 1 0 0'), 2)") == "number 111318.85");
    CHECK(answer_of("round(distance('0 0', '0 1', '1 1'), 2)") == "number 222637.69");
    CHECK(answer_of("distance('7 7;7 7')") == "number 0");
    CHECK(answer_of("area('0 0;0 1')") == "number 0");
    CHECK(answer_of("round(area('0 0;0 1;1 1;1 0;0 0') div 1000000)") == "number 12391");
    CHECK(answer_of("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')") == "boolean true");
    CHECK(answer_of("geofence('1.5 0.5', '0 0;0 1;1 1;1 0;0 0')") == "boolean false");
    CHECK(answer_of("intersects('0 0;0 1;1 1;1 0;0 0')") == "boolean false");
    CHECK(answer_of("intersects('0 0;1 1;0 1;1 0;0 0')") == "boolean true");
    CHECK(answer_of("intersects('0 0;0 2;0 1')") == "boolean true");
    CHECK(answer_of("distance('91 0;0 0')") == "invalid: \"91 0\" is no position");
}

TEST_CASE("digests, base64 and signatures")
{
    CHECK(answer_of("digest('', 'SHA-256', 'hex')") == "string e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(answer_of("digest('a', 'CRC')") == "invalid: no digest is called CRC");
    CHECK(answer_of("base64-decode('aMOpbGxv')") == "string héllo");
    CHECK(answer_of("base64-decode('!!!')") == "string ");
    // RFC 8032, section 7.1, test 2: the signature, then the message, which is the octet 72 ("r").
    std::string const signed_message = "kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAHI=";
    std::string const key = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    CHECK(answer_of("extract-signed('" + signed_message + "', '" + key + "')") == "string r");
    CHECK(answer_of("extract-signed('l" + signed_message.substr(1) + "', '" + key + "')") == "string ");
    CHECK(answer_of("extract-signed('aGVsbG8=', 'AAAA')") == "string ");
}

TEST_CASE("chance is given from outside or refused")
{
    CHECK(answer_of("random()").starts_with("missing"));
    CHECK(answer_of("uuid()").starts_with("missing"));
    Counting random;
    EvaluationContext context;
    context.random = &random;
    CHECK(answer_of("uuid()", context) == "string 01020304-0506-4708-890a-0b0c0d0e0f10");
    CHECK(answer_of("string-length(uuid(7))", context) == "number 7");
    CHECK(answer_of("random() >= 0 and random() < 1", context) == "boolean true");
}

TEST_CASE("an unanswered question is an empty text to Collect, and nothing equals nothing to XPath")
{
    auto const record = document_of("<data><a/><b>5</b><c>0</c></data>");
    auto context = on(record);
    CHECK(answer_of("/data/none = ''", context) == "boolean true");
    CHECK(answer_of("/data/none != 'x'", context) == "boolean true");
    CHECK(answer_of("/data/a >= 0", context) == "boolean false");
    CHECK(answer_of("boolean(/data/a)", context) == "boolean false");
    CHECK(answer_of("boolean(/data/b)", context) == "boolean true");
    CHECK(answer_of("sum(/data/*)", context) == "number 5");
    CHECK(answer_of("count-non-empty(/data/*)", context) == "number 2");
    CHECK(answer_of("once('x')", context) == "string 50");
    context.dialect = Dialect::xpath;
    CHECK(answer_of("/data/none = ''", context) == "boolean false");
    CHECK(answer_of("boolean(/data/a)", context) == "boolean true");
    CHECK(answer_of("sum(/data/*)", context) == "number NaN");
}

TEST_CASE("paths, repeats and predicates")
{
    auto const record = document_of("<data xmlns='urn:form' xmlns:orx='http://openrosa.org/xforms'><child><name>A</name><age>4</age></child><child><name>B</name><age>9</age></child>"
                                    "<child><name>C</name><age/></child><orx:meta><orx:instanceID>u</orx:instanceID></orx:meta><which>2</which></data>");
    auto context = on(record);
    context.namespaces["orx"] = "http://openrosa.org/xforms";
    CHECK(answer_of("/data/child[age > 5]/name", context) == "nodeset 1: B");
    CHECK(answer_of("/data/child[2]/name", context) == "nodeset 1: B");
    CHECK(answer_of("/data/child[position() = /data/which]/name", context) == "nodeset 1: B");
    CHECK(answer_of("/data/child[last()]/name", context) == "nodeset 1: C");
    CHECK(answer_of("join(' ', /data/child/name)", context) == "string A B C");
    CHECK(answer_of("max(/data/child/age)", context) == "number 9");
    CHECK(answer_of("//name[. = 'B']/../age", context) == "nodeset 1: 9");
    CHECK(answer_of("/data/orx:meta/orx:instanceID", context) == "nodeset 1: u");
    CHECK(answer_of("/data/meta/instanceID", context) == "nodeset 1: u");
    CHECK(answer_of("count(/data/child | //name)", context) == "number 6");
    CHECK(answer_of("5/name", context) == "invalid: only nodes can be followed by /, and this is a number");
    context.node = {&record, record.child(record.child(record.top(), "child"), "name")};
    CHECK(answer_of("../age + 1", context) == "number 5");
    CHECK(answer_of("position(..)", context) == "number 1");
    CHECK(answer_of("/data/child[name != current()/../name]/name", context) == "nodeset 2: B|C");
    CHECK(answer_of("position(/data/child[3])", context) == "number 3");
    // From inside a repeat its own answers are meant, and counting counts all.
    CHECK(answer_of("/data/child/age", context) == "nodeset 1: 4");
    CHECK(answer_of("count(/data/child)", context) == "number 3");
    CHECK(answer_of("/data/child[2]/age", context) == "nodeset 1: 9");
    context.dialect = Dialect::xpath;
    CHECK(answer_of("count(/*/*/*[local-name() = 'age'])", context) == "number 3");
    CHECK(answer_of("/data/a").starts_with("missing"));
}

TEST_CASE("among many children a name is found by index, in document order, whatever its prefix")
{
    std::string xml = "<r xmlns:x='urn:x'>";
    for (int i = 0; i < 200; ++i) xml += i % 3 == 0 ? "<x:a>" + std::to_string(i) + "</x:a>" : i % 3 == 1 ? "<a>" + std::to_string(i) + "</a>" : "<b" + std::to_string(i) + "/>";
    auto const record = document_of(xml + "</r>");
    CHECK(record.node(record.top()).has_index);
    for (auto const dialect : {Dialect::collect, Dialect::xpath}) {
        auto context = on(record);
        context.dialect = dialect;
        context.namespaces["x"] = "urn:x";
        for (std::string const name : {"a", "x:a", "b5", "none"}) {
            auto const local = name.substr(name.find(':') + 1);
            auto const wanted = dialect == Dialect::collect && name == "a" ? "/r/*[local-name() = 'a']"
                                                                           : "/r/*[local-name() = '" + local + "' and (namespace-uri() != '') = " + (name == "x:a" ? "true()" : "false()") + "]";
            auto const found = answer_of("/r/" + name, context);
            INFO(name << ": " << found);
            if (!(dialect == Dialect::collect && name == "x:a")) CHECK(found == answer_of(wanted, context));
        }
        CHECK(answer_of("string(/r/a[2])", context) == (dialect == Dialect::collect ? "string 1" : "string 4"));
    }
    auto context = on(record);
    context.node = {&record, record.child(record.top(), "b5")};
    std::size_t budget = 100;
    context.budget = &budget;
    CHECK(answer_of("/r/b8 = ''", context) == "boolean true");
    CHECK(budget > 80);
}

TEST_CASE("an error names the place and what to do")
{
    auto const error_of = [](std::string_view source) {
        auto const parsed = Expression::parse(source);
        REQUIRE(!parsed);
        return parsed.error().text();
    };
    CHECK(error_of("1 +").find("character 4, at the end") != std::string::npos);
    CHECK(error_of("selcted('a', 'b')").find("did you mean selected()?") != std::string::npos);
    CHECK(error_of("'é' + foo(1)").find("character 7") != std::string::npos);
    CHECK(error_of("if(1, 2)").find("write if(condition, then, else)") != std::string::npos);
    CHECK(error_of("'abc").find("close it with '") != std::string::npos);
    CHECK(error_of("${age} > 5").find("write the path") != std::string::npos);
    CHECK(error_of("a && b").find("write and, or") != std::string::npos);
    CHECK(error_of("(1").find("`)` is missing") != std::string::npos);
    CHECK(error_of("1 2").find("something stands after the end") != std::string::npos);
    CHECK(error_of("").find("empty") != std::string::npos);
    CHECK(error_of("a[").find("a value is missing") != std::string::npos);
    CHECK(error_of("namespace::a").find("not offered") != std::string::npos);
}

TEST_CASE("a hostile expression ends with an error, not with the machine")
{
    auto const kind_of = [](std::string const& source) {
        auto const parsed = Expression::parse(source);
        if (!parsed) return parsed.error().kind;
        auto const value = parsed->evaluate({});
        return value ? Error::Kind::usage : value.error().kind;
    };
    CHECK(kind_of(repeated("(", 100'000)) == Error::Kind::limit);
    CHECK(kind_of(repeated("(", 201) + "1" + repeated(")", 201)) == Error::Kind::limit);
    CHECK(answer_of(repeated("(", 200) + "1" + repeated(")", 200)) == "number 1");
    CHECK(answer_of("1" + repeated(" + 1", 10'000)) == "number 10001");
    CHECK(answer_of("false()" + repeated(" or false()", 5000)) == "boolean false");
    CHECK(answer_of(repeated("-", 10'001) + "1") == "number -1");
    CHECK(kind_of(repeated("a", 70'000)) == Error::Kind::limit);
    std::string wide = "<r>";
    for (int i = 0; i < 2000; ++i) wide += "<a>1</a>";
    auto const record = document_of(wide + "</r>");
    auto context = on(record);
    CHECK(answer_of("count(//a[count(//a[count(//a) > 1]) > 1])", context).starts_with("limit"));
    CHECK(answer_of("//a = //a[. = 2]", context) == "boolean false");
    std::size_t budget = 100;
    context.budget = &budget;
    CHECK(answer_of("count(//a)", context).starts_with("limit"));
    CHECK(budget == 0);
}

TEST_CASE("hostile documents are refused")
{
    auto const refused = [](std::string const& xml) {
        auto const parsed = Document::parse(as_bytes(xml));
        return parsed ? std::string{"read"} : parsed.error().what;
    };
    CHECK(refused("<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>") == "it has a document type, which is not read");
    CHECK(refused(repeated("<a>", 300) + repeated("</a>", 300)) == "elements nested more than 200 deep");
    CHECK(refused("<a></b>").starts_with("not well-formed XML"));
    CHECK(refused("<a/><b/>") == "an XML file has exactly one outermost element");
    CHECK(refused("") != "read");
    CHECK(refused("<a>\xff</a>") == "not UTF-8 text");
}

TEST_CASE("a document's leaf can be answered anew, and no path sees where an answer would stand")
{
    auto document = document_of("<data><a/><b>x</b></data>");
    CHECK(answer_of("count(//text())", on(document)) == "number 1");
    document.set_text(document.child(document.top(), "a"), "new");
    CHECK(answer_of("/data/a", on(document)) == "nodeset 1: new");
    CHECK(answer_of("count(//text())", on(document)) == "number 2");
}
