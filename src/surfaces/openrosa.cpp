// SPDX-License-Identifier: Apache-2.0
#include "surfaces/openrosa.hpp"

#include "surfaces/http/multipart.hpp"
#include "surfaces/sql.hpp"
#include "workspace/forms.hpp"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

namespace accalmie {

namespace {

using http::Request;
using http::Response;

constexpr std::size_t body_bytes_max = 200'000'000;  // one request; Collect sends more files than fit in further requests
constexpr std::size_t media_bytes_max = 64U << 20U;
constexpr std::string_view xml_part = "xml_submission_file";
constexpr std::string_view xml_type = "text/xml; charset=utf-8";

std::string xml_text(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return out;
}

std::string element(std::string_view name, std::string_view text)
{
    return "<" + std::string{name} + ">" + xml_text(text) + "</" + std::string{name} + ">";
}

/// One segment of a path (RFC 3986, unreserved characters as they are).
std::string path_segment(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const octet = static_cast<unsigned char>(c);
        bool const is_plain =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' || c == '~';
        if (is_plain)
            out.push_back(c);
        else
            out.append({'%', digits[octet >> 4U], digits[octet & 15U]});
    }
    return out;
}

/// MD5, because the OpenRosa form list asks for it: it tells versions apart, and protects nothing.
std::string md5_of(BytesView content)
{
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    VERIFY(EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_md5(), nullptr) == 1);
    return "md5:" + to_hex({digest.data(), size});
}

Response openrosa(int status, std::string body)
{
    Response response{status, body.empty() ? std::string{} : std::string{xml_type}, std::move(body)};
    response.fields = {
        {"X-OpenRosa-Version", "1.0"}, {"X-OpenRosa-Accept-Content-Length", std::to_string(body_bytes_max)}, {"Cache-Control", "no-store"}};
    return response;
}

/// OpenRosa 1.0, response message. Collect shows the message to the person.
Response message(int status, std::string_view nature, std::string_view text)
{
    return openrosa(status,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\"><message nature=\"" +
                        std::string{nature} + "\">" + xml_text(text) + "</message></OpenRosaResponse>");
}

Response refusal(Error const& error) { return message(http::error_response(error).status, "error", error.text()); }

/// A submission on its way in: the answers in memory, files to the blob store.
class Receiver final : public http::BodyReceiver, private http::PartSink {
public:
    Receiver(std::string_view boundary, BlobStore& blobs) : reader_{boundary, *this}, blobs_{blobs} {}

    Result<void> take(std::string_view octets) override { return reader_.feed(octets); }
    Result<void> finish() override { return reader_.finish(); }

    /// Waits for the disk.
    Result<Submission> submission(Member const& member)
    {
        if (!has_xml_) return Error{Error::Kind::invalid, "no part " + std::string{xml_part}, "request body", "send the answers under that name"};
        Submission submission;
        submission.xml = std::move(xml_);
        submission.sent_by = member.pseudonym;
        for (auto& file : files_) {
            auto const bytes = file.incoming->size();
            submission.files.push_back({file.name, TRY(file.incoming->keep()), bytes});
        }
        return submission;
    }

private:
    struct File {
        std::string name;
        std::unique_ptr<BlobStore::Incoming> incoming;
    };

    Result<void> begin(http::PartHead head) override
    {
        file_ = nullptr;
        is_xml_ = head.name == xml_part;
        if (is_xml_ && has_xml_)
            return Error{Error::Kind::invalid, "two parts " + std::string{xml_part}, "request body", "send one submission at a time"};
        has_xml_ = has_xml_ || is_xml_;
        bool const is_note = head.filename.empty();  // as *isIncomplete*: more files will come in further requests, which we take anyway
        if (is_xml_ || is_note) return {};
        files_.push_back({head.filename, TRY(blobs_.begin())});
        file_ = files_.back().incoming.get();
        return {};
    }
    Result<void> content(std::string_view octets) override
    {
        if (file_ != nullptr) return file_->add(as_bytes(octets));
        if (is_xml_ && xml_.size() + octets.size() > submission_bytes_max)
            return Error{Error::Kind::limit, "answers of more than " + std::to_string(submission_bytes_max) + " octets", "submission",
                         "send photos as files"};
        if (is_xml_) xml_ += octets;
        return {};
    }
    Result<void> end() override { return {}; }

    http::MultipartReader reader_;
    BlobStore& blobs_;
    std::string xml_;
    std::vector<File> files_;
    BlobStore::Incoming* file_ = nullptr;
    bool has_xml_ = false, is_xml_ = false;
};

http::Parameter in_path(std::string_view name, http::Text meaning)
{
    return {.name = name, .kind = http::ParameterKind::text, .meaning = meaning, .needed = http::Needed::required, .where = http::Where::path};
}

