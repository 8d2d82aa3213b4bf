// SPDX-License-Identifier: Apache-2.0
// tests/fuzz/ucdp_fuzz.cpp: any octets as a UCDP, ACLED or press file, alone and under a good header. The numbers reconcile; a second
// import of the same octets finds nothing new. The first octet chooses the importer and the header.
#include "capture/importers.hpp"

#include "core/verify.hpp"

#include <cstdint>

using namespace accalmie;

namespace {

class KeepingWorkspace final : public RowSink, public KnownRows {
public:
    Result<void> add(std::span<Cell const> row) override { return keep(row), Result<void>{}; }
    Result<void> correct(std::span<Cell const> row, RecordAddress const& replaces) override
    {
        VERIFY(rows_.erase(replaces.row) == 1);
        return keep(row), Result<void>{};
    }
    Result<void> note(std::string_view, std::map<std::string, Value, std::less<>> const&) override { return {}; }
    Result<std::uint64_t> finish() override { return std::uint64_t{1}; }
    Result<void> each(RecordType const& type, std::string_view,
                      std::function<Result<void>(std::span<Cell const>, RecordAddress const&)> const& visit) override
    {
        if (type.name != "incident") return {};
        for (auto const& [number, row] : rows_) {
            std::vector<Cell> cells;
            for (auto const& value : row) cells.push_back(as_cell(value));
            RecordAddress address;
            address.row = number;
            TRY(visit(cells, address));
        }
        return {};
    }
    Result<std::vector<Value>> row(RecordType const&, RecordAddress const& address) override { return rows_.at(address.row); }

private:
    void keep(std::span<Cell const> row)
    {
        auto& kept = rows_[++last_];
        for (auto const& cell : row) kept.push_back(as_value(cell));
    }
    std::map<std::uint32_t, std::vector<Value>> rows_;
    std::uint32_t last_ = 0;
};

struct Case {
    Result<ImportSummary> (*importer)(ByteSource&, Intake::Tools, ImportOptions const&);
    std::string_view header;
};
constexpr Case cases[]{
    {import_ucdp, ""},
    {import_ucdp, "id,type_of_violence,where_prec,date_prec,date_start,date_end,latitude,longitude,country,best\n"},
    {import_acled, "event_id_cnty,event_date,event_type,geo_precision,time_precision,latitude,longitude,fatalities\n"},
    {import_press, "no_liste,date,evenement,victimes,annee,mois,jour,type_incident,nbr_morts,stat_morts_1,count_morts_1\n"},
    {import_acled_deletions, "event_id_cnty\n"},
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0) return 0;
    static Dictionary const dictionary = Dictionary::base();
    auto const& chosen = cases[data[0] % std::size(cases)];
    std::string const text = std::string{chosen.header}.append(reinterpret_cast<char const*>(data) + 1, size - 1);
    KeepingWorkspace workspace;
    ImportOptions options;
    options.area = "ML";
    TextSource first{text}, second{text};
    auto const summary = chosen.importer(first, {dictionary, workspace, workspace, nullptr}, options);
    if (!summary) return 0;
    VERIFY(summary->reconciles());
    auto const again = chosen.importer(second, {dictionary, workspace, workspace, nullptr}, options);
    VERIFY(again.has_value() && again->reconciles());
    VERIFY(again->read == summary->read && again->rejected == summary->rejected);
    VERIFY(again->fresh == 0 && again->changed == 0 && again->removed == 0);
    return 0;
}
