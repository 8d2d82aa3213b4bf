// SPDX-License-Identifier: Apache-2.0
#include "surfaces/openrosa.hpp"

#include "surfaces/http/limits.hpp"
#include "surfaces/openrosa_receiver.hpp"
#include "surfaces/openrosa_sealed.hpp"
#include "surfaces/openrosa_words.hpp"
#include "surfaces/received.hpp"
#include "surfaces/sql.hpp"
#include "surfaces/tree_text.hpp"
#include "trust/crypto.hpp"
#include "trust/receipt.hpp"
#include "workspace/device_keys.hpp"
#include "workspace/drafts.hpp"
#include "workspace/entities.hpp"
#include "workspace/forms.hpp"
#include "workspace/record_files.hpp"
#include "workspace/sealed_intake.hpp"

#include <algorithm>
#include <deque>
#include <nlohmann/json.hpp>
#include <set>

namespace accalmie {

namespace {

using http::Request;
using http::Response;
using openrosa::element;
using openrosa::path_segment;

constexpr std::size_t media_bytes_max = 64U << 20U;
constexpr std::size_t looked_max = 10'000;

/// How a device says who it is: a token in the address; name and token as HTTP Basic has them; or the token of a draft, which is nobody's.
enum class Door : std::uint8_t { token, basic, draft };

http::Parameter in_path(std::string_view name, http::Text meaning)
{
    return {.name = name, .kind = http::ParameterKind::text, .meaning = meaning, .needed = http::Needed::required, .where = http::Where::path};
}

/// What a kept file says of itself.
enum class Blob : std::uint8_t { xform, media };
struct Looked {
    std::string md5;
    std::set<std::string> files;  ///< that an XForm names
};

/// A form with what its list entry says.
struct Offered {
    PublishedForm form;
    std::string hash;                ///< "md5:..." of the XForm
    std::vector<std::string> media;  ///< the same of each media file
    std::vector<std::string> wanted; ///< files that it names and that were not published with it
    bool is_for_collect = true;      ///< false: it has sealed questions, and only a client that seals is offered it
};

/// "trees.csv" holds the list trees.
std::string list_of(std::string_view file) { return std::string{file.substr(0, file.rfind('.'))}; }

std::string token_of(Request const& request) { return request.query.text("token").value_or(std::string{}); }

std::string address_of(std::string const& base, Offered const& offered)
{
    return base + "/forms/" + path_segment(offered.form.form) + "/" + path_segment(offered.form.version.empty() ? "-" : offered.form.version);
}

std::string list_entry(std::string const& base, Offered const& offered)
{
    auto const address = address_of(base, offered);
    std::string entry = "<xform>" + element("formID", offered.form.form) + element("name", offered.form.title) +
                        element("version", offered.form.version) + element("hash", offered.hash) + element("downloadUrl", address + "/form.xml");
    if (!offered.media.empty() || !offered.wanted.empty()) entry += element("manifestUrl", address + "/manifest");
    return entry + "</xform>";
}

Response json_answer(int status, nlohmann::ordered_json const& document)
{
    Response response{status, "application/json", document.dump() + "\n"};
    response.fields = {{"Cache-Control", "no-store"}};
    return response;
}

/// {"key": 64 hexadecimal digits, "proof": base64url, "old_key_proof": base64url, may be absent}
Result<DeviceKeys::Request> device_request(std::string const& body)
{
    auto const document = nlohmann::json::parse(body, nullptr, false);
    auto const text = [&](char const* name) {
        return document.is_object() && document.contains(name) && document[name].is_string() ? document[name].get<std::string>() : std::string{};
    };
    DeviceKeys::Request request;
    request.key = TRY(AuthorId::parse(text("key")).at("key"));
    request.proof = TRY(from_base64(text("proof"), Base64::url).at("proof"));
    request.old_key_proof = TRY(from_base64(text("old_key_proof"), Base64::url).at("old_key_proof"));
    return request;
}

}  // namespace

struct OpenRosa::State {
    State(Workspace& of, Scheme scheme)
        : workspace{of}, scheme_text{scheme == Scheme::https ? "https" : "http"},
          submissions{[&of](std::function<Result<void>(Recorder&)> const& work) { return of.collect(work); }}, device_keys{of}, drafts{of}
    {
    }