/// A form with what its list entry says.
struct Offered {
    PublishedForm form;
    std::string hash;                ///< "md5:..." of the XForm
    std::vector<std::string> media;  ///< the same of each media file
};

std::string address_of(std::string const& base, Offered const& offered)
{
    return base + "/forms/" + path_segment(offered.form.form) + "/" + path_segment(offered.form.version.empty() ? "-" : offered.form.version);
}

std::string list_entry(std::string const& base, Offered const& offered)
{
    auto const address = address_of(base, offered);
    std::string entry = "<xform>" + element("formID", offered.form.form) + element("name", offered.form.title) +
                        element("version", offered.form.version) + element("hash", offered.hash) + element("downloadUrl", address + "/form.xml");
    if (!offered.media.empty()) entry += element("manifestUrl", address + "/manifest");
    return entry + "</xform>";
}

}  // namespace

struct OpenRosa::State {
    State(Workspace& of, Scheme scheme)
        : workspace{of}, scheme_text{scheme == Scheme::https ? "https" : "http"},
          submissions{[&of](std::function<Result<void>(Recorder&)> const& work) { return of.collect(work); }}
    {
    }

    Result<void> know();
    Result<std::vector<Offered>> forms();
    Result<Offered> form(Request const& request);
    std::string base_of(Request const& request) const;

    Result<Response> list(Request const& request);
    Result<Response> manifest(Request const& request);
    Result<Response> xform(Request const& request);
    Result<Response> media(Request const& request);
    Result<Response> submit(Request const& request);
    Result<std::unique_ptr<http::BodyReceiver>> receiver(http::RequestHead const& head);

    Workspace& workspace;
    std::string scheme_text;
    Submissions submissions;
    std::mutex mutex;
    std::vector<Offered> offered;
    std::optional<std::uint64_t> offered_at;  ///< Workspace::writes when `offered` was read
};

Result<void> OpenRosa::State::know()
{
    auto const text = [](Value const& value) { return std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : std::string{}; };
    for (auto const& row : TRY(workspace.facts().query(sql::submissions_known)).rows) submissions.know(text(row[0]), text(row[1]), text(row[2]));
    for (auto const& row : TRY(workspace.facts().query(sql::attachments_known)).rows)
        submissions.know_file(text(row[0]), text(row[1]), text(row[2]), text(row[3]));
    return {};
}

Result<std::vector<Offered>> OpenRosa::State::forms()
{
    std::lock_guard const lock{mutex};
    auto const writes = workspace.writes();
    if (offered_at == writes) return offered;
    std::vector<Offered> fresh;
    for (auto& form : TRY(published_forms(workspace))) {
        Offered one{std::move(form), {}, {}};
        one.hash = md5_of(TRY(workspace.blobs().read(one.form.xform, media_bytes_max)));
        for (auto const& file : one.form.media) one.media.push_back(md5_of(TRY(workspace.blobs().read(file.hash, media_bytes_max))));
        fresh.push_back(std::move(one));
    }
    offered = std::move(fresh);
    offered_at = writes;
    return offered;
}

Result<Offered> OpenRosa::State::form(Request const& request)
{
    auto const name = request.query.text("form"), version = request.query.text("version");
    for (auto& one : TRY(forms()))
        if (one.form.form == name && (one.form.version == version || (one.form.version.empty() && version == "-"))) return std::move(one);
    return Error{Error::Kind::missing, "no such form, or a newer version has taken its place", name.value_or(std::string{}),
                 "refresh the list of forms"};
}

std::string OpenRosa::State::base_of(Request const& request) const
{
    return scheme_text + "://" + request.host + "/o/" + path_segment(request.query.text("token").value_or(std::string{}));
}

Result<Response> OpenRosa::State::list(Request const& request)
{
    auto const base = base_of(request);
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">";
    for (auto const& one : TRY(forms())) xml += list_entry(base, one);
    return openrosa(200, xml + "</xforms>");
}

Result<Response> OpenRosa::State::manifest(Request const& request)
{
    auto const one = TRY(form(request));
    auto const address = address_of(base_of(request), one);
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">";
    for (std::size_t i = 0; i < one.media.size(); ++i) {
        auto const& name = one.form.media[i].name;
        xml += "<mediaFile>" + element("filename", name) + element("hash", one.media[i]) +
               element("downloadUrl", address + "/media/" + path_segment(name)) + "</mediaFile>";
    }
    return openrosa(200, xml + "</manifest>");
}

Result<Response> OpenRosa::State::xform(Request const& request)
{
    auto const one = TRY(form(request));
    return openrosa(200, std::string{as_text(TRY(workspace.blobs().read(one.form.xform, media_bytes_max)))});
}

