// SPDX-License-Identifier: Apache-2.0
#include "sync/negentropy.hpp"

#include "sync/varint.hpp"

#include <algorithm>
#include <set>

namespace accalmie {

namespace {

enum class Mode : std::uint64_t { skip = 0, fingerprint = 1, ids = 2 };
enum class Side : std::uint8_t { asks, answers };

constexpr std::size_t buckets = 16;
constexpr std::size_t frame_reserve = 200;  // for the range that stands for all that did not fit

Error bad(char const* what) { return {Error::Kind::invalid, std::string{"not a Negentropy message: "} + what, "sync", "the other side is broken or speaks another protocol"}; }

/// Bounds of a message, each time less the one before.
class BoundWriter {
public:
    void put(Bytes& into, SyncBound const& bound)
    {
        if (bound.time == SyncBound::time_max) {
            put_varint(into, 0);
            last_ = SyncBound::time_max;
        } else {
            put_varint(into, bound.time - last_ + 1);
            last_ = bound.time;
        }
        put_varint(into, bound.prefix_octets);
        into.insert(into.end(), bound.prefix.begin(), bound.prefix.begin() + static_cast<std::ptrdiff_t>(bound.prefix_octets));
    }

private:
    std::uint64_t last_ = 0;
};

class BoundReader {
public:
    Result<SyncBound> read(OctetReader& from)
    {
        SyncBound bound;
        auto const time = from.varint(), octets = from.varint();
        if (!time || !octets || *octets > RecordId::size) return bad("a bound");
        auto const prefix = from.octets(*octets);
        if (!prefix) return bad("a bound that ends early");
        bound.time = *time == 0 || *time - 1 > SyncBound::time_max - last_ ? SyncBound::time_max : last_ + (*time - 1);
        last_ = bound.time;
        bound.prefix_octets = static_cast<std::size_t>(*octets);
        std::copy(prefix->begin(), prefix->end(), bound.prefix.begin());
        return bound;
    }

private:
    std::uint64_t last_ = 0;
};

/// Reads one message range by range and writes the answer to it.
class Exchange {
public:
    Exchange(SyncSet const& set, Side side, std::size_t frame_octets, SyncDifference* difference)
        : set_(set), side_(side), frame_octets_(std::max(frame_octets, NegentropyBounds::frame_octets_min)), difference_(difference), out_{NegentropyBounds::version}
    {
    }

    /// One fingerprint of everything: where nothing has changed, that is all.
    Bytes begin()
    {
        if (set_.size() < 2 * buckets)
            split(0, set_.size(), SyncBound::end());
        else
            put_rest(0);
        return std::move(out_);
    }

    Result<Bytes> answer(BytesView message)
    {
        if (message.size() > NegentropyBounds::message_octets_max) return Error{Error::Kind::limit, "a sync message longer than 4 MiB", "sync", "the other side is broken or hostile"};
        OctetReader reader{message};
        auto const version = reader.octets(1);
        if (!version || (*version)[0] < 0x60 || (*version)[0] > 0x6F) return bad("no version");
        if ((*version)[0] != NegentropyBounds::version) {
            if (side_ == Side::asks) return Error{Error::Kind::invalid, "the other side speaks another version of Negentropy", "sync", "bring both to one release"};
            return std::move(out_);
        }
        while (!reader.is_empty() && !is_full_) TRY(range(reader));
        return std::move(out_);
    }

private:
    Result<void> range(OctetReader& reader)
    {
        auto const bound = TRY(bounds_in_.read(reader));
        auto const mode = reader.varint();
        if (!mode || *mode > static_cast<std::uint64_t>(Mode::ids)) return bad("a range of an unknown kind");
        auto const first = at_;
        auto last = set_.lower_bound(at_, set_.size(), bound);
        auto const written = out_.size();
        auto const bounds_before = bounds_out_;
        bool const skipped_before = skips_;
        switch (static_cast<Mode>(*mode)) {
        case Mode::skip: skips_ = true; break;
        case Mode::fingerprint: TRY(compare(reader, first, last, bound)); break;
        case Mode::ids: TRY(ids(reader, first, last, bound)); break;
        }
        if (is_cut_ || out_.size() + frame_reserve > frame_octets_) {
            if (!is_cut_) {  // not even this range fits: it and all after it become one fingerprint
                out_.resize(written), bounds_out_ = bounds_before, skips_ = skipped_before;
                last = first;
                put_skip();
            }
            put_rest(is_cut_ ? cut_at_ : last);
            return {};
        }
        at_ = last, before_ = bound;
        return {};
    }

