// SPDX-License-Identifier: Apache-2.0
// HTTPS with a certificate made on the spot.
#include "http_fixtures.hpp"

#include <fstream>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

using namespace accalmie;
using namespace accalmie::http;
using namespace accalmie::http::test;

namespace {

template <class T, void (*release)(T*)>
struct Released {
    void operator()(T* thing) const { release(thing); }
};
using Key = std::unique_ptr<EVP_PKEY, Released<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Released<X509, X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Released<SSL_CTX, SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Released<SSL, SSL_free>>;

/// A key and a certificate that it signed itself, as PEM files.
TlsFiles make_certificate(std::filesystem::path const& folder, std::string const& name)
{
    Key const key{EVP_EC_gen("P-256")};
    Certificate const certificate{X509_new()};
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3'600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
    X509_set_pubkey(certificate.get(), key.get());
    auto* const subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
    TlsFiles files{(folder / (name + ".pem")).string(), (folder / (name + ".key")).string()};
    std::unique_ptr<FILE, int (*)(FILE*)> const certificate_file{fopen(files.certificate.c_str(), "w"), fclose};
    std::unique_ptr<FILE, int (*)(FILE*)> const key_file{fopen(files.key.c_str(), "w"), fclose};
    PEM_write_X509(certificate_file.get(), certificate.get());
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    chmod(files.key.c_str(), 0600);
    return files;
}

/// A TLS client on a Client's socket; speaks at most `version`.
struct TlsClient {
    Client client;
    Context context{SSL_CTX_new(TLS_client_method())};
    Session session;
    bool is_open = false;

    TlsClient(Client socket, int version, SSL_SESSION* resumed = nullptr) : client(std::move(socket))
    {
        SSL_CTX_set_security_level(context.get(), 0);  // so that an old version is refused by the server, not by us
        SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
        SSL_CTX_set_max_proto_version(context.get(), version);
        session.reset(SSL_new(context.get()));
        SSL_set_fd(session.get(), client.descriptor());
        if (resumed != nullptr) SSL_set_session(session.get(), resumed);
        is_open = SSL_connect(session.get()) == 1;
        ERR_clear_error();
    }
    std::string exchange(std::string_view request)
    {
        SSL_write(session.get(), request.data(), static_cast<int>(request.size()));
        std::string text;
        std::array<char, 16'384> buffer;
        for (int size = 0; (size = SSL_read(session.get(), buffer.data(), static_cast<int>(buffer.size()))) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(size));
        ERR_clear_error();
        return text;
    }
};

constexpr std::string_view last_request = "GET /test/hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

}  // namespace

TEST_CASE("HTTPS speaks TLS 1.2 and 1.3 and nothing older, and says goodbye properly")
{
    Folder const folder;
    auto const files = make_certificate(folder.path, "a");
    Served const served{{}, [&](ServerOptions& options) { options.tls = files; }};
    for (auto const version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsClient client{served.client(), version};
        REQUIRE(client.is_open);
        CHECK(SSL_version(client.session.get()) == version);
        auto const answer = client.exchange(last_request);
        CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
        CHECK(answer.find("Strict-Transport-Security: max-age=31536000\r\n") != std::string::npos);
        CHECK(answer.ends_with("\r\n\r\nhello"));
        CHECK((SSL_get_shutdown(client.session.get()) & SSL_RECEIVED_SHUTDOWN) != 0);
    }
    CHECK(!TlsClient{served.client(), TLS1_1_VERSION}.is_open);
}

TEST_CASE("a long answer and a long body pass through TLS whole")
{
    Folder const folder;
    Served const served{{}, [&](ServerOptions& options) { options.tls = make_certificate(folder.path, "a"); }};
    TlsClient reader{served.client(), TLS1_3_VERSION};
    auto const answer = reader.exchange("GET /test/long HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    CHECK(answer.size() - answer.find("\r\n\r\n") - 4 == 3'000'000);
    TlsClient writer{served.client(), TLS1_2_VERSION};
    std::string const body(echo_body_max, 'b');
    auto const echoed =
        writer.exchange("POST /test/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body);
    CHECK(echoed.ends_with("\r\n\r\n" + body));
}

TEST_CASE("a client that comes back resumes its TLS session")
{
    Folder const folder;
    Served const served{{}, [&](ServerOptions& options) { options.tls = make_certificate(folder.path, "a"); }};
    TlsClient first{served.client(), TLS1_2_VERSION};
    first.exchange(last_request);
    std::unique_ptr<SSL_SESSION, Released<SSL_SESSION, SSL_SESSION_free>> const session{SSL_get1_session(first.session.get())};
    TlsClient second{served.client(), TLS1_2_VERSION, session.get()};
    REQUIRE(second.is_open);
    CHECK(SSL_session_reused(second.session.get()) == 1);
    CHECK(second.exchange(last_request).ends_with("hello"));
}

TEST_CASE("who speaks no TLS to a TLS port, or begins a handshake and stops, is let go")
{
    Folder const folder;
    Limits limits;
    limits.header_time = std::chrono::milliseconds{200};
    Served const served{limits, [&](ServerOptions& options) { options.tls = make_certificate(folder.path, "a"); }};
    auto plain = served.client();
    plain.send(last_request);
    CHECK(plain.read_all().find("HTTP/1.1") == std::string::npos);
    auto half = served.client();
    half.send(std::string_view{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11});
    CHECK(half.is_closed());
    auto silent = served.client();
    CHECK(silent.is_closed());
    CHECK(served.local_client().get("/test/hello").body == "hello");
}

TEST_CASE("a connection over the maximum is told so over TLS too")
{
    Folder const folder;
    Limits limits;
    limits.connections = 1;
    Served const served{limits, [&](ServerOptions& options) { options.tls = make_certificate(folder.path, "a"); }};
    TlsClient first{served.client(), TLS1_3_VERSION};
    TlsClient second{served.client(), TLS1_3_VERSION};
    CHECK(second.exchange(last_request).starts_with("HTTP/1.1 503 "));
    CHECK(first.exchange(last_request).starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a certificate or key that cannot be used is named")
{
    Folder const folder;
    auto const good = make_certificate(folder.path, "a");
    auto const other = make_certificate(folder.path, "b");
    auto const error_of = [](TlsFiles files) {
        ServerOptions options;
        options.tls = std::move(files);
        auto const started = Server::start(std::move(options), test_site());
        REQUIRE(!started.has_value());
        CHECK(!started.error().remedy.empty());
        return started.error();
    };
    CHECK(error_of({good.certificate, other.key}).where == other.key);
    CHECK(error_of({good.key, good.key}).where == good.key);
    CHECK(error_of({good.certificate, good.certificate}).kind != Error::Kind::io);
    CHECK(error_of({good.certificate, (folder.path / "gone").string()}).kind == Error::Kind::missing);
    chmod(good.key.c_str(), 0644);
    CHECK(error_of(good).kind == Error::Kind::denied);
}