Result<Response> OpenRosa::State::media(Request const& request)
{
    auto const one = TRY(form(request));
    auto const name = request.query.text("name");
    auto const& media = one.form.media;
    auto const found = std::find_if(media.begin(), media.end(), [&](FormFile const& file) { return file.name == name; });
    if (found == media.end())
        return Error{Error::Kind::missing, "the form has no such file", name.value_or(std::string{}), "refresh the list of forms"};
    auto response = openrosa(200, std::string{as_text(TRY(workspace.blobs().read(found->hash, media_bytes_max)))});
    response.content_type = "application/octet-stream";
    return response;
}

Result<std::unique_ptr<http::BodyReceiver>> OpenRosa::State::receiver(http::RequestHead const& head)
{
    auto const boundary = TRY(http::boundary_of(head.content_type));
    return std::unique_ptr<http::BodyReceiver>{std::make_unique<Receiver>(boundary, workspace.blobs())};
}

Result<Response> OpenRosa::State::submit(Request const& request)
{
    auto* const receiver = static_cast<Receiver*>(request.received.get());
    if (receiver == nullptr) return Error{Error::Kind::invalid, "an empty body", "request body", "send the answers as multipart/form-data"};
    auto const& member = request.member;
    std::string_view const place = member.places.empty() ? std::string_view{} : member.places.front();  // answers have no place before they are read
    Subject const subject{"submission", place, workspace.today()};
    if (!may(member, Action::write, subject))
        return Error{Error::Kind::denied, "your role may not send answers", {}, "ask the programme lead for another address"};
    auto const taken = TRY(submissions.take(TRY(receiver->submission(member))));
    bool const is_new = taken == Taken::added;
    return message(is_new ? 201 : 202, "submit_success", is_new ? "Reçu et gardé. / Received and kept." : "Déjà reçu. / Already received.");
}

OpenRosa::OpenRosa(std::unique_ptr<State> state) : state_{std::move(state)} {}
OpenRosa::~OpenRosa() = default;

Result<std::unique_ptr<OpenRosa>> OpenRosa::open(Workspace& workspace, Scheme scheme)
{
    auto state = std::make_unique<State>(workspace, scheme);
    TRY(state->know());
    return std::unique_ptr<OpenRosa>{new OpenRosa{std::move(state)}};
}

std::vector<http::Route> OpenRosa::routes()
{
    auto const token = in_path("token", {"jeton de l’appareil", "the device’s token"});
    auto const form = in_path("form", {"identifiant du formulaire", "identifier of the form"});
    auto const version = in_path("version", {"version, ou - s’il n’y en a pas", "version, or - where there is none"});
    auto const name = in_path("name", {"nom du fichier", "name of the file"});
    auto* const state = state_.get();
    auto const route = [](std::string_view pattern, http::Text summary, std::vector<http::Parameter> parameters, auto handle) {
        http::Route made;
        made.pattern = pattern;
        made.summary = summary;
        made.parameters = std::move(parameters);
        made.answer = "text/xml";
        made.token = http::TokenIn::path;
        made.handle = std::move(handle);
        made.refuse = refusal;
        return made;
    };
    std::vector<http::Route> routes;
    routes.push_back(route("/o/{token}/formList", {"OpenRosa : les formulaires", "OpenRosa: the forms"}, {token},
                           [state](Request const& request) { return state->list(request); }));
    routes.push_back(route("/o/{token}/forms/{form}/{version}/form.xml", {"OpenRosa : un formulaire", "OpenRosa: a form"}, {token, form, version},
                           [state](Request const& request) { return state->xform(request); }));
    routes.push_back(route("/o/{token}/forms/{form}/{version}/manifest", {"OpenRosa : les fichiers d’un formulaire", "OpenRosa: the files of a form"},
                           {token, form, version}, [state](Request const& request) { return state->manifest(request); }));
    routes.push_back(route("/o/{token}/forms/{form}/{version}/media/{name}", {"OpenRosa : un fichier d’un formulaire", "OpenRosa: a file of a form"},
                           {token, form, version, name}, [state](Request const& request) { return state->media(request); }));
    routes.push_back(route("/o/{token}/submission", {"OpenRosa : ce que l’envoi accepte", "OpenRosa: what a submission may be"}, {token},
                           [](Request const&) -> Result<Response> { return openrosa(204, {}); }));
    auto submit = route("/o/{token}/submission", {"OpenRosa : envoyer des réponses", "OpenRosa: send answers"}, {token},
                        [state](Request const& request) { return state->submit(request); });
    submit.method = http::Method::post;
    submit.runs = http::Runs::on_waiter;
    submit.body_bytes_max = body_bytes_max;
    submit.body = "multipart/form-data";
    submit.receive = [state](http::RequestHead const& head) { return state->receiver(head); };
    routes.push_back(std::move(submit));
    return routes;
}

}  // namespace accalmie