    Result<void> know();
    Result<Looked> look_at(Hash const& hash, Blob blob);
    Result<Offered> offer(PublishedForm form);
    Result<std::vector<Offered>> forms(Door door, Request const& request);
    Result<Offered> form(Door door, Request const& request);
    Result<std::optional<std::string>> made_file(std::string const& name, Member const& member);
    std::string base_of(Door door, Request const& request) const;

    Result<Response> list(Door door, Request const& request);
    Result<Response> manifest(Door door, Request const& request);
    Result<Response> xform(Door door, Request const& request);
    Result<Response> media(Door door, Request const& request);
    Result<Response> submit(Request const& request);
    Result<Response> device(Request const& request);
    Result<Response> add_device(Request const& request);
    Result<Response> seen(Request const& request);
    Result<Response> submit_draft(Request const& request);
    Result<std::unique_ptr<http::BodyReceiver>> receiver(Door door, http::RequestHead const& head);
    Result<Member> trial(std::string_view token);
    std::optional<std::string> receipt(Kept const& kept);
    HybridTime next_time();

    void add_routes(std::vector<http::Route>& routes, Door door);
    void add_device_routes(std::vector<http::Route>& routes, Door door);
    http::Route route(Door door, std::string_view rest, http::Text summary, std::vector<http::Parameter> more);