    Result<void> compare(OctetReader& reader, std::size_t first, std::size_t last, SyncBound const& bound)
    {
        auto const theirs = reader.octets(SyncFingerprint{}.size());
        if (!theirs) return bad("a fingerprint that ends early");
        auto const ours = set_.fingerprint(first, last);
        if (std::equal(ours.begin(), ours.end(), theirs->begin())) {
            skips_ = true;
        } else {
            put_skip();
            split(first, last, bound);
        }
        return {};
    }

    Result<void> ids(OctetReader& reader, std::size_t first, std::size_t last, SyncBound const& bound)
    {
        auto const count = reader.varint();
        if (!count || *count > reader.size() / RecordId::size) return bad("a list that ends early");
        auto const octets = *reader.octets(*count * RecordId::size);
        if (side_ == Side::answers) {
            put_skip();
            put_ids(first, last, bound);
            return {};
        }
        std::set<RecordId> theirs;
        for (std::size_t i = 0; i < *count; ++i) theirs.insert(*RecordId::from(octets.subspan(i * RecordId::size, RecordId::size)));
        for (auto at = first; at < last; ++at)
            if (theirs.erase(set_[at].id) == 0) difference_->only_here.push_back(set_[at].id);
        difference_->only_there.insert(difference_->only_there.end(), theirs.begin(), theirs.end());
        skips_ = true;
        return {};
    }

    /// All ids of the range, as many as the frame holds.
    void put_ids(std::size_t first, std::size_t last, SyncBound const& bound)
    {
        auto const room = out_.size() + frame_reserve < frame_octets_ ? (frame_octets_ - frame_reserve - out_.size()) / RecordId::size : 0;
        auto const end = std::min(last, first + room);
        is_cut_ = end < last;
        cut_at_ = end;
        if (is_cut_ && end == first) return;
        bounds_out_.put(out_, is_cut_ ? SyncBound::at(set_[end]) : bound);
        put_mode(Mode::ids);
        put_varint(out_, end - first);
        for (auto at = first; at < end; ++at) out_.insert(out_.end(), set_[at].id.data(), set_[at].id.data() + RecordId::size);
    }

    void split(std::size_t first, std::size_t last, SyncBound const& bound)
    {
        auto const count = last - first;
        if (count < 2 * buckets) {
            bounds_out_.put(out_, bound);
            put_mode(Mode::ids);
            put_varint(out_, count);
            for (auto at = first; at < last; ++at) out_.insert(out_.end(), set_[at].id.data(), set_[at].id.data() + RecordId::size);
            return;
        }
        auto at = first;
        for (std::size_t i = 0; i < buckets; ++i) {
            auto const next = at + count / buckets + (i < count % buckets ? 1U : 0U);
            bounds_out_.put(out_, next == last ? bound : SyncBound::between(set_[next - 1], set_[next]));
            put_fingerprint(at, next);
            at = next;
        }
    }

    void put_rest(std::size_t first)
    {
        bounds_out_.put(out_, SyncBound::end());
        put_fingerprint(first, set_.size());
        is_full_ = true;
    }

    void put_fingerprint(std::size_t first, std::size_t last)
    {
        put_mode(Mode::fingerprint);
        auto const fingerprint = set_.fingerprint(first, last);
        out_.insert(out_.end(), fingerprint.begin(), fingerprint.end());
    }

    /// What was equal until here, said once.
    void put_skip()
    {
        if (!skips_) return;
        skips_ = false;
        bounds_out_.put(out_, before_);
        put_mode(Mode::skip);
    }

    void put_mode(Mode mode) { put_varint(out_, static_cast<std::uint64_t>(mode)); }

    SyncSet const& set_;
    Side side_;
    std::size_t frame_octets_;
    SyncDifference* difference_;
    Bytes out_;
    BoundReader bounds_in_;
    BoundWriter bounds_out_;
    SyncBound before_;      ///< where the ranges read so far end
    std::size_t at_ = 0;    ///< the same in the set
    std::size_t cut_at_ = 0;
    bool skips_ = false, is_full_ = false, is_cut_ = false;
};

}  // namespace

Bytes negentropy_begin(SyncSet const& set, std::size_t frame_octets) { return Exchange{set, Side::asks, frame_octets, nullptr}.begin(); }

Result<Bytes> negentropy_answer(SyncSet const& set, BytesView message, std::size_t frame_octets) { return Exchange{set, Side::answers, frame_octets, nullptr}.answer(message); }

Result<std::optional<Bytes>> negentropy_next(SyncSet const& set, BytesView answer, std::size_t frame_octets, SyncDifference& difference)
{
    Exchange exchange{set, Side::asks, frame_octets, &difference};
    auto next = TRY(exchange.answer(answer));
    if (next.size() == 1) return std::optional<Bytes>{};
    return std::optional{std::move(next)};
}

}  // namespace accalmie