    Workspace& workspace;
    std::string scheme_text;
    Submissions submissions;
    DeviceKeys device_keys;
    Drafts drafts;
    Entities entities{workspace};
    SealedIntake sealing{workspace};
    std::mutex mutex;
    std::vector<Offered> offered;
    std::optional<std::uint64_t> offered_at;  ///< Workspace::writes when `offered` was read
    std::mutex looked_mutex;
    std::map<std::pair<Hash, Blob>, Looked> looked;
    std::mutex time_mutex;
    HybridTime last_time;
};

Result<void> OpenRosa::State::know()
{
    auto const text = [](Value const& value) { return std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : std::string{}; };
    for (auto const& row : TRY(workspace.facts().query(sql::submissions_known)).rows) submissions.know(text(row[0]), text(row[1]), text(row[2]));
    for (auto const& row : TRY(workspace.facts().query(sql::attachments_known)).rows)
        submissions.know_file(text(row[0]), text(row[1]), text(row[2]), text(row[3]));
    return {};
}

/// What is kept under a hash never changes, so it is looked at once.
Result<Looked> OpenRosa::State::look_at(Hash const& hash, Blob blob)
{
    auto const key = std::pair{hash, blob};
    {
        std::lock_guard const lock{looked_mutex};
        if (auto const found = looked.find(key); found != looked.end()) return found->second;
    }
    auto const octets = TRY(workspace.blobs().read(hash, media_bytes_max));
    Looked seen{openrosa::md5_of(octets), {}};
    if (blob == Blob::xform) seen.files = TRY(forms::EntityMap::of(as_text(octets))).files();
    std::lock_guard const lock{looked_mutex};
    if (looked.size() >= looked_max) looked.clear();
    looked[key] = seen;
    return seen;
}

Result<Offered> OpenRosa::State::offer(PublishedForm form)
{
    Offered one{std::move(form), {}, {}, {}};
    auto const xform = TRY(look_at(one.form.xform, Blob::xform));
    one.hash = xform.md5;
    for (auto const& file : one.form.media) one.media.push_back(TRY(look_at(file.hash, Blob::media)).md5);
    for (auto const& name : xform.files) {
        bool const is_there = std::any_of(one.form.media.begin(), one.form.media.end(), [&](FormFile const& file) { return file.name == name; });
        if (!is_there && name.ends_with(".csv")) one.wanted.push_back(name);
    }
    return one;
}

Result<std::vector<Offered>> OpenRosa::State::forms(Door door, Request const& request)
{
    if (door == Door::draft) {
        auto draft = TRY(drafts.find(token_of(request)));
        return std::vector<Offered>{TRY(offer(std::move(draft)))};
    }
    std::lock_guard const lock{mutex};
    auto const writes = workspace.writes();
    if (offered_at == writes) return offered;
    std::vector<Offered> fresh;
    for (auto& form : TRY(published_forms(workspace))) {
        bool const is_for_collect = TRY(sealing.may_be_offered(form));
        fresh.push_back(TRY(offer(std::move(form))));
        fresh.back().is_for_collect = is_for_collect;
    }
    offered = std::move(fresh);
    offered_at = writes;
    return offered;
}

Result<Offered> OpenRosa::State::form(Door door, Request const& request)
{
    auto const name = request.query.text("form"), version = request.query.text("version");
    for (auto& one : TRY(forms(door, request)))
        if (one.form.form == name && (one.form.version == version || (one.form.version.empty() && version == "-"))) return std::move(one);
    return Error{Error::Kind::missing, "no such form, or a newer version has taken its place", name.value_or(std::string{}),
                 "refresh the list of forms"};
}

std::string OpenRosa::State::base_of(Door door, Request const& request) const
{
    auto const node = scheme_text + "://" + request.host;
    switch (door) {
    case Door::token: return node + "/o/" + path_segment(token_of(request));
    case Door::basic: return node + "/o";
    case Door::draft: return node + "/d/" + path_segment(token_of(request));
    }
    VERIFY(false);
}

Result<Response> OpenRosa::State::list(Door door, Request const& request)
{
    auto const base = base_of(door, request);
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">";
    bool const seals = request.query.text("seals") == "yes";
    for (auto const& one : TRY(forms(door, request)))
        if (one.is_for_collect || seals) xml += list_entry(base, one);
    return openrosa::answer(200, xml + "</xforms>");
}

Result<Response> OpenRosa::State::manifest(Door door, Request const& request)
{
    auto const one = TRY(form(door, request));
    auto const address = address_of(base_of(door, request), one);
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">";
    for (std::size_t i = 0; i < one.media.size(); ++i) {
        auto const& name = one.form.media[i].name;
        xml += "<mediaFile>" + element("filename", name) + element("hash", one.media[i]) +
               element("downloadUrl", address + "/media/" + path_segment(name)) + "</mediaFile>";
    }
    for (auto const& name : one.wanted) {
        auto const content = TRY(made_file(name, request.member));
        if (!content) continue;
        // As ODK Central marks them, so that Collect keeps an entity list by itself and changes it offline.
        xml += std::string{entities.has_list(list_of(name)) ? "<mediaFile type=\"entityList\">" : "<mediaFile>"} + element("filename", name) +
               element("hash", openrosa::md5_of(as_bytes(*content))) + element("downloadUrl", address + "/media/" + path_segment(name)) + "</mediaFile>";
    }
    return openrosa::answer(200, xml + "</manifest>");
}

Result<Response> OpenRosa::State::xform(Door door, Request const& request)
{
    auto const one = TRY(form(door, request));
    return openrosa::answer(200, std::string{as_text(TRY(workspace.blobs().read(one.form.xform, media_bytes_max)))});
}

Result<Response> OpenRosa::State::media(Door door, Request const& request)
{
    auto const one = TRY(form(door, request));
    auto const name = request.query.text("name");
    auto const& media = one.form.media;
    auto const found = std::find_if(media.begin(), media.end(), [&](FormFile const& file) { return file.name == name; });
    bool const is_wanted = name && std::find(one.wanted.begin(), one.wanted.end(), *name) != one.wanted.end();
    auto made = is_wanted ? TRY(made_file(*name, request.member)) : std::optional<std::string>{};
    if (made) {
        auto response = openrosa::answer(200, std::move(*made));
        response.content_type = "text/csv; charset=utf-8";
        return response;
    }
    if (found == media.end())
        return Error{Error::Kind::missing, "the form has no such file", name.value_or(std::string{}), "refresh the list of forms"};
    auto response = openrosa::answer(200, std::string{as_text(TRY(workspace.blobs().read(found->hash, media_bytes_max)))});
    response.content_type = "application/octet-stream";
    return response;
}

/// A file that is made for whoever asks: a list of entities, or the records of a type. Nothing: there is none of this name.
Result<std::optional<std::string>> OpenRosa::State::made_file(std::string const& name, Member const& member)
{
    // What this device has just sent is in the list that it gets next: waits for a fold that runs already.
    TRY(workspace.catch_up());
    TRY(entities.catch_up());
    auto const list = list_of(name);
    if (entities.has_list(list)) return std::optional<std::string>{TRY(entities.csv(list, member))};
    if (!is_record_file(workspace.dictionary(), name)) return std::optional<std::string>{};
    return std::optional<std::string>{TRY(record_file(workspace, name, member))};
}

Result<std::unique_ptr<http::BodyReceiver>> OpenRosa::State::receiver(Door door, http::RequestHead const& head)
{
    auto const boundary = TRY(http::boundary_of(head.content_type));
    if (door == Door::draft) {
        auto const target = TRY(http::parse_target(head.target));
        if (target.segments.size() < 2) return Error{Error::Kind::missing, "no draft is named", "request target"};
        return std::unique_ptr<http::BodyReceiver>{std::make_unique<openrosa::Receiver>(boundary, std::string{}, drafts.blobs(target.segments[1]))};
    }
    return std::unique_ptr<http::BodyReceiver>{std::make_unique<openrosa::Receiver>(boundary, head.device_signature, workspace.blobs())};
}

/// Who tries a draft out: no member, and of no right but this.
Result<Member> OpenRosa::State::trial(std::string_view token)
{
    auto const draft = TRY(drafts.find(token));
    Member nobody;
    nobody.pseudonym = "draft of " + draft.form;
    return nobody;
}

HybridTime OpenRosa::State::next_time()
{
    std::lock_guard const lock{time_mutex};
    return last_time = next_reading(last_time, workspace.machine().clock.now());
}

/// Nothing where a text of it is too long to be signed; the answers are kept all the same.
std::optional<std::string> OpenRosa::State::receipt(Kept const& kept)
{
    NodeReceipt const receipt{workspace.head().name, kept.instance, kept.xml_hash, next_time()};
    auto const octets = sign_receipt(receipt, workspace.head().owner, [this](BytesView message) { return workspace.sign(message); });
    if (!octets) return std::nullopt;
    return to_base64(*octets, Base64::url);
}

Result<Response> OpenRosa::State::submit(Request const& request)
{
    auto* const receiver = static_cast<openrosa::Receiver*>(request.received.get());
    if (receiver == nullptr) return Error{Error::Kind::invalid, "an empty body", "request body", "send the answers as multipart/form-data"};
    auto const& member = request.member;
    std::string_view const place = member.places.empty() ? std::string_view{} : member.places.front();  // answers have no place before they are read
    Subject const subject{"submission", place, workspace.today()};
    if (!may(member, Action::write, subject))
        return Error{Error::Kind::denied, "your role may not send answers", {}, "ask the programme lead for another address"};
    auto submission = TRY(receiver->submission(member.pseudonym));
    if (!receiver->signature().empty()) {
        auto const key = TRY(check_device_signature(device_keys, member.pseudonym, submission.xml, receiver->signature()));
        submission.device_key = key.hex();
        submission.device_signature = receiver->signature();
    }
    auto const as_sent = hash_of(as_bytes(submission.xml));
    auto kept = TRY(submissions.take(TRY(sealing.guarded(std::move(submission)))));
    kept.xml_hash = as_sent;  // the receipt is about what the device has, the kept hash may confirm no guess of a sealed answer
    bool const is_new = kept.taken == Taken::added;
    auto response =
        openrosa::message(is_new ? 201 : 202, "submit_success", is_new ? "Reçu et gardé. / Received and kept." : "Déjà reçu. / Already received.");
    if (auto signed_receipt = receipt(kept)) response.fields.push_back({"X-Accalmie-Receipt", std::move(*signed_receipt)});
    return response;
}

/// Kept for whoever tries the form out, and for nothing else: no record, no receipt.
Result<Response> OpenRosa::State::submit_draft(Request const& request)
{
    auto* const receiver = static_cast<openrosa::Receiver*>(request.received.get());
    if (receiver == nullptr) return Error{Error::Kind::invalid, "an empty body", "request body", "send the answers as multipart/form-data"};
    auto const submission = TRY(sealing.guarded(TRY(receiver->submission("draft"))));
    auto const kept = TRY(drafts.take(token_of(request), submission));
    return openrosa::message(kept.taken == Taken::added ? 201 : 202, "submit_success", "Essai reçu ; il ne compte pas. / Trial received; it does not count.");
}

Result<Response> OpenRosa::State::device(Request const& request)
{
    auto const& member = request.member.pseudonym;
    auto const key = TRY(device_keys.find(member));
    nlohmann::ordered_json document{{"member", member}, {"node", workspace.head().owner.hex()}, {"words", device_keys.words_of(member)}, {"key", nullptr}};
    if (key) document["key"] = key->hex();
    return json_answer(200, document);
}

Result<Response> OpenRosa::State::add_device(Request const& request)
{
    TRY(device_keys.add(request.member.pseudonym, TRY(device_request(request.body))));
    return device(request);
}

/// {"instances": [...]}: which of its own answers were received and read. Whose address it is decides; nobody asks about others'.
Result<Response> OpenRosa::State::seen(Request const& request)
{
    auto const document = nlohmann::json::parse(request.body, nullptr, false);
    bool const is_list = document.is_object() && document.contains("instances") && document["instances"].is_array();
    if (!is_list || document["instances"].size() > instances_asked_max)
        return Error{Error::Kind::invalid, "not a list of at most " + std::to_string(instances_asked_max) + " instances", "request body", R"(send {"instances": ["uuid:..."]})"};
    std::vector<std::string> instances;
    for (auto const& one : document["instances"])
        if (one.is_string()) instances.push_back(one.get<std::string>());
    Response response{200, "application/json", tree_json(TRY(seen_of_sender(workspace, request.member, instances)))};
    response.fields = {{"Cache-Control", "no-store"}};
    return response;
}

http::Route OpenRosa::State::route(Door door, std::string_view rest, http::Text summary, std::vector<http::Parameter> more)
{
    static std::deque<std::string> patterns;  // routes hold views; written only while routes are made, before any request
    http::Route made;
    auto const* const base = door == Door::token ? "/o/{token}" : door == Door::basic ? "/o" : "/d/{token}";
    made.pattern = patterns.emplace_back(base + std::string{rest});
    made.summary = summary;
    if (door == Door::draft) made.authenticate = [this](std::string_view token) { return trial(token); };
    if (door != Door::basic) made.parameters.push_back(in_path("token", {"jeton de l’appareil", "the device’s token"}));
    for (auto& parameter : more) made.parameters.push_back(std::move(parameter));
    made.answer = "text/xml";
    made.token = door == Door::basic ? http::TokenIn::basic : http::TokenIn::path;
    made.refuse = openrosa::refusal;
    return made;
}

void OpenRosa::State::add_routes(std::vector<http::Route>& routes, Door door)
{
    auto const form = in_path("form", {"identifiant du formulaire", "identifier of the form"});
    auto const version = in_path("version", {"version, ou - s’il n’y en a pas", "version, or - where there is none"});
    auto const name = in_path("name", {"nom du fichier", "name of the file"});
    auto const add = [&](std::string_view rest, http::Text summary, std::vector<http::Parameter> more, auto handle) {
        routes.push_back(route(door, rest, summary, std::move(more)));
        routes.back().handle = std::move(handle);
    };
    http::Parameter const seals{.name = "seals", .kind = http::ParameterKind::text,
                                .meaning = {"yes : ce client scelle lui-même ; aussi les formulaires à réponses scellées", "yes: this client seals by itself; also forms with sealed answers"}};
    add("/formList", {"OpenRosa : les formulaires", "OpenRosa: the forms"}, {seals}, [this, door](Request const& request) { return list(door, request); });
    add("/forms/{form}/{version}/form.xml", {"OpenRosa : un formulaire", "OpenRosa: a form"}, {form, version},
        [this, door](Request const& request) { return xform(door, request); });
    add("/forms/{form}/{version}/manifest", {"OpenRosa : les fichiers d’un formulaire", "OpenRosa: the files of a form"}, {form, version},
        [this, door](Request const& request) { return manifest(door, request); });
    add("/forms/{form}/{version}/media/{name}", {"OpenRosa : un fichier d’un formulaire", "OpenRosa: a file of a form"}, {form, version, name},
        [this, door](Request const& request) { return media(door, request); });
    add("/forms/{form}/{version}/sealed", {"Les questions à sceller, et pour qui", "Questions to seal, and for whom"}, {form, version},
        [this, door](Request const& request) -> Result<Response> {
            auto const one = TRY(this->form(door, request));
            return json_answer(200, TRY(openrosa::sealed_questions(workspace, one.form)));
        });
    add("/submission", {"OpenRosa : ce que l’envoi accepte", "OpenRosa: what a submission may be"}, {},
        [](Request const&) -> Result<Response> { return openrosa::answer(204, {}); });
    add("/submission", {"OpenRosa : envoyer des réponses ; un reçu signé revient", "OpenRosa: send answers; a signed receipt comes back"}, {},
        [this, door](Request const& request) { return door == Door::draft ? submit_draft(request) : submit(request); });
    auto& submit = routes.back();
    submit.method = http::Method::post;
    submit.runs = http::Runs::on_waiter;
    submit.body_bytes_max = openrosa::body_bytes_max;
    submit.body = "multipart/form-data";
    submit.receive = [this, door](http::RequestHead const& head) { return receiver(door, head); };
}

void OpenRosa::State::add_device_routes(std::vector<http::Route>& routes, Door door)
{
    auto asked = route(door, "/device", {"La clé de l’appareil, et ce qu’il signe pour l’enregistrer", "The device’s key, and what it signs to register one"}, {});
    asked.answer = "application/json";
    asked.refuse = {};
    auto added = asked;
    auto seen = route(door, "/seen", {"Lesquelles de ses réponses sont reçues, et lues par qui", "Which of its answers were received, and read by whom"}, {});
    seen.answer = "application/json";
    seen.refuse = {};
    seen.method = http::Method::post;
    seen.body = "application/json";
    seen.body_bytes_max = http::deed_body_bytes_max * 4;
    seen.handle = [this](Request const& request) { return this->seen(request); };
    routes.push_back(std::move(seen));
    asked.handle = [this](Request const& request) { return device(request); };
    added.method = http::Method::post;
    added.summary = {"Enregistrer la clé de l’appareil", "Register the device’s key"};
    added.body = "application/json";
    added.body_bytes_max = http::deed_body_bytes_max;
    added.handle = [this](Request const& request) { return add_device(request); };
    routes.push_back(std::move(asked));
    routes.push_back(std::move(added));
}

OpenRosa::OpenRosa(std::unique_ptr<State> state) : state_{std::move(state)} {}
OpenRosa::~OpenRosa() = default;

Result<std::unique_ptr<OpenRosa>> OpenRosa::open(Workspace& workspace, Scheme scheme)
{
    auto state = std::make_unique<State>(workspace, scheme);
    TRY(state->know());
    TRY(state->drafts.clear_past());
    return std::unique_ptr<OpenRosa>{new OpenRosa{std::move(state)}};
}

Result<void> OpenRosa::read_entities() { return state_->entities.catch_up(); }

std::vector<http::Route> OpenRosa::routes()
{
    std::vector<http::Route> routes;
    for (auto const door : {Door::token, Door::basic, Door::draft}) state_->add_routes(routes, door);
    for (auto const door : {Door::token, Door::basic}) state_->add_device_routes(routes, door);
    http::Route node;
    node.pattern = "/api/v1/node";
    node.summary = {"Le nom et la clé publique du nœud, pour vérifier ses reçus", "The node’s name and public key, to check its receipts"};
    node.answer = "application/json";
    node.audience = http::Audience::anyone;
    node.handle = [&head = state_->workspace.head()](Request const&) -> Result<Response> {
        return json_answer(200, {{"name", head.name}, {"key", head.owner.hex()}, {"receipt", receipt_format}});
    };
    routes.push_back(std::move(node));
    return routes;
}

}  // namespace accalmie
